// The inputs in which values of a schema are chosen or written.

import { field, h, id, options } from '../js/dom.js';
import { resolve } from '../js/contract.js';

// inputFor is the input, with its label, of a value or, where a schema lets there be a list, of
// several. It begins with given, a list of texts. values gives what is in it, texts or files:
// nothing where it was left empty. keep is the name under which keepInputs keeps it.
export function inputFor(label, schema, { document, given = [], required = false, keep }) {
  const whole = resolve(document, schema) ?? {};
  const isList = whole.type === 'array';
  const one = isList ? resolve(document, whole.items) : whole;
  const name = required ? label : `${label} (optional)`;
  if (one.format === 'binary') return fileInput(name, given, isList);
  const allowed = one.enum?.map(String) ?? (one.type === 'boolean' ? ['true', 'false'] : undefined);
  if (allowed && isList) return boxes(name, allowed, given, keep);
  const control = allowed ? h('select', { 'data-keep': keep }, options(required ? allowed : ['', ...allowed], given[0] ?? ''))
    : h('input', { type: 'text', 'data-keep': keep, value: given[0] ?? '', placeholder: placeholder(one) });
  return { element: field(name, control), values: () => (control.value === '' ? [] : [control.value]) };
}

const placeholder = (schema) => (schema.default === undefined ? schema.format : `${schema.default} if left out`);

function boxes(label, allowed, given, keep) {
  const all = allowed.map((value) => h('input', { type: 'checkbox', 'data-keep': `${keep} ${value}`, value, checked: given.includes(value) }));
  return {
    element: h('fieldset', { class: 'field' }, h('legend', {}, label), all.map((box) => h('label', { class: 'check' }, box, h('code', {}, box.value)))),
    values: () => all.filter((box) => box.checked).map((box) => box.value),
  };
}

// fileInput lets the files of the example, which are texts, stand in for those that are chosen.
function fileInput(label, given, isList) {
  const control = h('input', { type: 'file', id: id('file'), multiple: isList });
  const standIns = () => given.map((text) => (text.startsWith('%PDF') ? new File([text], 'report.pdf', { type: 'application/pdf' }) : new File([text], 'answers.csv', { type: 'text/csv' })));
  return {
    element: field(label, control, 'a small one stands in if none is chosen'),
    values: () => (control.files.length > 0 ? [...control.files] : standIns()),
  };
}
