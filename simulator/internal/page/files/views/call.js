// One call: what came and went, what was wrong with it, and the world around it.

import { button, field, fill, h, options, scrolling, section, wide } from '../js/dom.js';
import * as control from '../js/control.js';
import { curlOf } from '../js/client.js';
import { codeBlock, copyable, curlButton } from '../js/copy.js';
import { ask } from '../js/dialog.js';
import { compare } from '../js/diff.js';
import { bytes, count, moment, placeIn, pretty, sentence, statusKind, statusText } from '../js/format.js';
import { holding } from '../js/held.js';
import { at, go, to } from '../js/router.js';
import { attempt } from '../js/say.js';
import { counts, marks } from './calls.js';
import { waitNote } from './waiting.js';

export const title = 'Call';

export async function show(page, { steps: [sandbox, id], signal }) {
  const [call, about] = await Promise.all([control.get(control.call(sandbox, id)), control.get('/about')]);
  fill(page,
    header(call, await neighbours(call)),
    actions(call, about, signal),
    story(call),
    violations(call, signal),
    hints(call),
    messages(call),
    rules(call),
    worldAround(call));
}

// showCopy shows a call as a report has kept it.
export function showCopy(page, call, signal) {
  fill(page,
    header(call),
    h('p', { class: 'story' }, 'This call is no longer in the journal: its sandbox has gone or begun anew, or the journal has moved on. It is shown as the report has kept it.'),
    story(call),
    violations(call, signal),
    hints(call),
    messages(call),
    call.rules && rules(call));
}

const messages = (call) => h('div', { class: 'two' }, message('Request', call.request, requestLine(call)), message('Answer', call.response, answerLine(call)));

// neighbours are the calls before and after one in its sandbox. Others may come while it looks.
async function neighbours({ sandbox, id, ordinal }) {
  const list = (query) => control.get(control.box(sandbox, 'journal'), query);
  const { data: [newest] } = await list({ limit: 1 });
  const { data: near } = await list({ skip: Math.max(0, newest.ordinal - ordinal - 100), limit: 1000 });
  const place = near.findIndex((other) => other.id === id);
  return place < 0 ? {} : { previous: near[place - 1], next: near[place + 1] };
}

function header(call, near) {
  const status = statusOf(call);
  const neighbour = (other, text) => (other ? h('a', { class: 'button', href: to(['calls', other.sandbox, other.id]) }, text) : h('button', { type: 'button', disabled: true }, text));
  return h('div', { class: 'head' },
    h('div', {},
      h('p', { class: 'small' }, h('a', { href: to(['calls'], { sandbox: call.sandbox }) }, '← Calls of ', call.sandbox)),
      h('h1', { class: 'callline' }, h('span', { class: `tag ${statusKind(status)}` }, statusText(status)), ' ', call.request.method, ' ', h('span', { class: 'mono' }, call.request.path)),
      h('p', { class: 'meta' }, h('span', {}, call.operation ?? 'no operation of the contract'), h('span', { class: 'tabular' }, `${moment(call.time)} UTC`),
        h('span', {}, `call ${call.ordinal} of ${call.sandbox}`), call.key && h('span', {}, 'key ', h('code', {}, call.key)), h('span', {}, 'id ', h('code', {}, call.id)))),
    near && h('nav', { class: 'row', 'aria-label': 'Calls of this sandbox' }, neighbour(near.previous, '‹ Previous'), neighbour(near.next, 'Next ›')));
}

const statusOf = (call) => (call.response.unsent ? 0 : call.response.status);

function actions(call, about, signal) {
  const waiting = h('div', { role: 'status' });
  // It goes on when somebody leaves for the clock that it waits for.
  const resend = async (sandbox) => {
    const stop = new AbortController();
    again.forEach((one) => { one.disabled = true; });
    fill(waiting, waitNote(sandbox ?? call.sandbox), h('div', { class: 'row' }, button('Wait no longer', () => stop.abort())));
    const send = () => control.post(control.call(call.sandbox, call.id, 'resend'), sandbox ? { sandbox } : {}, { signal: stop.signal });
    const sent = await attempt(() => holding(send).catch((error) => { if (error.name !== 'AbortError') throw error; }), (got) => got && `Sent again: ${statusText(statusOf(got))}`);
    fill(waiting);
    again.forEach((one) => { one.disabled = false; });
    if (sent?.id && !signal.aborted) go(to(['calls', sent.sandbox, sent.id]));
  };
  const again = [button('Send again', () => resend(), { class: 'main' }), button('Send again in…', () => resendIn(call, resend))];
  return [h('div', { class: 'row' },
    curlButton(() => curlOf(call, about.url)),
    again,
    button('Fork after it', () => forkAt(call, 'after')),
    button('Fork before it', () => forkAt(call, 'before')),
    button('HAR', () => attempt(() => saveHAR(call)))), waiting];
}

async function resendIn(call, resend) {
  const { data } = await control.get('/sandboxes');
  const names = data.map(({ name }) => name).filter((name) => name !== call.sandbox);
  const choice = h('select', {}, options([['', 'a new fork, as it was when the call began'], ...names], ''));
  const sure = await ask({ title: 'Send the call again in another sandbox', confirm: 'Send it', content: [field('Sandbox', choice)] });
  if (!sure) return;
  const made = !choice.value && await attempt(() => control.post('/sandboxes', { from: call.sandbox, call: call.id, side: 'before' }));
  if (choice.value || made) resend(choice.value || made.name);
}

async function forkAt(call, side) {
  const name = h('input', { type: 'text', placeholder: 'made up, if it is left out' });
  let made;
  const sure = await ask({
    title: `A sandbox as it was ${side} this call`, confirm: 'Make it',
    labels: { name: 'Name' },
    content: [h('p', { class: 'soft' }, 'World, clock, scenarios and draws begin as they were then; the journal is empty. The same calls then meet the same faults.'), field('Name', name)],
    check: async () => {
      made = await control.post('/sandboxes', { from: call.sandbox, call: call.id, side, ...(name.value && { name: name.value }) });
    },
  });
  if (sure) {
    await attempt(async () => {}, `The sandbox ${made.name} is made; clients work in it with the key ${made.key}`);
    go(at(['world'], { in: made.name }));
  }
}

// saveHAR saves the archive of the one call. The control API has archives of many: this one
// is found by its id in that of its moment.
async function saveHAR(call) {
  const until = new Date(new Date(call.time).getTime() + 1).toISOString();
  const archive = await control.get(control.box(call.sandbox, 'journal', 'har'), { since: call.time, until, method: call.request.method });
  archive.log.entries = archive.log.entries.filter((entry) => entry._id === call.id);
  const link = h('a', { href: URL.createObjectURL(new Blob([JSON.stringify(archive, null, 2)], { type: 'application/json' })), download: `${call.id}.har` });
  link.click();
  URL.revokeObjectURL(link.href);
}

// story says in words what became of the call.
function story(call) {
  const words = [];
  if (call.fault) words.push(`The rule ${call.rule} fired: ${call.fault}.`);
  else if (call.rule) words.push(`The rule ${call.rule} fired.`);
  if (call.lost) words.push('The operation was carried out, and the client was not told so.');
  if (call.broken) words.push('The client could not make out an answer.');
  if (call.onPurpose) words.push('It was to break the contract, so its violations fail no run.');
  if (call.unsimulated) words.push(`${call.unsimulated} is documented, and not simulated.`);
  const shown = marks(call).filter(Boolean);
  if (words.length === 0 && shown.length === 0) return null;
  return h('p', { class: 'story' }, h('span', { class: 'row' }, shown), words.join(' '));
}

function violations(call, signal) {
  const all = call.violations ?? [];
  const meant = all.filter((violation) => !counts(call, violation));
  return [broken(call, all.filter((violation) => counts(call, violation)), signal), meant.length > 0 && changed(call, meant)];
}

// changed says how an answer differs that was not the operation's own.
function changed(call, meant) {
  return section('How the answer differs from the contract',
    h('p', { class: 'about' }, call.rule ? ['The rule ', h('code', {}, call.rule), ' wants it so'] : 'The call has asked for it', ': it is no fault of the client, and fails no run.'),
    h('ul', { class: 'found meant' }, meant.map((violation) => h('li', {}, h('h3', { class: 'info' }, whereIn(violation), sentence(violation.text))))));
}

function broken(call, all, signal) {
  if (all.length === 0) return null;
  const kept = all.map((violation, i) => {
    const lines = h('div');
    if (violation.line) contractLines(violation.line, signal).then((found) => fill(lines, found), () => {});
    return h('li', {},
      h('h3', { class: call.onPurpose ? 'info' : 'bad' }, whereIn(violation), sentence(violation.text)),
      violation.fix && h('p', {}, sentence(violation.fix)),
      h('p', { class: 'meta' }, h('span', {}, violation.side === 'request' ? `${violation.in} of the request` : `${violation.in} of the answer: a bug of the simulator`),
        violation.line && h('span', {}, `line ${violation.line} of the contract`)),
      violation.line && h('details', { open: i === 0 || violation.line !== all[i - 1].line }, h('summary', { class: 'small' }, 'The contract there'), lines));
  });
  const more = call.violationsOmitted && h('li', {}, `and ${call.violationsAtLeast ? 'at least ' : ''}${call.violationsOmitted} more`);
  return section(count(kept.length, 'violation').replace(/^\d+ v/, 'V') + ' of the contract', h('ul', { class: `found ${call.onPurpose ? 'meant' : ''}` }, kept, more));
}

// whereIn is the parameter, or the property by its path: socForm.findings.0.description.
function whereIn(difference) {
  const path = placeIn(difference);
  return path && [h('code', {}, path), ': '];
}

let contract;

// contractLines are the lines of the contract around one.
async function contractLines(line) {
  contract ??= control.text('/openapi.yaml');
  const all = (await contract).split('\n');
  const first = Math.max(1, line - 4);
  const shown = all.slice(first - 1, line + 5);
  return scrolling(h('div', { class: 'code lines' }, shown.map((text, i) => {
    const hit = first + i === line ? ' hit' : '';
    return [h('span', { class: `n${hit}` }, String(first + i)), h('span', { class: hit.trim() }, text || ' ')];
  })), `The contract around line ${line}`);
}

function hints(call) {
  if (!call.hints) return null;
  return section('Hints', h('ul', { class: 'found hints' }, call.hints.map((hint) => h('li', {},
    h('h3', {}, whereIn(hint), sentence(hint.text)), h('p', {}, sentence(hint.fix)), h('p', { class: 'meta' }, `in the ${hint.in}`)))));
}

const requestLine = ({ request }) => `${request.method} ${request.path}${request.query ? `?${request.query}` : ''}`;

const answerLine = (call) => (call.response.unsent ? 'The connection ended without an answer.' : `Status ${call.response.status}`);

function message(name, message_, line) {
  const body = message_.body && pretty(message_.body);
  return section(name,
    h('div', { class: 'stack' },
      h('p', { class: 'mono' }, line),
      headerTable(message_.header),
      message_.unsent && body && h('p', { class: 'soft small' }, 'This was to be sent:'),
      message_.parts && partTable(message_.parts),
      body ? copyable(body, `body of the ${name.toLowerCase()}`) : !message_.parts && h('p', { class: 'soft small' }, 'without a body'),
      message_.truncated && h('p', { class: 'soft small' }, `Not all is kept of: ${message_.truncated.join(', ')}.`)));
}

function headerTable(header) {
  const pairs = Object.entries(header ?? {}).flatMap(([name, values]) => values.map((value) => [name, value]));
  if (pairs.length === 0) return null;
  return h('details', { open: pairs.length <= 8 }, h('summary', { class: 'small' }, count(pairs.length, 'header')),
    h('dl', { class: 'facts mono' }, pairs.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])));
}

function partTable(parts) {
  return h('table', {}, h('caption', { class: 'unseen' }, 'Parts of the form'), h('thead', {}, h('tr', {}, ['Part', 'Value'].map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, parts.map((part) => h('tr', {}, h('td', {}, part.name),
      h('td', {}, part.fileName ? [h('code', {}, part.fileName), ` ${part.contentType ?? ''} ${bytes(part.size ?? 0)}`] : part.value ?? '', part.truncated && ' …')))));
}

function rules(call) {
  if (!call.rules) {
    const why = unasked(call);
    if (why) return section('Rules', h('p', { class: 'about' }, `No rule was asked: ${why}`));
    return section('Rules', h('p', { class: 'about' }, 'No rule was asked: no scenario plays. ', h('a', { href: to(['faults'], { in: call.sandbox }) }, 'Play a scenario')));
  }
  return section('Rules that were asked',
    h('p', { class: 'about' }, 'In their order. What stands behind a rule that fired was not asked.'),
    wide('Rules that were asked', h('table', {},
      h('thead', {}, h('tr', {}, ['Rule', 'Fired', 'What kept it from firing'].map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, call.rules.map((rule) => h('tr', {},
        h('td', {}, h('code', {}, rule.rule)),
        h('td', {}, h('span', { class: `tag ${rule.fired ? 'warn' : ''}` }, rule.fired ? '⚡ fired' : 'did not')),
        h('td', {}, whyNot(rule))))))));
}

// unasked is why a call meets no rule, whatever plays.
function unasked(call) {
  const status = statusOf(call);
  if (!call.operation) return 'the call is to no operation that is simulated.';
  if (call.violations?.some((violation) => violation.side === 'request')) return 'a request that breaks the contract is refused before.';
  if (Object.entries(call.request.header ?? {}).some(([name, values]) => name === 'Prefer' && values.some((value) => value.includes('code=')))) return 'the header Prefer has chosen the answer.';
  if (status === 401) return 'a call without a key that works is refused before.';
  if (status === 402 || status === 403 || status === 412) return 'the key or its account may not make this call, which is looked at before.';
  return '';
}

function whyNot(rule) {
  if (rule.fired) return '';
  const draw = rule.draw === undefined ? '' : `, drawn was ${rule.draw.toFixed(4)}`;
  return [h('b', {}, rule.failed), rule.wanted && ` – wanted: ${rule.wanted}${draw}`];
}

// worldAround shows what the call did to the world: the difference between what it was when
// the call began, and after it.
function worldAround(call) {
  const content = h('div', { 'aria-live': 'polite' });
  compareAround(call).then((found) => fill(content, found), (error) => fill(content, h('p', { class: 'empty' }, error.message)));
  return section('The world before and after', content);
}

async function compareAround(call) {
  const of = control.call(call.sandbox, call.id, 'world');
  const world = (side) => control.get(of, { side, format: 'json' });
  const save = (side) => h('a', { class: 'button', href: control.address(`${of}?side=${side}&format=yaml`), download: `${call.sandbox}-${side}-${call.id}.yaml` }, `Save the one ${side} as a fixture`);
  const is = await world('after');
  const was = await world('before').catch((error) => { if (error.status !== 409) throw error; });
  const links = h('div', { class: 'row' },
    was && worldButton('Look at the world before', was), worldButton('Look at the world after', is), was && save('before'), save('after'));
  if (!was) {
    return [h('p', { class: 'about' }, 'The journal keeps no longer what was before it: too much has happened since.'), links];
  }
  const changes = compare(was, is);
  return [
    h('p', { class: 'about' }, changes.length === 0 ? 'The call changed nothing.'
      : `${count(changes.length, 'record')} changed from when the call began until it was answered.`),
    changes.length > 0 && h('ul', { class: 'list' }, changes.slice(0, 50).map(change)),
    changes.length > 50 && h('p', { class: 'soft' }, `and ${changes.length - 50} more`),
    links,
  ];
}

const changeKinds = { added: 'good', removed: 'bad', changed: 'info' };

function change({ kind, id, change: what, properties }) {
  return h('li', {},
    h('h3', {}, h('span', { class: `tag ${changeKinds[what]}` }, what), ` ${kind} ${id}`),
    wide(`What changed of ${kind} ${id}`, h('table', { class: 'diff' },
      h('thead', {}, h('tr', {}, ['Property', 'Before', 'After'].map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, properties.map(({ path, was, is }) => h('tr', {}, h('td', {}, h('code', {}, path)), h('td', { class: 'was' }, value(was)), h('td', { class: 'is' }, value(is))))))));
}

function value(of) {
  if (of === undefined) return h('span', { class: 'soft' }, '–');
  const text = typeof of === 'string' ? of : JSON.stringify(of, null, 1);
  return h('code', {}, text.length > 400 ? `${text.slice(0, 400)}…` : text);
}

function worldButton(text, world) {
  return button(text, () => {
    const dialog = h('dialog', { class: 'wide', 'aria-label': text },
      h('div', { class: 'row spread' }, h('h2', {}, text.replace('Look at t', 'T')), h('form', { method: 'dialog' }, h('button', { type: 'submit' }, 'Close'))),
      h('div', { class: 'stack' }, Object.entries(world).map(([kind, records]) => h('details', { open: kind === 'reviews' },
        h('summary', {}, `${kind} (${records.length})`), codeBlock(JSON.stringify(records, null, 2), kind)))));
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  });
}
