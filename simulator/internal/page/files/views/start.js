// What runs, how a client reaches it, and where to look.

import { button, drawer, fill, h, section, wide } from '../js/dom.js';
import * as control from '../js/control.js';
import { curl, keyIn, reaches, send } from '../js/client.js';
import { codeBlock, copyable, copyButton } from '../js/copy.js';
import { keepFresh } from '../js/events.js';
import { clockWords, count, date, pretty, statusKind, statusText, time } from '../js/format.js';
import { at, current, to } from '../js/router.js';
import { attempt } from '../js/say.js';
import { effective } from './faults.js';

export const title = 'Start';

export async function show(page, { signal }) {
  const name = current();
  const [about, { data: keys }] = await Promise.all([control.get('/about'), control.get(control.box(name, 'keys'))]);
  const numbers = h('dl', { class: 'numbers' });
  const draw = drawer(numbers, drawNumbers);
  await keepFresh(['call', 'sandbox', 'clock', 'scenario', 'rule', 'journal'], async () => draw(await look(name)), signal);
  fill(page,
    h('div', { class: 'head' }, h('div', {}, h('h1', {}, 'Vendor Security Reviews, simulated'),
      h('p', {}, 'Point a client at the base URL below. Everything that it does shows up here. vsrsim is not made by Drata.'))),
    numbers,
    h('div', { class: 'two' }, connect(about, name), firstCall(about, name, keys)),
    tasks(),
    keyTable(keys, name));
}

async function look(name) {
  const one = { violations: true, limit: 1 };
  const [box, broken, all] = await Promise.all([
    control.get(control.box(name)), control.get('/journal', { sandbox: name, ...one }), control.get('/journal', one),
  ]);
  return { box, on: await effective(box), broken: broken.matched, others: all.matched - broken.matched };
}

function drawNumbers({ box, on, broken, others }) {
  const number = (term, value, about, kind) => h('div', {}, h('dt', {}, term), h('dd', { class: kind }, value), h('dd', {}, about));
  const link = (steps, query, text) => h('a', { href: to(steps, query) }, text);
  return [
    number('Sandbox', box.name, `${count(box.vendors, 'vendor')}, ${count(box.reviews, 'review')}`),
    number('Calls', link(['calls'], { sandbox: box.name }, box.calls.toLocaleString('en')), 'in its journal'),
    number('Broke the contract', link(['calls'], { sandbox: box.name, violations: 'true' }, String(broken)),
      others > 0 ? ['calls here, and ', link(['calls'], { violations: 'true' }, String(others)), ' in other sandboxes'] : broken ? 'look at them' : 'no call did', broken + others > 0 ? 'bad' : 'good'),
    number('Faults', link(['faults'], {}, String(on.length)), faultWords(box.scenarios, on)),
    number('Clock', link(['time'], {}, time(box.clock.now).slice(0, 5)), `${date(box.clock.now)} UTC, ${clockWords(box.clock)}`),
  ];
}

function faultWords(playing, on) {
  if (playing.length === 0) return 'no scenario plays';
  const spent = playing.filter((scenario) => !on.includes(scenario));
  return [on.join(', '), spent.length > 0 && `used up: ${spent.join(', ')}`].filter(Boolean).join('; ');
}

function connect(about, name) {
  const row = (term, value, more) => [h('dt', {}, term), h('dd', { class: 'row' }, h('code', {}, value), copyButton(value, term), more)];
  return section('Connect',
    h('dl', { class: 'facts' },
      row('base URL', about.url),
      row('control API', about.controlUrl),
      h('dt', {}, 'contract'), h('dd', { class: 'row' }, h('code', {}, about.contract), h('a', { href: 'openapi.yaml' }, 'YAML'), h('a', { href: 'openapi.json' }, 'JSON'),
        h('a', { href: to(['api']) }, 'read it')),
      h('dt', {}, 'sandboxes'), h('dd', {}, 'A key with a name behind it, as ', h('code', {}, 'sim-full@my-test'), ', works in a world of its own. You see ',
        h('b', {}, name), '.')));
}

function firstCall(about, name, keys) {
  const key = keys.find((key) => key.state === 'active' && key.access === 'full') ?? keys[0];
  if (!about.firstCall || !key) return null;
  const call = { method: 'GET', url: about.url + about.firstCall, headers: [['Authorization', `Bearer ${keyIn(key.key, name)}`]] };
  const answer = h('div', { 'aria-live': 'polite' });
  const run = async () => {
    const got = await attempt(() => send(call));
    if (got) fill(answer, sent(got, name));
  };
  return section('A first call',
    h('div', { class: 'stack' }, copyable(curl(call), 'first call'),
      reaches(call.url) ? h('div', { class: 'row' }, button('Send it from here', run, { class: 'main' })) : null, answer));
}

function sent(got, name) {
  return h('div', { class: 'stack' },
    h('p', { class: 'row' }, h('span', { class: `tag ${statusKind(got.status)}` }, statusText(got.status)),
      got.call && h('a', { href: to(['calls', name, got.call]) }, 'See the call')),
    codeBlock(pretty(got.body), 'The answer'));
}

// tasks lead a newcomer to what others come for.
function tasks() {
  const task = (href, what, how) => h('li', {}, h('a', { href }, what), h('span', { class: 'soft' }, how));
  return section('What people come here for',
    h('ul', { class: 'tasks' },
      task(at(['calls'], { violations: 'true' }), 'Find the call that broke the contract', 'with what is wrong, where, and the line of the contract'),
      task(to(['faults'], { search: 'finalize' }), 'Make the next finalize fail', 'before or after it was carried out'),
      task(to(['world', 'accounts']), 'Accept the terms, change a plan, revoke a key', 'switches of accounts and keys'),
      task(to(['calls']), 'Read why a rule did not fire', 'each call has the rules that were asked; each fault, the call that came closest'),
      task(to(['calls'], { wrote: 'true' }), 'See the world before the last write', 'each call has what it changed, and a fork from there'),
      task(to(['time']), 'Let a day pass', 'freeze the clock, move it on, keep checkpoints')));
}

function keyTable(keys, name) {
  return section('Keys',
    h('p', { class: 'about' }, 'Sent as ', h('code', {}, 'Authorization: Bearer KEY'), '. They are public, and guard nothing.'),
    wide('Keys', h('table', {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Key'), h('th', { scope: 'col' }, 'What it is for'), h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'Copy')))),
      h('tbody', {}, keys.slice(0, 50).map((key) => {
        const sent = keyIn(key.key, name);
        return h('tr', {}, h('td', {}, h('code', {}, sent)), h('td', {}, key.purpose), h('td', {}, copyButton(sent, sent)));
      })))),
    h('p', { class: 'small' }, keys.length > 50 && `and ${keys.length - 50} more. `, h('a', { href: to(['world', 'accounts']) }, 'Change what they may do')));
}
