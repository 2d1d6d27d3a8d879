// What is shown while an answer is waited for.

import { h } from '../js/dom.js';
import { to } from '../js/router.js';

// waitNote says what may hold an answer up in a sandbox.
export const waitNote = (sandbox) => h('p', { class: 'soft' }, 'It waits for the answer. If a fault holds it up, and the clock stands still, ', h('a', { href: to(['time'], { in: sandbox }) }, 'move the clock'), '.');
