// The frame of the page, and which view is in it.

import { fill, h, hinting, options } from './dom.js';
import * as control from './control.js';
import * as events from './events.js';
import { help, listen } from './keyboard.js';
import { makeOrLeave, notices, setDown, setMissing } from './notice.js';
import * as place from './place.js';
import { at, current, go, NoSuch, parse, to } from './router.js';
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

// ofSandbox are the views that are about the sandbox chosen on top.
const ofSandbox = new Set(['start', 'world', 'faults', 'time']);

// furthest is how many steps an address may have beyond the name of a view.
const furthest = { world: 2, calls: 2, faults: 1, api: 2, report: 3 };

const main = h('main', { id: 'main', tabindex: '-1' });
const list = h('ul');
const side = hinting(h('nav', { class: 'side', 'aria-label': 'Views' }, list));
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
      h('button', { type: 'button', class: 'quiet', onclick: help }, 'Shortcuts'),
      logOut),
    side,
    main);
}

const skip = h('a', { class: 'skip', href: '#main', onclick: (event) => {
  event.preventDefault();
  main.focus();
} }, 'Skip to the view');

// life ends when another view comes: what belongs to the one before stops then.
let life = new AbortController();
let shown = { address: '', name: '', failed: undefined };

// names are those of all sandboxes, as last heard.
let names = [];

// viewOf is the view of an address.
function viewOf({ steps: [name = 'start', ...steps] }) {
  if (!Object.hasOwn(views, name)) throw new NoSuch(`There is no view ${name}`);
  if (name === 'calls' && steps.length === 2) return call;
  if (steps.length > (furthest[name] ?? 0) || (name === 'calls' && steps.length > 0)) {
    throw new NoSuch(`${views[name].title} has nothing at ${steps.join('/')}`, [to([name]), views[name].title]);
  }
  return views[name];
}

// show draws the view of the address. was is the place in it that one comes back to.
async function show(was) {
  const route = parse();
  const [name = 'start', ...steps] = route.steps;
  life.abort();
  life = new AbortController();
  const { signal } = life;
  markView(name);
  const page = h('div');
  let failed;
  try {
    await viewOf(route).show(page, { steps, query: route.query, signal });
  } catch (error) {
    if (signal.aborted) return;
    failed = { error, missing: error.status === 404 ? await missingOf(name, route) : '' };
    fill(page, excuse(failed));
  }
  if (signal.aborted) return;
  const before = shown;
  shown = { address: [name, ...steps].join('/'), name, failed };
  const listed = before.name === name ? place.listPlace(main) : 0;
  noteMissing();
  fill(main, notices, page);
  document.title = `${page.querySelector('h1')?.textContent ?? views[name].title} · vsrsim`;
  settle(was, before.address !== '' && before.address !== shown.address);
  place.revealChosen(main, listed);
}

// settle scrolls a view that is there to where it is read from.
function settle(was, isOther) {
  if (was) place.restore(was, main);
  else if (isOther) window.scrollTo(0, 0);
  if (isOther && document.activeElement?.closest('main, .bar') === null) main.focus({ preventScroll: true });
}

// excuse says why a view cannot be shown, and what can be done.
function excuse({ error, missing }) {
  const links = (all) => h('p', { class: 'row' }, all.map(([href, text]) => h('a', { href }, text)));
  const start = [at(['start']), 'To the start'];
  if (missing) return h('div', { class: 'empty' }, h('h1', {}, `There is no sandbox ${missing}`), h('p', {}, 'It was deleted or never made, or it has made room for others. The first call with a key of it makes it, too.'), makeOrLeave(missing));
  if (error instanceof NoSuch) return h('div', { class: 'empty' }, h('h1', {}, error.message), links([...error.links, start]));
  if (error instanceof control.Unreachable) return h('div', { class: 'empty' }, h('h1', {}, error.message), h('p', {}, 'The view comes by itself once there is an answer again.'));
  return h('div', { class: 'empty' }, h('h1', {}, 'This cannot be shown'), h('p', {}, error.message), links([start]));
}

// noteMissing says over a view that its sandbox has gone since.
function noteMissing() {
  const now = current();
  setMissing(!ofSandbox.has(shown.name) || shown.failed || names.length === 0 || names.includes(now) ? '' : now);
}

// missingOf is the sandbox that a view is about, if there is none of the name.
async function missingOf(name, { steps, query }) {
  const about = name === 'calls' ? query.sandbox ?? steps[1] : name === 'report' ? query.sandbox : ofSandbox.has(name) && current();
  if (!about) return '';
  try {
    const { data } = await control.get('/sandboxes');
    return data.some((box) => box.name === about) ? '' : about;
  } catch {
    return '';
  }
}

function markView(name) {
  for (const link of list.querySelectorAll('a')) {
    link.href = to([link.dataset.view]);
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
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
  names = boxes.map((box) => box.name);
  const offered = names.includes(now) ? names : [...names, [now, `${now} (not there)`]];
  if ([...picker.options].map(({ text }) => text).join() !== offered.map((one) => [one].flat().at(-1)).join()) fill(picker, options(offered, now));
  picker.value = now;
  noteMissing();
  if (shown.failed && names.includes(shown.failed.missing)) show();
  const box = boxes.find(({ name }) => name === now);
  const calls = boxes.reduce((sum, { calls: n }) => sum + n, 0);
  put('sandboxes', boxes.length > 1 && String(boxes.length));
  put('calls', calls > 0 && calls.toLocaleString('en'), broken > 0 && h('span', { class: 'bad', title: 'calls that broke the contract' }, `✗ ${broken}`));
  put('faults', box?.scenarios.length > 0 && await faultWords(box));
  put('time', box && box.clock.mode !== 'real' && box.clock.mode);
  put('report', false);
}

// faultWords say how many scenarios of a sandbox may still let a call go wrong.
async function faultWords(box) {
  const on = await faults.effective(box);
  return on.length > 0 ? `${on.length} on` : 'used up';
}

const put = (name, ...children) => fill(counts[name], ...children);

async function closeSession() {
  life.abort();
  events.stop();
  await attempt(() => control.remove('/session'));
  sessionStorage.clear();
  location.reload();
}

// freshen is sums where a failure is no news: a notice over the view says that nothing answers.
const freshen = () => sums().catch((error) => console.info('could not be read:', error.message));

// about is what stands on top of what runs: another one may run at the address once it
// answers again.
async function about() {
  const runs = await control.get('/about');
  version.textContent = runs.version;
  revision.textContent = runs.contract;
}

// lock keeps the views out of reach, and unlock lets one have them.
function lock(locked) {
  side.inert = locked;
  picker.disabled = locked;
  lamp.hidden = locked;
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
  await about();
  lock(false);
  listen(Object.keys(views));
  events.start();
  window.addEventListener('hashchange', () => {
    show(place.move());
    freshen();
  });
  events.keepFresh(['call', 'rule', 'sandbox', 'clock', 'scenario', 'journal', 'report'], sums, new AbortController().signal).catch(() => {});
  await show(place.begin());
}

// heard shows how the page hears of the simulator. A view that could not be shown for want of
// an answer comes once there is one.
function heard(state) {
  const is = state === 'polling' ? 'live' : state;
  lamp.className = `lamp ${is}`;
  lamp.textContent = words[state];
  if (state === 'down') setDown(true);
  if (is !== 'live') return;
  setDown(false);
  if (shown.address === '') return;
  about().catch(() => {}); // it has gone again, which is heard of next
  if (shown.failed?.error instanceof control.Unreachable) show();
}

// begin enters, again and again while nothing answers.
async function begin() {
  try {
    await enter();
  } catch (error) {
    fill(main, excuse({ error }));
    if (error instanceof control.Unreachable) setTimeout(begin, 1500);
  }
}

document.body.append(skip, frame());
lock(true);
mountNotes(document.body);
events.watchConnection(heard);
begin();
