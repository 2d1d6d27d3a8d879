// All sandboxes, and what can be done with each.

import { button, drawer, field, fill, h, options } from '../js/dom.js';
import * as control from '../js/control.js';
import { copyButton } from '../js/copy.js';
import { ask } from '../js/dialog.js';
import { keepFresh, watch } from '../js/events.js';
import { clockWords, count, moment } from '../js/format.js';
import { current, go, to } from '../js/router.js';
import { attempt } from '../js/say.js';

export const title = 'Sandboxes';

// most is how many sandboxes are shown at a time: there may be thousands.
const most = 60;

export async function show(page, { query, signal }) {
  const list = h('ul', { class: 'boxes' });
  const about = h('p', { class: 'soft small', role: 'status' });
  const state = { search: query.search ?? '' };
  const brokenIn = counter(signal);
  const draw = drawer(list, (boxes, violations) => boxes.map((box, i) => card(box, violations[i])));
  const load = async () => {
    const { data } = await control.get('/sandboxes', {}, { signal });
    const found = data.filter(({ name }) => name.includes(state.search));
    const shown = found.slice(0, most);
    about.textContent = found.length > shown.length ? `${shown.length} of ${count(found.length, 'sandbox', 'sandboxes')}: search for others` : count(found.length, 'sandbox', 'sandboxes');
    draw(shown.map(({ lastUsedAt, ...box }) => (box.clock.mode === 'frozen' ? box : { ...box, clock: { ...box.clock, now: '' } })), await Promise.all(shown.map(({ name }) => brokenIn(name))));
  };
  await keepFresh(['sandbox', 'call', 'clock', 'scenario', 'journal', 'world'], load, signal);
  const search = h('input', { type: 'search', value: state.search, oninput: (event) => {
    state.search = event.target.value;
    go(to(['sandboxes'], { search: state.search }), { replace: true });
    attempt(load);
  } });
  fill(page,
    h('div', { class: 'head' },
      h('div', {}, h('h1', {}, 'Sandboxes'), h('p', {}, 'Each has a world, a clock, a journal and scenarios of its own. A client works in one by the name behind its key.')),
      h('div', { class: 'row' }, button('New sandbox', () => create(), { class: 'main' }))),
    h('div', { class: 'toolbar' }, h('label', { class: 'field' }, h('span', {}, 'Search by name'), search), about),
    list);
}

// counter gives a function that counts the calls of a sandbox which broke the contract. It is
// asked for anew only after something has happened there.
function counter(signal) {
  const counts = new Map();
  watch(['call', 'journal', 'sandbox', 'report'], (event) => (event?.sandbox ? counts.delete(event.sandbox) : counts.clear()), signal);
  return async (name) => {
    if (!counts.has(name)) counts.set(name, control.get(control.box(name, 'journal', 'count'), { violations: true }, { signal }));
    try {
      return (await counts.get(name)).count;
    } catch (error) {
      counts.delete(name);
      if (error.status === 404) return 0; // it has gone meanwhile
      throw error;
    }
  };
}

function card(box, violations) {
  const path = control.box(box.name);
  const here = { in: box.name };
  const fact = (term, ...value) => [h('dt', {}, term), h('dd', {}, value)];
  return h('li', { class: `panel stack${box.name === current() ? ' chosen' : ''}` },
    h('div', { class: 'row spread' },
      h('h2', {}, h('a', { href: to(['world'], here), 'data-row': '' }, box.name)),
      h('span', { class: 'row' }, box.name === current() && h('span', { class: 'tag info' }, 'chosen'), box.pinned && h('span', { class: 'tag', title: 'It stays, however many others come' }, 'pinned'))),
    h('dl', { class: 'facts small' },
      fact('calls', h('a', { href: to(['calls'], { sandbox: box.name }) }, count(box.calls, 'call')), ' ',
        violations > 0 ? h('a', { class: 'bad', href: to(['calls'], { sandbox: box.name, violations: 'true' }) }, `✗ ${violations} broke the contract`) : h('span', { class: 'soft' }, box.calls > 0 && 'none broke the contract')),
      fact('clock', h('a', { href: to(['time'], here) }, box.clock.mode === 'frozen' ? moment(box.clock.now).slice(0, 19) : clockWords(box.clock)), box.clock.mode === 'frozen' && ' stands still',
        box.clock.waiting > 0 && h('span', { class: 'warn' }, `, ${count(box.clock.waiting, 'call')} ${box.clock.waiting === 1 ? 'waits' : 'wait'}`)),
      fact('faults', h('a', { href: to(['faults'], here) }, box.scenarios.join(', ') || 'none')),
      fact('world', `${count(box.vendors, 'vendor')}, ${count(box.reviews, 'review')}`),
      fact('key', box.key ? [h('code', {}, box.key), ' ', copyButton(box.key, `key of ${box.name}`)] : 'none that works')),
    h('div', { class: 'row' },
      button('Look', () => go(to(['start'], here)), { 'aria-label': `Look at ${box.name}`, class: 'tight' }),
      button('Fork', () => create(box.name), { 'aria-label': `Fork ${box.name}`, class: 'tight' }),
      button('Reset', () => reset(box), { 'aria-label': `Reset ${box.name}`, class: 'tight' }),
      box.name !== 'default' && button(box.pinned ? 'Unpin' : 'Pin', () => attempt(() => control.patch(path, { pinned: !box.pinned }), box.pinned ? `${box.name} may go` : `${box.name} stays`), { 'aria-label': `${box.pinned ? 'Unpin' : 'Pin'} ${box.name}`, class: 'tight', 'data-key': `pin-${box.name}` }),
      box.name !== 'default' && button('Delete', () => drop(box), { 'aria-label': `Delete ${box.name}`, class: 'tight danger' })));
}

async function create(from = '') {
  const [{ data: boxes }, { data: scenarios }] = await Promise.all([control.get('/sandboxes'), control.get('/scenarios')]);
  const name = h('input', { type: 'text', placeholder: 'made up, if it is left out' });
  const origin = h('select', {}, options([['', 'a fresh world'], ...boxes.map((box) => [box.name, `a copy of ${box.name}`])], from));
  const scenario = h('select', {}, options([['', 'none'], ...scenarios.map((one) => one.name)], ''));
  const frozen = h('input', { type: 'text', placeholder: '2027-01-01T00:00:00Z' });
  let made;
  const sure = await ask({
    labels: { name: 'Name', 'clock.at': 'Freeze its clock at' },
    title: from ? `Fork ${from}` : 'New sandbox', confirm: 'Make it',
    content: [field('Name', name), field('It begins as', origin), field('Scenario that plays in it', scenario), field('Freeze its clock at', frozen, 'empty: it runs as that of its origin, or with the machine')],
    check: async () => {
      made = await control.post('/sandboxes', {
        ...(name.value && { name: name.value }), ...(origin.value && { from: origin.value }), ...(scenario.value && { scenarios: [scenario.value] }),
        ...(frozen.value && { clock: { mode: 'frozen', at: frozen.value } }),
      });
    },
  });
  if (sure) attempt(async () => {}, `The sandbox ${made.name} is made; clients work in it with the key ${made.key}`);
}

async function reset(box) {
  const sure = await ask({ title: `Reset ${box.name}?`, confirm: 'Reset it', danger: true, content: [h('p', {}, 'It begins anew: world, clock, scenarios, journal and checkpoints. The report keeps what its calls have proved.')],
    check: () => control.post(`${control.box(box.name)}/reset`) });
  if (sure) attempt(async () => {}, `${box.name} begins anew`);
}

async function drop(box) {
  const sure = await ask({ title: `Delete ${box.name}?`, confirm: 'Delete it', danger: true, content: [h('p', {}, 'The sandbox goes, with all that is in it. The report keeps what its calls have proved.')],
    check: () => control.remove(control.box(box.name)) });
  if (!sure) return;
  attempt(async () => {}, `${box.name} is gone`);
  if (box.name === current()) go(to(['sandboxes'], { in: 'default' }));
}
