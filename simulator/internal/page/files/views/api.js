// The reference of both APIs, to read and to try.

import { drawer, fill, h } from '../js/dom.js';
import * as control from '../js/control.js';
import { operationsOf } from '../js/contract.js';
import { current, go, NoSuch, to } from '../js/router.js';
import { assumptionsOf, markdown, operation } from './operation.js';

export const title = 'API';

const parts = [['simulated', 'Simulated API'], ['control', 'Control API'], ['assumptions', 'Assumptions']];

// The documents do not change while a simulator runs, but for the address in them.
let kept;
const documents = () => (kept ??= Promise.all([control.get('/openapi.json'), control.get('/control.json'), control.get('/assumptions'), control.get('/about')]));

export async function show(page, { steps, query, signal }) {
  const part = steps[0] ?? 'simulated';
  if (!parts.some(([key]) => key === part)) throw new NoSuch(`There is no API ${part}`, [to(['api']), 'API']);
  const [contract, own, { data: assumptions }, about] = await documents();
  const content = h('div');
  if (part === 'assumptions') {
    fill(content, assumptionList(assumptions, query));
  } else {
    const document = part === 'control' ? own : contract;
    const base = part === 'control' ? about.controlUrl : about.url;
    const keys = await keysOf(current(), signal);
    if (steps[1] && !operationsOf(document).some(({ name }) => name === steps[1])) throw new NoSuch(`There is no operation ${steps[1]} in this API`, [to(['api', part]), 'All operations']);
    fill(content, reference({ part, document, base, keys, assumptions, chosen: steps[1], query, signal }));
  }
  fill(page,
    h('div', { class: 'head' }, h('div', {}, h('h1', {}, 'API'), h('p', {}, part === 'control' ? 'What steers the simulator, as this page does.' : `The contract in force, ${about.contract}: what calls and answers are held against.`)),
      h('div', { class: 'row' }, part === 'control' ? h('a', { class: 'button', href: 'control.yaml' }, 'control.yaml') : h('a', { class: 'button', href: 'openapi.yaml' }, 'openapi.yaml'))),
    h('nav', { class: 'tabs', 'aria-label': 'What to read' }, parts.map(([key, text]) => h('a', { href: to(['api', key]), 'aria-current': key === part && 'page' }, text))),
    content);
}

// keysOf are the keys of a sandbox. One that is not there yet will have those of the others.
async function keysOf(name, signal) {
  const { data } = await control.get('/sandboxes', {}, { signal });
  const from = data.some((box) => box.name === name) ? name : 'default';
  return (await control.get(control.box(from, 'keys'), {}, { signal })).data;
}

function reference(about) {
  const { part, document, chosen, query } = about;
  const operations = operationsOf(document);
  const list = h('div', { class: 'vendors' });
  const state = { search: query.search ?? '' };
  const draw = () => fill(list, operationList(operations, state.search, part, chosen));
  draw();
  const search = h('input', { type: 'search', value: state.search, placeholder: 'name, path, what it does', oninput: (event) => {
    state.search = event.target.value;
    go(to(['api', part, ...(chosen ? [chosen] : [])], { search: state.search }), { replace: true });
    draw();
  } });
  const found = operations.find(({ name }) => name === chosen);
  return h('div', { class: `split${found ? ' chosen' : ''}` },
    h('div', { class: 'master stack' }, h('label', { class: 'field' }, h('span', {}, 'Search operations'), search), list),
    found ? h('div', { class: 'stack' }, h('p', { class: 'small back' }, h('a', { href: to(['api', part]) }, '← All operations')), operation(found, about))
      : h('p', { class: 'empty aside' }, 'Choose an operation to read what it takes and answers, and to try it.'));
}

function operationList(operations, search, part, chosen) {
  const word = search.toLowerCase();
  const shown = operations.filter(({ name, path, says }) => `${name} ${path} ${says.summary}`.toLowerCase().includes(word));
  if (shown.length === 0) return [h('p', { class: 'empty' }, 'No operation has that.')];
  const alike = Map.groupBy(operations, ({ says }) => says.summary);
  const groups = Map.groupBy(shown, ({ says }) => says.tags?.[0] ?? 'Others');
  return [...groups].map(([tag, members]) => h('section', { class: 'vendor', 'aria-label': tag }, h('h2', {}, tag),
    h('ul', {}, members.map(({ name, method, path, says }) => h('li', {}, h('a', { href: to(['api', part, name], { search }), 'aria-current': name === chosen && 'true', 'data-row': '', title: path },
      h('span', {}, says.summary, alike.get(says.summary).length > 1 && h('span', { class: 'soft small' }, ` (${name})`), h('span', { class: 'soft small block mono' }, path)), h('span', { class: `method ${method}` }, method)))))));
}

function assumptionList(assumptions, { search = '' }) {
  const list = h('ul', { class: 'list' });
  const about = h('p', { class: 'soft small', role: 'status' });
  const draw = drawer(list, (found) => found.map(({ number, rule, source, sure }) => h('li', { id: number },
    h('h2', {}, number, ' ', h('span', { class: `tag ${{ high: 'good', medium: 'info', low: 'warn' }[sure]}` }, `${sure} confidence`)), h('p', {}, markdown(rule)), h('p', { class: 'soft small' }, 'Source: ', markdown(source)))));
  const show_ = (text) => {
    const word = text.toLowerCase();
    const found = assumptions.filter(({ number, rule }) => (/^a\d+$/.test(word) ? number.toLowerCase() === word : `${number} ${rule}`.toLowerCase().includes(word)));
    about.textContent = `${found.length} of ${assumptions.length}`;
    draw(found);
  };
  show_(search);
  const input = h('input', { type: 'search', value: search, oninput: (event) => {
    go(to(['api', 'assumptions'], { search: event.target.value }), { replace: true });
    show_(event.target.value);
  } });
  return [h('p', { class: 'about' }, 'What no source documents has to be something all the same. Each such rule has a number, which stands where it acts.'),
    h('div', { class: 'toolbar' }, h('label', { class: 'field' }, h('span', {}, 'Search assumptions'), input), about), list];
}
