// What time it is in a sandbox, what waits for it, and what one can go back to.

import { button, drawer, field, fill, h, section, wide } from '../js/dom.js';
import * as control from '../js/control.js';
import { keepFresh } from '../js/events.js';
import { clockWords, count, date, moment } from '../js/format.js';
import { current } from '../js/router.js';
import { attempt } from '../js/say.js';
import { ask } from '../js/dialog.js';

export const title = 'Time';

// steps are how far the clock is moved by a button.
const steps = [['+ 1 second', '1s'], ['+ 1 minute', '1m'], ['+ 1 hour', '1h'], ['+ 1 day', '24h'], ['+ 30 days', '720h'], ['− 1 hour', '-1h']];

export async function show(page, { signal }) {
  const name = current();
  const clock = h('div');
  const waiting = h('div', { class: 'stack' });
  const saved = h('div');
  const seed = h('div');
  const drawClock = drawer(clock, (setting) => drawTime(setting, name, signal));
  const drawHeld = drawer(waiting, drawWaiting);
  const drawSaved = drawer(saved, (data) => drawCheckpoints(data, name));
  const drawSeed = drawer(seed, (now) => drawRandom(now, name));
  let looking;
  let begins; // what the clock showed at first
  signal.addEventListener('abort', () => clearTimeout(looking));
  const load = async () => {
    const [box, { data }] = await Promise.all([control.get(control.box(name)), control.get(control.box(name, 'checkpoints'))]);
    const { now, waiting: n, held, ...setting } = box.clock;
    begins ??= now;
    drawClock(setting.mode === 'frozen' ? setting : { ...setting, ahead: Math.round((Date.parse(now) - Date.now()) / 1000) });
    drawHeld({ mode: setting.mode, waiting: n, held });
    clearTimeout(looking);
    // No event says that an answer which comes in pieces, with pauses between them, is over.
    if (n > 0 && setting.mode !== 'frozen' && !signal.aborted) looking = setTimeout(() => load().catch(() => {}), 1000);
    drawSaved(data);
    drawSeed(box.seed);
  };
  await keepFresh(['clock', 'wait', 'call', 'sandbox', 'checkpoint'], load, signal);
  fill(page,
    h('div', { class: 'head' }, h('div', {}, h('h1', {}, 'Time'), h('p', {}, 'Every date that the API writes in ', h('b', {}, name), ', every key that expires and every delay of a fault goes by this clock.'))),
    h('div', { class: 'panel stack' }, clock, moves(name, begins)),
    waiting,
    section('Checkpoints', h('p', { class: 'about' }, 'A checkpoint keeps the world and the clock under a name. To go back leaves the journal and the scenarios as they are.'), saveForm(name), saved),
    section('Random numbers', h('p', { class: 'about' }, 'Everything random is drawn from the seed: the same seed and calls give the same answers.'), seed));
}

function drawTime(clock, name, signal) {
  const shown = h('p', { class: 'clock tabular' });
  const tick = () => { shown.textContent = moment(clock.at ?? new Date(Date.now() + clock.ahead * 1000).toISOString()).slice(0, 19); };
  tick();
  if (!clock.at) {
    const ticking = setInterval(() => (shown.isConnected ? tick() : clearInterval(ticking)), 1000);
    signal.addEventListener('abort', () => clearInterval(ticking));
  }
  const set = (text, setting, done) => button(text, () => attempt(async () => control.put(control.box(name, 'clock'), await setting()), done), { 'data-key': `clock-${text}` });
  const nowText = () => new Date(clock.at ?? Date.now() + clock.ahead * 1000).toISOString();
  return [
    h('div', { class: 'row spread' },
      h('div', {}, shown, h('p', { class: 'soft small' }, `UTC, ${clockWords(clock)}`)),
      h('div', { class: 'row' },
        clock.mode === 'frozen' ? set('Let it run from here', async () => ({ mode: 'offset', offset: `${Date.parse(clock.at) - await control.machineTime()}ms` }), 'The clock runs') : set('Freeze it', () => ({ mode: 'frozen', at: nowText() }), 'The clock stands still'),
        clock.mode !== 'real' && set('Back to the machine', () => ({ mode: 'real' }), 'The clock runs with the machine'))),
  ];
}

// moves are the ways to move a clock. They are drawn once: what one types into them is not for
// the clock to take away.
function moves(name, now) {
  const by = h('input', { type: 'text', id: 'advance', value: '90m', size: '8' });
  const advance = (duration) => attempt(() => control.post(control.box(name, 'clock', 'advance'), { by: duration }), (clock) => `It is ${moment(clock.now)} now`, { by: 'Move by' });
  const at = h('input', { type: 'text', id: 'set-to', value: `${date(now)}T00:00:00Z`, size: '22' });
  const freeze = () => attempt(() => control.put(control.box(name, 'clock'), { mode: 'frozen', at: at.value }), 'The clock stands still', { at: 'Freeze at' });
  return [
    h('div', { class: 'row', role: 'group', 'aria-label': 'Move the clock' }, steps.map(([text, duration]) => button(text, () => advance(duration), { 'data-key': `step-${duration}` }))),
    h('div', { class: 'forms' }, form('Move by, as 90m', by, 'Move', () => advance(by.value)), form('Freeze at', at, 'Set', freeze)),
  ];
}

// drawWaiting says what waits for a clock.
function drawWaiting({ mode, waiting, held = [] }) {
  if (waiting === 0) return [h('p', { class: 'soft small' }, 'No call waits for this clock.')];
  return [
    heldTable(held),
    h('p', { class: 'story' }, h('span', {}, h('b', {}, count(waiting, 'call')), waiting === 1 ? ' waits' : ' wait', ' for this clock, held up by a fault. ',
      mode === 'frozen' ? 'Move it on, and they go on.' : 'They go on by themselves.')),
  ];
}

// heldTable says which calls wait: they stand in no list of calls yet.
function heldTable(held) {
  if (held.length === 0) return null;
  return wide('Calls that wait', h('table', {},
    h('thead', {}, h('tr', {}, ['Call', 'Held up by', 'Until'].map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, held.map((call) => h('tr', {}, h('td', {}, h('b', {}, call.method), ' ', h('span', { class: 'mono' }, call.path)),
      h('td', {}, h('code', {}, call.rule), ` ${call.fault}`), h('td', { class: 'tabular' }, `${moment(call.until)} UTC`))))));
}

// form is a field with a button, which the key Enter presses.
const form = (label, input, text, run, attributes) => h('form', { class: 'toolbar', novalidate: true, onsubmit: (event) => {
  event.preventDefault();
  return run();
} }, field(label, input), h('button', { type: 'submit', ...attributes }, text));

function saveForm(name) {
  const input = h('input', { type: 'text', id: 'checkpoint', placeholder: 'before-the-reopen' });
  const save = () => control.put(control.box(name, 'checkpoints', input.value));
  return form('Name of a checkpoint', input, 'Save', async () => {
    const { data: kept } = await control.get(control.box(name, 'checkpoints'));
    const labels = { checkpoint: 'Name of a checkpoint' };
    if (kept.some((checkpoint) => checkpoint.name === input.value)) {
      const sure = await ask({ title: `Replace ${input.value}?`, confirm: 'Replace it', danger: true, content: [h('p', {}, 'There is a checkpoint of this name. What it has kept is lost.')], check: save, labels });
      if (!sure) return;
    } else if (!await attempt(save, undefined, labels)) return;
    await attempt(async () => {}, `Saved: ${input.value}`);
    input.value = '';
  }, { class: 'main' });
}

function drawCheckpoints(data, name) {
  if (data.length === 0) return [h('p', { class: 'empty' }, 'There is no checkpoint yet.')];
  const path = (checkpoint) => control.box(name, 'checkpoints', checkpoint.name);
  const goBack = async (checkpoint) => {
    const sure = await ask({ title: `Go back to ${checkpoint.name}?`, confirm: 'Go back', danger: true, content: [h('p', {}, 'The world and the clock become what they were. What was changed since is lost.')],
      check: () => control.post(`${path(checkpoint)}/rewind`) });
    if (sure) await attempt(async () => {}, `${name} is back at ${checkpoint.name}`);
  };
  return wide('Checkpoints', h('table', {},
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Name'), h('th', { scope: 'col' }, 'Saved'), h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'What to do')))),
    h('tbody', {}, data.map((checkpoint) => h('tr', {}, h('td', {}, h('b', {}, checkpoint.name)), h('td', { class: 'tabular' }, `${moment(checkpoint.savedAt)} UTC`),
      h('td', {}, h('div', { class: 'row' }, button('Go back', () => goBack(checkpoint), { class: 'tight', 'aria-label': `Go back to ${checkpoint.name}` }),
        button('Delete', () => attempt(() => control.remove(path(checkpoint)), `${checkpoint.name} is gone`), { class: 'tight danger', 'aria-label': `Delete ${checkpoint.name}` }))))))));
}

function drawRandom(seed, name) {
  const input = h('input', { type: 'number', id: 'seed', min: '0', value: String(seed) });
  return form('Seed', input, 'Start over with it', () => attempt(() => control.put(control.box(name, 'seed'), { seed: Number(input.value) }), ({ seed: now }) => `The seed is ${now}`, { seed: 'Seed' }), { 'data-key': 'seed' });
}
