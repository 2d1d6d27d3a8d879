// A call to an operation, put together by a form and sent from here.

import { button, field, fill, h, options, section } from '../js/dom.js';
import { curl, keyIn, reaches, send } from '../js/client.js';
import { step } from '../js/control.js';
import { resolve } from '../js/contract.js';
import { codeBlock, curlButton } from '../js/copy.js';
import { pretty, statusKind, statusText } from '../js/format.js';
import { current, to } from '../js/router.js';
import { attempt } from '../js/say.js';

// guesses are what parameters begin with, where the contract has no example: ids of the
// default world.
const guesses = { vendorId: '1', securityReviewId: '3', userId: '1', documentId: '1', questionnaireId: '1', review: '2', account: '1', document: '1', format: 'text', kind: 'vendors' };

export function tryIt(op, { document, base, keys, part }) {
  if (!reaches(base)) {
    return section('Try it', h('p', { class: 'about' }, `This API has an address of its own, ${base}, which this page may not call: use curl.`));
  }
  const parameters = op.says.parameters.map((parameter) => resolve(document, parameter));
  const inputs = parameters.map((parameter) => [parameter, parameterInput(parameter)]);
  const takes = bodyInput(resolve(document, op.says.requestBody));
  const key = part === 'simulated' && h('select', {}, options([...keys.map((one) => [one.key, one.key]), ['', 'none']], (keys.find(({ state, access }) => state === 'active' && access === 'full') ?? keys[0])?.key));
  const call = () => callOf({ op, base, inputs, takes, key: key && key.value && keyIn(key.value, current()) });
  const answer = h('div', { 'aria-live': 'polite', class: 'stack' });
  const run = async () => {
    const made = await attempt(call);
    if (!made) return;
    fill(answer, h('p', { class: 'soft' }, 'It waits for the answer. If a fault holds it up, and the clock stands still, ', h('a', { href: to(['time']) }, 'move the clock'), '.'));
    const got = await attempt(() => send({ ...made, body: made.form ? formData(made.form) : made.body }));
    fill(answer, got ? drawAnswer(got, part) : []);
  };
  const fields = inputs.map(([parameter, input]) => field(`${parameter.name}${parameter.required ? '' : ' (optional)'}`, input));
  return h('section', { class: 'panel stack', 'aria-labelledby': 'try-it' }, h('h2', { id: 'try-it' }, 'Try it'),
    h('div', { class: 'fields' }, key && field(`Key, in ${current()}`, key), fields), takes?.element,
    h('div', { class: 'row' }, button('Send', run, { class: op.method === 'DELETE' ? 'main danger' : 'main' }), curlButton(() => curl(call()))),
    answer);
}

function parameterInput({ name, in: place, required, schema, example }) {
  const guess = place === 'path' ? (name === 'sandbox' ? current() : guesses[name] ?? '') : '';
  const values = schema?.enum;
  if (values) return h('select', {}, options([...(required ? [] : [['', '']]), ...values.map((value) => [String(value), String(value)])], String(example ?? '')));
  return h('input', { type: 'text', value: String(example ?? (required ? guess : '')) });
}

// bodyInput is what a body is written into: a text that begins with an example or, of a form,
// an input for each part.
function bodyInput(takes) {
  if (!takes) return undefined;
  const types = Object.keys(takes.content);
  const type = h('select', {}, options(types, types[0]));
  const inner = h('div');
  let read;
  const draw = () => {
    const media = takes.content[type.value];
    const example = Object.values(media.examples ?? {})[0]?.value;
    if (type.value === 'multipart/form-data') {
      read = formInputs(inner, example ?? {});
      return;
    }
    const text = h('textarea', { class: 'code', rows: '9', spellcheck: 'false', value: typeof example === 'string' ? example : JSON.stringify(example ?? {}, null, 2) });
    fill(inner, field('Body', text));
    read = () => ({ body: text.value, type: type.value });
  };
  type.addEventListener('change', draw);
  draw();
  return { element: h('div', { class: 'stack' }, types.length > 1 && field('Content type', type), inner), read: () => read() };
}

function formInputs(inner, example) {
  const pairs = Object.entries(example).flatMap(([name, value]) => (Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]]));
  const inputs = pairs.map(([name, value]) => [name, name === 'file' || name === 'files' || name.startsWith('files')
    ? h('input', { type: 'file', 'data-stand-in': String(value) }) : h('input', { type: 'text', value: String(value) })]);
  fill(inner, h('div', { class: 'fields' }, inputs.map(([name, input]) => field(name, input, input.type === 'file' ? 'a small one stands in if none is chosen' : undefined))));
  return () => ({ form: inputs.filter(([, input]) => input.type === 'file' || input.value !== '').map(([name, input]) => [name, input.type === 'file' ? input.files[0] ?? new File([input.dataset.standIn], 'report.pdf', { type: 'application/pdf' }) : input.value]) });
}

function formData(pairs) {
  const data = new FormData();
  for (const [name, value] of pairs) data.append(name, value);
  return data;
}

function callOf({ op, base, inputs, takes, key }) {
  let path = op.path;
  const search = new URLSearchParams();
  for (const [parameter, input] of inputs) {
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, () => step(input.value));
    else if (parameter.in === 'query' && input.value !== '') search.append(parameter.name, input.value);
  }
  const query = search.toString();
  const { body, type, form } = takes?.read() ?? {};
  const headers = [];
  if (key) headers.push(['Authorization', `Bearer ${key}`]);
  if (body) headers.push(['Content-Type', type]);
  return { method: op.method, url: base + path + (query && `?${query}`), headers, body: body || undefined, form: form?.map(([name, value]) => [name, value]) };
}

function drawAnswer(got, part) {
  return [
    h('p', { class: 'row' }, h('span', { class: `tag ${statusKind(got.status)}` }, statusText(got.status)),
      got.call && part === 'simulated' && h('a', { href: to(['calls', current(), got.call]) }, 'See the call')),
    got.body ? codeBlock(pretty(got.body), 'The answer') : h('p', { class: 'soft small' }, 'without a body'),
    h('details', {}, h('summary', { class: 'small' }, 'Headers'), h('dl', { class: 'facts mono' }, got.headers.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]))),
  ];
}
