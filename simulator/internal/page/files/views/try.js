// A call to an operation, put together by a form and sent from here.

import { button, field, fill, h, options, section } from '../js/dom.js';
import { curl, keyIn, reaches, send } from '../js/client.js';
import { step } from '../js/control.js';
import { resolve } from '../js/contract.js';
import { codeBlock, curlButton } from '../js/copy.js';
import { isKept, keepDraft, keepInputs } from '../js/draft.js';
import { pretty, statusKind, statusText } from '../js/format.js';
import { holding } from '../js/held.js';
import { current, to } from '../js/router.js';
import { attempt, say } from '../js/say.js';
import { inputFor } from './input.js';
import { waitNote } from './waiting.js';

// guesses are what parameters begin with, where the contract has no example: ids of the
// default world.
const guesses = { vendorId: '1', securityReviewId: '3', userId: '1', documentId: '1', questionnaireId: '1', review: '2', account: '1', document: '1', format: 'text', kind: 'vendors' };

export function tryIt(op, { document, base, keys, part, signal }) {
  if (!reaches(base)) {
    return section('Try it', h('p', { class: 'about' }, `This API has an address of its own, ${base}, which this page may not call: use curl.`));
  }
  const parameters = op.says.parameters.map((parameter) => resolve(document, parameter));
  const inputs = parameters.map((parameter) => [parameter, inputFor(parameter.name, parameter.schema, { document, required: parameter.required, given: begins(parameter), keep: parameter.name })]);
  const takes = bodyInput(resolve(document, op.says.requestBody), { document, of: `${part} ${op.name} in ${current()}` });
  const key = part === 'simulated' && h('select', { 'data-keep': 'key' }, options([...keys.map((one) => [one.key, one.key]), ['', 'none']], (keys.find(({ state, access }) => state === 'active' && access === 'full') ?? keys[0])?.key));
  const call = () => callOf({ op, base, inputs, takes, key: key && key.value && keyIn(key.value, current()) });
  const answer = h('div', { 'aria-live': 'polite', class: 'stack' });
  const streams = Object.values(op.says.responses).some((response) => resolve(document, response).content?.['text/event-stream']);
  let waiting; // for the answer that was asked for last: another one comes too late
  const run = () => {
    waiting?.abort();
    waiting = new AbortController();
    const mine = waiting;
    return sendFrom(call, { answer, part, name: op.name, streams, signal, stop: mine, isLast: () => waiting === mine });
  };
  const tried = h('section', { class: 'panel stack', 'aria-labelledby': 'try-it' }, h('h2', { id: 'try-it' }, 'Try it'),
    h('div', { class: 'fields' }, key && field(`Key, in ${current()}`, key), inputs.map(([, input]) => input.element)), takes?.element,
    h('div', { class: 'row' }, button('Send', run, { class: op.method === 'DELETE' ? 'main danger' : 'main' }), curlButton(() => curl(call()))),
    answer);
  keepInputs(tried, `inputs of ${part} ${op.name} in ${current()}`);
  return tried;
}

// begins is what a parameter begins with.
function begins({ name, in: place, required, example }) {
  const guess = place === 'path' && name === 'sandbox' ? current() : guesses[name];
  const value = example ?? (required ? guess : undefined);
  return value === undefined ? [] : [String(value)];
}

// sendFrom sends a call and shows its answer, of one that does not end what has come of it. A
// stream is left with the view; another call goes on when somebody leaves for the clock that it
// waits for, and its answer is said then.
async function sendFrom(call, { answer, part, name, streams, signal, stop, isLast }) {
  const made = await attempt(call);
  if (!made) return;
  const body = h('div');
  fill(answer, streams ? h('p', { class: 'soft' }, 'It shows what comes until you leave it.') : waitNote(current()),
    h('div', { class: 'row' }, button(streams ? 'Leave it' : 'Wait no longer', () => stop.abort())), body);
  const got = await attempt(() => holding(() => send({ ...made, body: made.form ? formData(made.form) : made.body }, {
    signal: streams ? AbortSignal.any([signal, stop.signal]) : stop.signal, onPart: (text) => fill(body, codeBlock(text.slice(-20000), 'What has come')),
  })));
  if (signal.aborted && got?.status && !streams) say(`${name}: ${statusText(got.status)}`);
  if (isLast()) fill(answer, got?.status ? drawAnswer(got, part) : []);
}

// bodyInput is what a body is written into: a text that begins with an example or, of a form,
// an input for each part. of says whose body it is.
function bodyInput(takes, { document, of }) {
  if (!takes) return undefined;
  const types = Object.keys(takes.content);
  const type = h('select', { 'data-keep': 'content type' }, options(types, types[0]));
  const inner = h('div', { class: 'stack' });
  let read;
  const draw = () => {
    const media = takes.content[type.value];
    read = type.value === 'multipart/form-data' ? formInputs(inner, media, document) : textInput(inner, media, type.value, { of: `${of}, ${type.value}`, isSecret: hasSecret(media.schema, document) });
  };
  type.addEventListener('change', draw);
  draw();
  return { element: h('div', { class: 'stack' }, types.length > 1 && field('Content type', type), inner), read: () => read() };
}

// hasSecret tells whether a body has what only its receiver should see, as the token.
const hasSecret = (schema, document) => Object.values(resolve(document, schema)?.properties ?? {}).some(({ format }) => format === 'password');

// textInput is a body that begins with one of the examples. Of each, what is written instead is
// kept, but for a secret: the browser would have a copy of it that a script can read.
function textInput(inner, { examples = {} }, type, { of, isSecret }) {
  const names = Object.keys(examples);
  const draftOf = (name) => `${of}, ${name}`;
  const choice = h('select', { 'data-keep': `example of ${type}` }, options(names.map((name) => [name, examples[name].summary]), names.find((name) => isKept(draftOf(name))) ?? names[0]));
  const place = h('div');
  let text;
  const draw = () => {
    const example = examples[choice.value]?.value;
    const given = typeof example === 'string' ? example : JSON.stringify(example ?? {}, null, 2);
    text = h('textarea', { class: 'code', rows: '9', spellcheck: 'false', value: given });
    fill(place, field('Body', text), !isSecret && keepDraft(text, draftOf(choice.value), given));
  };
  choice.addEventListener('change', draw);
  draw();
  fill(inner, names.length > 1 && field('Begin with', choice), place);
  return () => ({ body: text.value, type });
}

function formInputs(inner, { schema, examples = {} }, document) {
  const { properties, required = [] } = resolve(document, schema);
  const example = Object.values(examples)[0]?.value ?? {};
  const inputs = Object.entries(properties).map(([name, part]) => [name, inputFor(name, part, {
    document, required: required.includes(name), given: [example[name] ?? []].flat().map(String), keep: `part ${name}`,
  })]);
  fill(inner, h('div', { class: 'fields' }, inputs.map(([, input]) => input.element)));
  return () => ({ form: inputs.flatMap(([name, input]) => input.values().map((value) => [name, value])) });
}

function formData(pairs) {
  const data = new FormData();
  for (const [name, value] of pairs) data.append(name, value);
  return data;
}

function callOf({ op, base, inputs, takes, key }) {
  let path = op.path;
  const search = new URLSearchParams();
  const headers = [];
  for (const [parameter, input] of inputs) {
    const values = input.values();
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, () => step(values[0] ?? '', parameter.name));
    else if (parameter.in === 'query') values.forEach((value) => search.append(parameter.name, value));
    else headers.push(...values.map((value) => [parameter.name, value]));
  }
  const query = search.toString();
  const { body, type, form } = takes?.read() ?? {};
  if (key) headers.push(['Authorization', `Bearer ${key}`]);
  if (body) headers.push(['Content-Type', type]);
  return { method: op.method, url: base + path + (query && `?${query}`), headers, body: body || undefined, form };
}

function drawAnswer(got, part) {
  return [
    h('p', { class: 'row' }, h('span', { class: `tag ${statusKind(got.status)}` }, statusText(got.status)),
      got.call && part === 'simulated' && h('a', { href: to(['calls', current(), got.call]) }, 'See the call')),
    got.body ? codeBlock(pretty(got.body), 'The answer') : h('p', { class: 'soft small' }, 'without a body'),
    got.stopped && h('p', { class: 'soft small' }, 'The answer had not ended.'),
    h('details', {}, h('summary', { class: 'small' }, 'Headers'), h('dl', { class: 'facts mono' }, got.headers.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]))),
  ];
}
