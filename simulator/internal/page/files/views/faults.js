import { fill, h } from '../js/dom.js';

export const title = 'Faults';

export async function show(page) {
  fill(page, h('h1', {}, title));
}
