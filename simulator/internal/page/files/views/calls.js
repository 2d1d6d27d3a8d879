// The calls, as they come.

import { button, drawer, fill, h, options } from '../js/dom.js';
import * as control from '../js/control.js';
import { operationsOf } from '../js/contract.js';
import { keepFresh } from '../js/events.js';
import { count, date, statusKind, statusText, time } from '../js/format.js';
import { current, go, to } from '../js/router.js';
import { attempt } from '../js/say.js';
import { ask } from '../js/dialog.js';

export const title = 'Calls';

// most is how many calls are read at a time.
const most = 100;

// mostShown bounds what is shown of a list that goes on growing.
const mostShown = 5000;

// The calls that came while the list was shown are marked once.
let seen = new Set();

export async function show(page, { query, signal }) {
  const filters = { sandbox: query.sandbox ?? '', operation: query.operation ?? '', class: query.class ?? '', text: query.text ?? '',
    violations: query.violations === 'true', wrote: query.wrote === 'true' };
  const contract = await control.get('/openapi.json');
  const boxes = h('select', { onchange: (event) => change('sandbox')(event) });
  const drawBoxes = drawer(boxes, (names) => options([['', 'all'], ...names], filters.sandbox));
  const list = h('ol', { class: 'calls', 'aria-label': 'Calls, the newest first' });
  const about = h('p', { class: 'soft small tabular' });
  const draw = drawer(list, drawCalls);
  const more = button('Show older calls', async () => {
    more.disabled = true; // two at a time would read the same
    await attempt(readOlder);
    more.disabled = false;
  }, { hidden: true });
  const state = { paused: false };
  let newest = { data: [], matched: 0 };
  let older = []; // newest first; none until they are asked for
  seen = new Set();
  // What the journal has dropped meanwhile stands at the end.
  const all = () => [...newest.data.toReversed(), ...older].filter(once()).slice(0, Math.min(newest.matched, mostShown));
  const redraw = () => {
    const calls = all();
    about.textContent = summary(newest, calls.length);
    more.hidden = calls.length >= Math.min(newest.matched, mostShown);
    draw(calls, filters);
  };
  let asked = 0; // how often; an answer that comes when another one was asked for is too late
  let changes = 0; // of filters
  const load = async () => {
    asked += 1;
    const mine = asked;
    const known = older.length > 0 ? all() : [];
    const found = await find(filters, 0, signal);
    if (mine !== asked) return;
    newest = found;
    const isKnown = among(known);
    older = newest.data.some(isKnown) ? known : []; // or there is a gap between them, or the journal was emptied
    redraw();
  };
  const follow = async () => {
    if (!state.paused) await load();
  };
  const readOlder = async () => {
    const mine = changes;
    const known = all();
    const isKnown = among(known);
    let found;
    for (let skip = known.length; !found || (found.data.length > 0 && found.data.every(isKnown)); skip += most) found = await find(filters, skip, signal);
    if (mine !== changes || !newest.data.some(isKnown)) return; // they come behind what is no longer shown
    older = [...known, ...found.data.toReversed()];
    if (found.data.length === 0) newest.matched = known.length; // the others have been dropped meanwhile
    redraw();
  };
  const change = (name) => (event) => {
    filters[name] = event.target.type === 'checkbox' ? event.target.checked : event.target.value;
    go(to(['calls'], { ...filters, violations: filters.violations && 'true', wrote: filters.wrote && 'true' }), { replace: true });
    seen = new Set();
    newest = { data: [], matched: 0 };
    older = [];
    changes += 1;
    attempt(load);
  };
  const held = h('div', { 'aria-live': 'polite' });
  const drawHeld = drawer(held, drawWaiting);
  await keepFresh(['sandbox', 'wait', 'clock'], async () => {
    const { data } = await control.get('/sandboxes', {}, { signal });
    drawBoxes(data.map(({ name }) => name));
    drawHeld(data.filter(({ clock }) => clock.waiting > 0).map(({ name, clock }) => ({ name, mode: clock.mode, waiting: clock.waiting })));
  }, signal);
  await keepFresh(['call', 'violation', 'journal', 'sandbox', 'report'], follow, signal);
  fill(page,
    h('div', { class: 'head' },
      h('div', {}, h('h1', {}, 'Calls'), about),
      h('div', { class: 'row' }, pauseButton(state, follow), harLink(filters), emptyButton(filters, load))),
    toolbar(filters, boxes, operationsOf(contract).map(({ name }) => name).sort(), change),
    held,
    list,
    h('div', { class: 'row' }, more));
}

// keyOf is a call. A sandbox that was reset gives the same ids again.
const keyOf = (call) => [call.sandbox, call.id, call.time].join();

// among tells whether a call is one of some.
function among(calls) {
  const keys = new Set(calls.map(keyOf));
  return (call) => keys.has(keyOf(call));
}

// once keeps what comes for the first time.
function once() {
  const met = new Set();
  return (call) => !met.has(keyOf(call)) && met.add(keyOf(call));
}

// drawWaiting says which calls are not listed yet: a fault holds them up.
function drawWaiting(boxes) {
  return boxes.map(({ name, mode, waiting }) => h('p', { class: 'story' }, h('span', {}, h('b', {}, count(waiting, 'call')), waiting === 1 ? ' waits in ' : ' wait in ', name, ', held up by a fault',
    mode === 'frozen' ? ', and the clock stands still: ' : ': ', h('a', { href: to(['time'], { in: name }) }, 'move the clock'), '.')));
}

function toolbar(filters, boxes, operations, change) {
  const select = (name, label, values) => h('label', { class: 'field' }, h('span', {}, label),
    h('select', { onchange: change(name) }, options(values, filters[name])));
  let typing;
  const typed = (event) => {
    clearTimeout(typing);
    typing = setTimeout(change('text'), 200, event);
  };
  return h('form', { class: 'toolbar', role: 'search', 'aria-label': 'Which calls', onsubmit: (event) => event.preventDefault() },
    h('label', { class: 'field' }, h('span', {}, 'Search'), h('input', { type: 'search', value: filters.text, placeholder: 'in paths, queries and bodies', oninput: typed })),
    h('label', { class: 'field' }, h('span', {}, 'Sandbox'), boxes),
    select('operation', 'Operation', [['', 'all'], ...operations]),
    select('class', 'Status', [['', 'all'], ['2', '2xx'], ['3', '3xx'], ['4', '4xx'], ['5', '5xx']]),
    h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: filters.violations, onchange: change('violations') }), 'broke the contract'),
    h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: filters.wrote, onchange: change('wrote') }), 'changed the world'));
}

const queryOf = ({ sandbox, operation, class: status, text, violations, wrote }) => ({ sandbox, operation, class: status, text, violations: violations && 'true', wrote: wrote && 'true' });

const find = (filters, skip, signal) => control.get('/journal', { ...queryOf(filters), limit: most, skip: skip || '' }, { signal });

function summary({ matched, dropped }, shown) {
  const text = matched > shown ? `the newest ${shown} of ${count(matched, 'call')}` : count(matched, 'call');
  return dropped > 0 ? `${text}; ${count(dropped, 'older call')} are no longer kept` : text;
}

function pauseButton(state, load) {
  const node = h('button', { type: 'button', 'aria-pressed': 'false' }, 'Pause');
  node.addEventListener('click', () => {
    state.paused = !state.paused;
    node.setAttribute('aria-pressed', String(state.paused));
    node.textContent = state.paused ? 'Go on' : 'Pause';
    attempt(load);
  });
  return node;
}

function harLink(filters) {
  return h('a', { class: 'button', href: '#', onclick: (event) => {
    const url = new URL(control.address(filters.sandbox ? control.box(filters.sandbox, 'journal', 'har') : '/journal/har'));
    for (const [key, value] of Object.entries({ ...queryOf(filters), sandbox: '' })) if (value) url.searchParams.set(key, value);
    event.currentTarget.href = url.href;
  } }, 'HAR');
}

function emptyButton(filters, load) {
  return h('button', { type: 'button', onclick: async () => {
    const name = filters.sandbox || current();
    const sure = await ask({ title: `Forget the calls of ${name}?`, danger: true, confirm: 'Forget them', content: [h('p', {}, 'The journal of the sandbox is emptied. What the calls did to its world stays, and the report keeps what they proved.')],
      check: () => control.remove(control.box(name, 'journal')) });
    if (sure) attempt(load, `The journal of ${name} is empty`);
  } }, 'Empty');
}

function drawCalls(calls, filters) {
  if (calls.length === 0) return [nothing(filters)];
  const isFirst = seen.size === 0;
  let day;
  const rows = calls.map((call) => {
    const fresh = !isFirst && !seen.has(keyOf(call));
    seen.add(keyOf(call));
    const other = day !== date(call.time);
    day = date(call.time);
    return [other && h('li', { class: 'day' }, day), row(call, fresh)];
  });
  return rows;
}

function nothing(filters) {
  const any = Object.values(filters).some(Boolean);
  return h('li', { class: 'empty' }, any ? 'No call fits. Calls that do will show up here.' : [h('p', {}, 'No calls yet. Point a client at the base URL, and each call shows up here the moment it is answered.'),
    h('p', {}, h('a', { href: to(['start']) }, 'Base URL, keys and a first call'))]);
}

function row(call, fresh) {
  const { method, path, query } = call.request;
  const status = call.response.unsent ? 0 : call.response.status;
  const prefix = /^\/public\/v2(?=\/)/.exec(path)?.[0] ?? '';
  return h('li', { class: fresh && 'fresh' },
    h('a', { href: to(['calls', call.sandbox, call.id]), 'data-row': '', 'data-key': keyOf(call) },
      h('span', { class: 'when tabular' }, time(call.time)),
      h('span', { class: 'status' }, h('span', { class: `tag ${statusKind(status)}` }, statusText(status))),
      h('span', { class: 'what' }, h('b', {}, method), ' ', h('span', { class: 'mono' }, prefix && h('span', { class: 'soft' }, prefix), path.slice(prefix.length), query && h('span', { class: 'soft' }, `?${query}`))),
      h('span', { class: 'marks' }, marks(call)),
      h('span', { class: 'box soft' }, call.sandbox)));
}

// breaks is how many violations of a call count: what a rule has done to an answer is meant.
export function breaks(call) {
  const counting = (call.violations ?? []).filter((violation) => counts(call, violation)).length;
  return counting === 0 && call.violations ? 0 : counting + (call.violationsOmitted ?? 0);
}

export const counts = (call, violation) => violation.side === 'request' || !call.answerChanged;

// marks are what is to be seen of a call at a glance.
export function marks(call) {
  const broken = breaks(call);
  return [
    broken > 0 && h('span', { class: `tag ${call.onPurpose ? 'info' : 'bad'}` }, `✗ ${count(broken, 'violation')}${call.onPurpose ? ' on purpose' : ''}`),
    call.fault && h('span', { class: 'tag warn', title: call.rule }, `⚡ ${call.fault}`),
    !call.fault && call.rule && h('span', { class: 'tag' }, `rule ${call.rule}`),
    call.lost && h('span', { class: 'tag warn' }, 'done, and not told'),
    call.hints?.length > 0 && h('span', { class: 'tag' }, count(call.hints.length, 'hint')),
    call.unsimulated && h('span', { class: 'tag' }, 'not simulated'),
  ];
}
