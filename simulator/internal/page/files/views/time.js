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
  const clock = h('div', { class: 'stack' });
  const saved = h('div');
  const seed = h('div');
  const drawClock = drawer(clock, (now) => drawTime(now, name, signal));
  const drawSaved = drawer(saved, (data) => drawCheckpoints(data, name));
  const drawSeed = drawer(seed, (now) => drawRandom(now, name));
  let looking;
  signal.addEventListener('abort', () => clearTimeout(looking));
  const load = async () => {
    const [box, { data }] = await Promise.all([control.get(control.box(name)), control.get(control.box(name, 'checkpoints'))]);
    const { now, ...still } = box.clock;
    drawClock(box.clock.mode === 'frozen' ? box.clock : { ...still, ahead: Math.round((Date.parse(now) - Date.now()) / 1000) });
    clearTimeout(looking);
    // No event says that an answer which comes in pieces, with pauses between them, is over.
    if (box.clock.waiting > 0 && box.clock.mode !== 'frozen' && !signal.aborted) looking = setTimeout(() => load().catch(() => {}), 1000);
    drawSaved(data);
    drawSeed(box.seed);
  };
  await keepFresh(['clock', 'wait', 'call', 'sandbox', 'checkpoint'], load, signal);
  fill(page,
    h('div', { class: 'head' }, h('div', {}, h('h1', {}, 'Time'), h('p', {}, 'Every date that the API writes in ', h('b', {}, name), ', every key that expires and every delay of a fault goes by this clock.'))),
    clock,
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
  const set = (text, setting, done) => button(text, () => attempt(() => control.put(control.box(name, 'clock'), setting()), done), { 'data-key': `clock-${text}` });
  const nowText = () => new Date(clock.at ?? Date.now() + clock.ahead * 1000).toISOString();
  const by = h('input', { type: 'text', id: 'advance', value: '90m', size: '8' });
  const advance = (duration) => attempt(() => control.post(control.box(name, 'clock', 'advance'), { by: duration }), (now) => `It is ${moment(now.now)} now`, { by: 'Move by' });
  const at = h('input', { type: 'text', id: 'set-to', value: `${date(nowText())}T00:00:00Z`, size: '22' });
  return [
    h('div', { class: 'panel stack' },
      h('div', { class: 'row spread' },
        h('div', {}, shown, h('p', { class: 'soft small' }, `UTC, ${clockWords(clock)}`)),
        h('div', { class: 'row' },
          clock.mode === 'frozen' ? set('Let it run from here', () => ({ mode: 'offset', offset: offsetTo(clock.at) }), 'The clock runs') : set('Freeze it', () => ({ mode: 'frozen', at: nowText() }), 'The clock stands still'),
          clock.mode !== 'real' && set('Back to the machine', () => ({ mode: 'real' }), 'The clock runs with the machine'))),
      h('div', { class: 'row', role: 'group', 'aria-label': 'Move the clock' }, steps.map(([text, duration]) => button(text, () => advance(duration), { 'data-key': `step-${duration}` }))),
      h('div', { class: 'toolbar' },
        field('Move by, as 90m', by), button('Move', () => advance(by.value), { 'data-key': 'move' }),
        field('Freeze at', at), button('Set', () => attempt(() => control.put(control.box(name, 'clock'), { mode: 'frozen', at: at.value }), 'The clock stands still', { at: 'Freeze at' }), { 'data-key': 'set' }))),
    clock.waiting > 0 && heldTable(clock.held ?? []),
    clock.waiting > 0
      ? h('p', { class: 'story' }, h('span', {}, h('b', {}, count(clock.waiting, 'call')), clock.waiting === 1 ? ' waits' : ' wait', ' for this clock, held up by a fault. ',
        clock.mode === 'frozen' ? 'Move it on, and they go on.' : 'They go on by themselves.'))
      : h('p', { class: 'soft small' }, 'No call waits for this clock.'),
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

// offsetTo is how far a time is ahead of the machine, as the control API takes it.
const offsetTo = (at) => `${Date.parse(at) - Date.now()}ms`;

function saveForm(name) {
  const input = h('input', { type: 'text', id: 'checkpoint', required: true, placeholder: 'before-the-reopen' });
  const save = async (event) => {
    event.preventDefault();
    if (await attempt(() => control.put(control.box(name, 'checkpoints', input.value)), `Saved: ${input.value}`, { checkpoint: 'Name of a checkpoint' })) input.value = '';
  };
  return h('form', { class: 'toolbar', onsubmit: save }, field('Name of a checkpoint', input), h('button', { type: 'submit', class: 'main' }, 'Save'));
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
  return h('div', { class: 'toolbar' }, field('Seed', input),
    button('Start over with it', () => attempt(() => control.put(control.box(name, 'seed'), { seed: Number(input.value) }), ({ seed: now }) => `The seed is ${now}`, { seed: 'Seed' }), { 'data-key': 'seed' }));
}
