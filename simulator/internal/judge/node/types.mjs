// Generates the TypeScript types of OpenAPI documents.
// In: [document as text]. Out: [types as text].
import { text } from 'node:stream/consumers'
import openapiTS, { astToString } from 'openapi-typescript'

const types = []
for (const document of JSON.parse(await text(process.stdin))) {
  types.push(astToString(await openapiTS(document, { silent: true })))
}
console.log(JSON.stringify(types))
