// Holds HTTP archives against what har-validator has, and reads them as the
// importer of Firefox does, which goes over the pages without asking whether
// there are any, and makes a URL of each address.
// In: [archive]. Out: [complaint]; an empty complaint means all is well.
import { readFileSync } from 'node:fs'
import validator from 'har-validator/lib/promise.js'

async function complaint(archive) {
  try {
    await validator.har(archive)
    archive.log.pages.forEach((page) => page.id)
    archive.log.entries.forEach((entry) => new URL(entry.request.url))
    return ''
  } catch (problem) {
    return problem.errors ? JSON.stringify(problem.errors) : String(problem)
  }
}

const archives = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(await Promise.all(archives.map(complaint))))
