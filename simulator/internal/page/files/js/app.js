// The frame of the page, and which view is in it.

import { fill, h, options } from './dom.js';
import * as control from './control.js';
import * as events from './events.js';
import { help, listen } from './keyboard.js';
import { current, go, parse, to } from './router.js';
import { attempt, mountNotes } from './say.js';
import * as api from '../views/api.js';
import * as call from '../views/call.js';
import * as calls from '../views/calls.js';
import * as faults from '../views/faults.js';
import * as report from '../views/report.js';
import * as sandboxes from '../views/sandboxes.js';
import * as start from '../views/start.js';
import * as time from '../views/time.js';
import * as token from '../views/token.js';
import * as world from '../views/world.js';

// views are all views by the first step of their address, in the order of the list at the side.
const views = { start, sandboxes, world, calls, faults, time, api, report };

const main = h('main', { id: 'main', tabindex: '-1' });
const list = h('ul');
const lamp = h('span', { class: 'lamp', role: 'status' });
const picker = h('select', { id: 'sandbox', onchange: pick });
const version = h('span', { class: 'tag wide' });
const revision = h('span', { class: 'tag info', title: 'The revision of the contract in force' });
const logOut = h('button', { type: 'button', hidden: true, onclick: closeSession }, 'Log out');
const counts = {};

const words = { connecting: 'connecting', live: 'live', polling: 'live', down: 'no answer' };

function frame() {
  const brandIcon = document.querySelector('link[rel="icon"]').href;
  list.append(...Object.entries(views).map(([name, view]) => {
    counts[name] = h('span', { class: 'count' });
    return h('li', {}, h('a', { 'data-view': name }, h('span', {}, view.title), counts[name]));
  }));
  return h('div', { class: 'frame' },
    h('header', { class: 'bar' },
      h('a', { class: 'brand', href: '#/start' }, h('img', { src: brandIcon, alt: '' }), 'vsrsim', version, revision),
      h('span', { class: 'spring' }),
      lamp,
      h('label', { for: 'sandbox' }, 'Sandbox', picker),
      h('button', { type: 'button', class: 'quiet', onclick: help }, 'Keys'),
      logOut),
    h('nav', { class: 'side', 'aria-label': 'Views' }, list),
    main);
}

const skip = h('a', { class: 'skip', href: '#main', onclick: (event) => {
  event.preventDefault();
  main.focus();
} }, 'Skip to the view');

// life ends when another view comes: what belongs to the one before stops then.
let life = new AbortController();
let shown = '';

async function show() {
  const route = parse();
  const [name, ...steps] = route.steps.length > 0 ? route.steps : ['start'];
  const view = name === 'calls' && steps.length === 2 ? call : views[name] ?? start;
  life.abort();
  life = new AbortController();
  const { signal } = life;
  markView(view === call ? 'calls' : name);
  const isOther = shown !== '' && shown !== name + steps.join('/');
  shown = name + steps.join('/');
  const page = h('div');
  try {
    await view.show(page, { steps, query: route.query, signal });
  } catch (error) {
    if (signal.aborted) return;
    page.replaceChildren(h('div', { class: 'empty' }, h('h1', {}, 'This cannot be shown'), h('p', {}, error.message), h('p', {}, h('a', { href: '#/start' }, 'To the start'))));
  }
  if (signal.aborted) return;
  fill(main, page);
  const title = page.querySelector('h1')?.textContent ?? view.title;
  document.title = `${title} · vsrsim`;
  if (isOther) {
    window.scrollTo(0, 0);
    if (document.activeElement?.closest('main') === null && !document.activeElement.closest('.bar')) main.focus({ preventScroll: true });
  }
}

function markView(name) {
  for (const link of list.querySelectorAll('a')) {
    link.href = to([link.dataset.view]);
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

// pick keeps to the view, about another sandbox. A part of it, as one review, is of one
// sandbox alone.
function pick() {
  const { steps } = parse();
  const view = steps[0] ?? 'start';
  const kept = view === 'world' && steps[1] && !/\d/.test(steps[1]) ? steps.slice(0, 2) : [view];
  go(to(kept, { in: picker.value }));
}

// sums keeps the numbers of the frame true: the sandboxes, and what stands beside the views.
async function sums() {
  const [{ data: boxes }, { matched: broken }] = await Promise.all([
    control.get('/sandboxes'), control.get('/journal', { violations: true, limit: 1 }),
  ]);
  const now = current();
  const names = boxes.map((box) => box.name);
  if (!names.includes(now)) names.push(now);
  if ([...picker.options].map((option) => option.value).join() !== names.join()) fill(picker, options(names, now));
  picker.value = now;
  const box = boxes.find(({ name }) => name === now);
  const calls = boxes.reduce((sum, { calls: n }) => sum + n, 0);
  put('sandboxes', boxes.length > 1 && String(boxes.length));
  put('calls', calls > 0 && calls.toLocaleString('en'), broken > 0 && h('span', { class: 'bad', title: 'calls that broke the contract' }, `✗ ${broken}`));
  put('faults', box?.scenarios.length > 0 && `${box.scenarios.length} on`);
  put('time', box && box.clock.mode !== 'real' && box.clock.mode);
  put('report', false);
}

const put = (name, ...children) => fill(counts[name], ...children);

async function closeSession() {
  life.abort();
  events.stop();
  await attempt(() => control.remove('/session'));
  location.reload();
}

// enter shows the views once the caller may use the control API, and asks for the token
// before.
async function enter() {
  const session = await control.get('/session');
  if (!session.open) {
    await token.ask(main);
  }
  logOut.hidden = !session.needsToken;
  control.whenLocked(() => location.reload());
  const about = await control.get('/about');
  version.textContent = about.version;
  revision.textContent = about.contract;
  events.start();
  window.addEventListener('hashchange', () => {
    show();
    sums();
  });
  events.keepFresh(['call', 'sandbox', 'clock', 'scenario', 'journal', 'report'], sums, new AbortController().signal);
  await show();
}

document.body.append(skip, frame());
mountNotes(document.body);
listen(Object.keys(views));
events.watchConnection((state) => {
  lamp.className = `lamp ${state === 'polling' ? 'live' : state}`;
  lamp.textContent = words[state];
});
attempt(enter);
