// Generates the TypeScript types of OpenAPI documents.
// In: [document as text]. Out: [types as text].
import { readFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const types = []
for (const document of JSON.parse(readFileSync(0, 'utf8'))) {
  types.push(astToString(await openapiTS(document, { silent: true })))
}
console.log(JSON.stringify(types))
