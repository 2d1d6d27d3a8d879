// Keys that do something anywhere. They can be turned off: who speaks to the machine, or
// rests a hand on the keys, must not set anything off.

import { h } from './dom.js';
import { go, to } from './router.js';

const stored = 'vsrsim.keys';
const isOn = () => localStorage.getItem(stored) !== 'off';

let views = [];

// listen takes the views, in the order of their numbers.
export function listen(names) {
  views = names;
  document.addEventListener('keydown', press);
}

function press(event) {
  if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.target.closest('input, select, textarea, [contenteditable]')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const view = views[Number(event.key) - 1];
  if (view) go(to([view]));
  else if (event.key === '/') focusSearch();
  else if (event.key === '?') help();
  else if (event.key === 'j' || event.key === 'k') step(event.key === 'j' ? 1 : -1);
  else return;
  event.preventDefault();
}

const focusSearch = () => document.querySelector('main input[type="search"]')?.focus();

// step moves the focus through what a view lists.
function step(by) {
  const rows = [...document.querySelectorAll('main [data-row]')];
  const now = rows.indexOf(document.activeElement);
  rows.at(now < 0 ? 0 : Math.min(Math.max(now + by, 0), rows.length - 1))?.focus();
}

export function help() {
  const dialog = h('dialog', { 'aria-labelledby': 'keys-title' },
    h('h2', { id: 'keys-title' }, 'Keyboard shortcuts'),
    h('dl', { class: 'facts' },
      key([`1 – ${views.length}`], 'the views, from the first to the last'), key(['/'], 'search'),
      key(['j', 'k'], 'the next and the one before, in a list'), key(['?'], 'this help')),
    h('label', { class: 'check' }, h('input', {
      type: 'checkbox', class: 'switch', checked: isOn(), onchange: (event) => localStorage.setItem(stored, event.target.checked ? 'on' : 'off'),
    }), 'Use these shortcuts'),
    h('form', { method: 'dialog', class: 'row end' }, h('button', { type: 'submit' }, 'Close')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const key = (names, what) => [h('dt', {}, names.map((name) => [h('kbd', {}, name), ' '])), h('dd', {}, what)];
