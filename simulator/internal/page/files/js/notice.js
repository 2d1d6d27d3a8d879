// What has to be known about all that is shown: that it may be old. It stands over the view
// until it is no longer so.

import { button, fill, h } from './dom.js';
import * as control from './control.js';
import { to } from './router.js';
import { attempt } from './say.js';

const state = { down: false, missing: '' };

// notices is the element that has them.
export const notices = h('div', { class: 'notices', role: 'alert' });

// setDown says whether the simulator answers.
export function setDown(down) {
  if (state.down === down) return;
  state.down = down;
  draw();
}

// setMissing says which sandbox the view is about though there is none of the name; '' if
// there is.
export function setMissing(name) {
  if (state.missing === name) return;
  state.missing = name;
  draw();
}

function draw() {
  fill(notices,
    state.down && h('div', { class: 'notice bad' }, h('p', {}, h('b', {}, 'The simulator does not answer.'), ' What you see may be old. The page goes on by itself once there is an answer again.')),
    state.missing && h('div', { class: 'notice' }, h('p', {}, h('b', {}, `There is no sandbox ${state.missing} now.`), ' What you see of it is how it was.'), makeOrLeave(state.missing)));
}

// makeOrLeave are the ways on from a sandbox that is not there.
export const makeOrLeave = (name) => h('div', { class: 'row' },
  button(`Make ${name}`, () => attempt(() => control.put(control.box(name)), `The sandbox ${name} is made`), { class: 'main' }),
  h('a', { class: 'button', href: to(['sandboxes'], { in: 'default' }) }, 'All sandboxes'));
