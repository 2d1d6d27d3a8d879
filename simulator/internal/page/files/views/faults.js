// The faults: all scenarios, which of them play, and how their rules fire.

import { button, drawer, fill, h, section, wide } from '../js/dom.js';
import * as control from '../js/control.js';
import { keepFresh } from '../js/events.js';
import { count, moment, sentence } from '../js/format.js';
import { faultForm } from '../js/faultform.js';
import { groupsOf } from '../js/groups.js';
import { current, go, NoSuch, to } from '../js/router.js';
import { attempt } from '../js/say.js';
import { showEditor } from './editor.js';

export const title = 'Faults';

export async function show(page, route) {
  if (route.steps[0] === 'edit') {
    await showEditor(page, route);
    return;
  }
  if (route.steps[0]) throw new NoSuch(`Faults has nothing at ${route.steps[0]}`, [to(['faults']), 'Faults'], [to(['faults'], { search: route.steps[0] }), `Search scenarios for ${route.steps[0]}`]);
  const name = current();
  const [{ data: scenarios }, contract] = await Promise.all([control.get('/scenarios'), control.get('/openapi.json')]);
  const playing = h('div', { class: 'stack' });
  const library = h('div');
  const about = h('p', { class: 'soft small', role: 'status' });
  const state = { search: route.query.search ?? '', on: new Set() };
  const drawPlaying = drawer(playing, (now) => drawNow(now, name));
  const drawLibrary = () => fill(library, drawGroups(scenarios, state, name, about));
  await keepFresh(['scenario', 'rule', 'call', 'sandbox'], async () => {
    const now = await look(name);
    drawPlaying(now);
    const on = new Set(now.playing.map((scenario) => scenario.name));
    const changed = [...on].join() !== [...state.on].join();
    state.on = on;
    if (changed || !library.firstChild) drawLibrary();
  }, route.signal);
  const search = h('input', { type: 'search', value: state.search, placeholder: 'name, status, what happens', oninput: (event) => {
    state.search = event.target.value;
    go(to(['faults'], { search: state.search }), { replace: true });
    drawLibrary();
  } });
  fill(page,
    h('div', { class: 'head' },
      h('div', {}, h('h1', {}, 'Faults'), h('p', {}, 'A scenario that plays in ', h('b', {}, name), ' lets calls go wrong, by rules. What plays meets the next call.')),
      h('div', { class: 'row' }, h('a', { class: 'button', href: to(['faults', 'edit']) }, 'Write a scenario'))),
    faultForm(contract, name, () => [...state.on]),
    section('Playing now', playing),
    section('All scenarios',
      h('div', { class: 'toolbar' }, h('label', { class: 'field' }, h('span', {}, 'Search scenarios'), search), about),
      library));
}

async function look(name) {
  const [{ data: playing }, { data: rules }] = await Promise.all([
    control.get(control.box(name, 'scenarios')), control.get(control.box(name, 'rules')),
  ]);
  return { playing, rules };
}

function drawNow({ playing, rules }, name) {
  if (playing.length === 0) return [h('p', { class: 'empty' }, 'Nothing goes wrong: no scenario plays in this sandbox.')];
  return [
    playing.map((scenario) => panel(scenario, rules.filter((rule) => rule.scenario === scenario.name), name)),
    playing.length > 1 && h('div', { class: 'row' }, button('Stop all', () => attempt(() => control.remove(control.box(name, 'scenarios')), 'No scenario plays any more'), { class: 'danger' })),
  ];
}

// effective are the scenarios of a sandbox that may still let a call go wrong, by their names.
export async function effective({ name, scenarios }) {
  const { data } = await control.get(control.box(name, 'rules'));
  return scenarios.filter((scenario) => !isSpent(data.filter((rule) => rule.scenario === scenario)));
}

// isSpent tells whether rules are all of a scenario that lets no call go wrong any more.
const isSpent = (rules) => rules.length > 0 && rules.every(({ spent }) => spent);

function panel(scenario, rules, name) {
  const path = control.box(name, 'scenarios', scenario.name);
  return h('article', { class: 'panel playing', 'aria-label': scenario.name },
    h('div', { class: 'row spread' },
      h('h3', {}, scenario.name, scenario.state !== 'start' && h('span', { class: 'tag info' }, `state ${scenario.state}`),
        isSpent(rules) && [' ', h('span', { class: 'tag', title: 'Its rules fired as often as they may. From the beginning, they fire again' }, 'used up')]),
      h('div', { class: 'row' },
        h('a', { class: 'button tight', href: to(['faults', 'edit'], { scenario: scenario.name }) }, 'Read'),
        button('From the beginning', () => attempt(() => control.post(`${path}/reset`), `${scenario.name} counts from the beginning`), { class: 'tight', 'data-key': `reset-${scenario.name}` }),
        button('Stop', () => stop(name, scenario.name), { class: 'tight danger', 'aria-label': `Stop ${scenario.name}`, 'data-key': `stop-${scenario.name}` }))),
    h('p', { class: 'small' }, scenario.description, ' ', h('span', { class: 'soft' }, `Since ${moment(scenario.since)} UTC.`)),
    rules.length > 0 && wide(`Rules of ${scenario.name}`, h('table', {},
      h('thead', {}, h('tr', {}, ['Rule', 'Fault', 'Matched', 'Fired', 'What the closest call lacked'].map((text, i) => h('th', { scope: 'col', class: i === 2 || i === 3 ? 'number' : null }, text)))),
      h('tbody', {}, rules.map((rule) => h('tr', {},
        h('td', {}, h('code', {}, rule.rule)), h('td', {}, rule.fault ?? 'none'), h('td', { class: 'number' }, String(rule.matched)),
        h('td', { class: 'number' }, h('b', { class: rule.fired > 0 ? 'warn' : null }, String(rule.fired)), rule.expected && h('span', { class: rule.met ? 'good' : 'soft' }, ` of ${rule.expected}`)),
        h('td', {}, closest(rule, name))))))));
}

function closest(rule, name) {
  if (!rule.closest) return '';
  const { call, failed, wanted, got } = rule.closest;
  return [h('a', { href: to(['calls', name, call]) }, failed), ` wanted: ${wanted}`, got !== undefined && `, got: ${got}`];
}

const stop = (name, scenario) => attempt(() => control.remove(control.box(name, 'scenarios', scenario)), `${scenario} plays no longer`);

async function play(name, scenario) {
  await attempt(() => control.put(control.box(name, 'scenarios', scenario)),
    ({ warnings }) => [`${scenario} plays in ${name}`, ...(warnings ?? [])].join('\n'));
}

function drawGroups(scenarios, { search, on }, name, about) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = scenarios.filter((scenario) => words.every((word) => `${scenario.name} ${scenario.description}`.toLowerCase().includes(word)));
  about.textContent = words.length > 0 ? `${found.length} of ${count(scenarios.length, 'scenario')}` : count(scenarios.length, 'scenario');
  if (found.length === 0) return [h('p', { class: 'empty' }, 'No scenario has that. ', h('a', { href: to(['faults', 'edit']) }, 'Write one'))];
  const groups = groupsOf(found);
  return groups.map(({ name: group, scenarios: members }, i) => h('details', { class: 'group', open: words.length > 0 || i === 0 || members.some((scenario) => on.has(scenario.name)) },
    h('summary', {}, h('h3', {}, group), h('span', { class: 'soft small' }, String(members.length))),
    h('ul', { class: 'list' }, members.map((scenario) => entry(scenario, on.has(scenario.name), name)))));
}

function entry(scenario, isOn, name) {
  const [what, advice] = split(scenario.description);
  return h('li', { class: 'scenario' },
    h('div', {},
      h('h4', {}, scenario.name, isOn && [' ', h('span', { class: 'tag warn' }, 'plays')], scenario.setup && [' ', h('span', { class: 'tag', title: 'It makes the sandbox ready before its rules begin' }, 'changes the world')]),
      h('p', { class: 'small' }, what),
      advice && h('p', { class: 'small advice' }, advice)),
    h('div', { class: 'row' },
      h('a', { class: 'button tight', href: to(['faults', 'edit'], { scenario: scenario.name }), 'aria-label': `Read ${scenario.name}` }, 'Read'),
      isOn ? button('Stop', () => stop(name, scenario.name), { class: 'tight danger', 'aria-label': `Stop ${scenario.name} in the list`, 'data-key': `toggle-${scenario.name}` })
        : button('Play', () => play(name, scenario.name), { class: 'tight main', 'aria-label': `Play ${scenario.name}`, 'data-key': `toggle-${scenario.name}` })));
}

// split is what a scenario does, and what a client should do about it.
function split(description) {
  const text = description.replace(/\s+/g, ' ');
  const at = text.search(/(A|[Ss]o a) good client/);
  return at > 0 ? [sentence(text.slice(0, at).replace(/[,\s]+$/, '')), sentence(text.slice(at))] : [text];
}
