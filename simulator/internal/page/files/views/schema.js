// A schema, as a tree that is opened step by step.

import { h } from '../js/dom.js';
import { resolve } from '../js/contract.js';
import { to } from '../js/router.js';
import { markdown } from './operation.js';

// deepest is how many levels are drawn: a schema may refer to itself.
const deepest = 7;

// schemaTree is a schema with all that is below it.
export function schemaTree(schema, document, depth = 0) {
  const whole = merged(schema, document);
  if (!whole || depth > deepest) return null;
  const below = propertiesOf(whole, document);
  return h('div', { class: 'schema' }, depth === 0 && facts(whole, document), below && tree(below, document, depth));
}

// merged is a schema without references at its top, and with what allOf brings in.
function merged(schema, document) {
  const here = resolve(document, schema);
  if (!here?.allOf) return here;
  const { allOf, ...own } = here;
  return allOf.map((part) => merged(part, document)).reduce((sum, part) => ({
    ...part, ...sum, properties: { ...part.properties, ...sum.properties }, required: [...(part.required ?? []), ...(sum.required ?? [])],
  }), own);
}

// propertiesOf is the schema whose properties are shown below one: itself, or that of its items.
function propertiesOf(schema, document) {
  if (schema.items) return propertiesOf(merged(schema.items, document), document);
  return schema.properties && Object.keys(schema.properties).length > 0 ? schema : undefined;
}

function tree({ properties, required = [] }, document, depth) {
  return h('ul', {}, Object.entries(properties).map(([name, schema]) => {
    const whole = merged(schema, document);
    const below = propertiesOf(whole, document);
    const line = [h('code', {}, h('b', {}, name)), required.includes(name) && h('span', { class: 'need' }, 'required'), facts(whole, document)];
    const about = whole.description && h('p', { class: 'small soft' }, markdown(whole.description));
    if (!below || depth >= deepest) return h('li', {}, h('p', { class: 'row' }, line), about);
    return h('li', {}, h('details', {}, h('summary', {}, h('span', { class: 'row inline' }, line)), about, tree(below, document, depth + 1)));
  }));
}

// facts say in words what a value may be.
function facts(schema, document) {
  const words = [typeWords(schema, document)];
  const bound = (key, text) => schema[key] !== undefined && words.push(text(schema[key]));
  bound('format', (format) => format);
  bound('minLength', (n) => `at least ${n} characters`);
  bound('maxLength', (n) => `at most ${n} characters`);
  bound('minimum', (n) => `from ${n}`);
  bound('maximum', (n) => `up to ${n}`);
  bound('maxItems', (n) => `at most ${n} elements`);
  bound('default', (value) => `${JSON.stringify(value)} if left out`);
  if (schema['x-vsrsim-appends']) words.push('an update adds to it');
  const values = (schema.enum ?? resolve(document, schema.items)?.enum)?.filter((value) => value !== null);
  return h('span', { class: 'small soft facts-line' }, words.filter(Boolean).join(', '), values && [': ', values.map((value, i) => [i > 0 && ', ', h('code', {}, String(value))])],
    schema.pattern && [' ', h('code', {}, schema.pattern)],
    schema['x-vsrsim-assumption'] && [' ', h('a', { class: 'tag warn', href: to(['api', 'assumptions'], { search: schema['x-vsrsim-assumption'] }) }, schema['x-vsrsim-assumption'])]);
}

function typeWords(schema, document) {
  const list = schema.type === 'array' && schema.items ? `list of ${typeWords(resolve(document, schema.items), document)}` : undefined;
  const oneOf = (schema.oneOf ?? schema.anyOf)?.map((part) => resolve(document, part).type ?? 'object').join(' or ');
  return `${list ?? oneOf ?? schema.type ?? 'any'}${schema.nullable ? ' or null' : ''}`;
}
