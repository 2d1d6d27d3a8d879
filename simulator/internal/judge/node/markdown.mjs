// Reads pages of GitHub Flavored Markdown and says what they are made of.
// In: [page]. Out: [[{type, text}]]: the nodes of each page in their order, with
// the text of those that have one.
import { readFileSync } from 'node:fs'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

function nodes(node, list) {
  list.push({ type: node.type, text: node.value ?? node.url ?? '' })
  for (const child of node.children ?? []) nodes(child, list)
  return list
}

const pages = JSON.parse(readFileSync(0, 'utf8'))
const options = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }
console.log(JSON.stringify(pages.map((page) => nodes(fromMarkdown(page, options), []))))
