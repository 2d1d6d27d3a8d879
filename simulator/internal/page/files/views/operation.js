// One operation of a contract: what it takes, what it answers, and a try.

import { fill, h, section } from '../js/dom.js';
import { resolve } from '../js/contract.js';
import { codeBlock, copyButton } from '../js/copy.js';
import { count } from '../js/format.js';
import { statusKind } from '../js/format.js';
import { to } from '../js/router.js';
import { schemaTree } from './schema.js';
import { tryIt } from './try.js';

// markdown makes what stands between grave accents code, and links texts; nothing more is
// written in descriptions.
export function markdown(text) {
  return (text ?? '').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').split(/(`[^`]+`)/).map((piece) => (piece.startsWith('`') ? h('code', {}, piece.slice(1, -1)) : piece));
}

export function operation(op, about) {
  const { document, base, part, assumptions } = about;
  const { name, method, path, says } = op;
  const acting = assumptionsOf(says, document);
  return [
    h('div', {}, h('h2', { class: 'big' }, says.summary),
      h('p', { class: 'row opline' }, h('span', { class: `method ${method}` }, method), h('code', {}, path), copyButton(base + path, 'address')),
      h('p', { class: 'row' }, h('code', { class: 'soft' }, name), says['x-drata-beta'] && h('span', { class: 'tag info' }, 'beta'), says['x-vsrsim-lookup'] && h('span', { class: 'tag' }, 'look-up'),
        (says['x-drata-permissions'] ?? []).map((permission) => h('span', { class: 'tag', title: says['x-vsrsim-permission-name'] }, `needs ${permission}`)))),
    (says.description ?? '').split(/\n\s*\n/).filter(Boolean).map((paragraph) => h('p', { class: 'prose' }, markdown(paragraph.replace(/\s+/g, ' ')))),
    acting.length > 0 && h('details', { class: 'panel' }, h('summary', {}, `${count(acting.length, 'assumption')} ${acting.length === 1 ? 'acts' : 'act'} here: `, acting.join(', ')),
      h('ul', { class: 'list' }, acting.map((number) => h('li', { class: 'small' }, assumptionTag(number), ' ', markdown(assumptions.find((one) => one.number === number)?.rule))))),
    tryIt(op, about),
    parameters(says, document),
    body(says, document),
    responses(says, document),
    part === 'simulated' && h('p', { class: 'small' }, h('a', { href: to(['calls'], { operation: name }) }, 'Calls to it'), ' · ', h('a', { href: to(['faults'], { search: name }) }, 'Let it go wrong')),
  ];
}

const assumptionTag = (number) => h('a', { class: 'tag warn', href: to(['api', 'assumptions'], { search: number }), title: 'A rule that no source documents' }, number);

// assumptionsOf are the numbers that stand anywhere in what an operation takes and answers.
export function assumptionsOf(says, document) {
  const found = new Set();
  const seen = new Set();
  const walk = (part) => {
    if (part === null || typeof part !== 'object' || seen.has(part)) return;
    seen.add(part);
    if (part['x-vsrsim-assumption']) found.add(part['x-vsrsim-assumption']);
    Object.values(part).forEach(walk);
    if (part.$ref) walk(resolve(document, part));
  };
  walk(says);
  return [...found].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

function parameters(says, document) {
  const all = says.parameters.map((parameter) => resolve(document, parameter));
  if (all.length === 0) return null;
  return section('Parameters', h('ul', { class: 'list' }, all.map((parameter) => h('li', {},
    h('p', { class: 'row' }, h('code', {}, h('b', {}, parameter.name)), h('span', { class: 'soft small' }, `in the ${parameter.in}`), parameter.required && h('span', { class: 'need' }, 'required'), assumed(parameter)),
    parameter.description && h('p', { class: 'small' }, markdown(parameter.description)),
    schemaTree(parameter.schema, document)))));
}

const assumed = (part) => part['x-vsrsim-assumption'] && assumptionTag(part['x-vsrsim-assumption']);

function body(says, document) {
  const takes = resolve(document, says.requestBody);
  if (!takes) return null;
  return section('Body', !takes.required && h('p', { class: 'about' }, 'It may be left out.'), contents(takes.content, document));
}

function contents(content, document) {
  return Object.entries(content ?? {}).map(([type, media]) => h('div', { class: 'stack media' },
    h('p', { class: 'row' }, h('code', {}, type), assumed(media)), schemaTree(media.schema, document), examples(media.examples, type)));
}

function examples(all, type) {
  return Object.values(all ?? {}).map(({ summary, value }) => h('details', {}, h('summary', { class: 'small' }, `Example: ${summary}`), codeBlock(typeof value === 'string' ? value : JSON.stringify(value, null, 2), `example, ${type}: ${summary}`)));
}

function responses(says, document) {
  return section('Answers', h('ul', { class: 'list' }, Object.entries(says.responses).map(([status, ref]) => {
    const response = resolve(document, ref);
    return h('li', {}, h('details', {}, h('summary', {}, h('span', { class: `tag ${statusKind(Number(status))}` }, status), ' ', markdown(response.description)),
      assumed(response) && h('p', {}, assumed(response)),
      response.content ? contents(response.content, document) : h('p', { class: 'soft small' }, 'without a body')));
  })));
}
