// Holds documents against a JSON Schema as SchemaStore, from which editors take
// theirs, does: ajv for draft 7, in strict mode, with formats.
// In: {schema, documents}. Out: {schema: complaint, documents: [complaint]}; an
// empty complaint means all is well.
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'

const { schema, documents } = JSON.parse(readFileSync(0, 'utf8'))
const ajv = new Ajv({ strict: true, allErrors: false })
formats.default(ajv)

const answer = { schema: '', documents: [] }
try {
  const validate = ajv.compile(schema)
  answer.documents = documents.map((document) => (validate(document) ? '' : ajv.errorsText(validate.errors)))
} catch (problem) {
  answer.schema = problem.message
}
console.log(JSON.stringify(answer))
