// Answers calls with what Express and multer make of their bodies, without any
// settings.
// In: [{path, headers, body}]; path is /form or /json, body is base64.
// Out: [{error}] or [{fields, files: [{field, name, content}]}] or [{json}].
import { readFileSync } from 'node:fs'
import http from 'node:http'
import express from 'express'
import multer from 'multer'

const app = express()
app.post('/form', multer().any(), (call, answer) => answer.json({
  fields: call.body,
  files: call.files.map((file) => ({ field: file.fieldname, name: file.originalname, content: file.buffer.toString('base64') })),
}))
app.post('/json', express.json(), (call, answer) => answer.json({ json: call.body }))
app.use((error, call, answer, next) => answer.status(400).json({ error: error.message }))

function post(port, { path, headers, body }) {
  return new Promise((resolve, reject) => {
    const call = http.request({ port, path, headers, method: 'POST', host: '127.0.0.1' }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => { text += chunk })
      answer.on('end', () => resolve(JSON.parse(text)))
    })
    call.on('error', reject)
    call.end(Buffer.from(body, 'base64'))
  })
}

const server = app.listen(0, '127.0.0.1', async () => {
  const answers = []
  for (const call of JSON.parse(readFileSync(0, 'utf8'))) answers.push(await post(server.address().port, call))
  console.log(JSON.stringify(answers))
  server.closeAllConnections()
  server.close()
})
