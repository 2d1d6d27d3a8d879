// Copies texts.

import { h, scrolling } from './dom.js';
import { say } from './say.js';

// copy puts a text on the clipboard. Browsers have navigator.clipboard only at addresses
// that they trust, and a simulator in a network has none.
async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = h('textarea', { class: 'unseen', 'aria-hidden': 'true' });
  area.value = text;
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('the browser did not let it be copied');
}

// copyButton copies what text gives, a text or a function. what says what it is, as
// "base URL", for those who do not see where the button stands.
export function copyButton(text, what, attributes) {
  const node = h('button', { type: 'button', class: 'tight copy', 'aria-label': `Copy ${what}`, ...attributes }, 'Copy');
  node.addEventListener('click', async () => {
    try {
      const made = typeof text === 'function' ? text() : text;
      await copy(made);
      say(`Copied: ${what}${made.includes('***') ? '. Put in what was secret, and stands there as ***' : ''}`, 'good');
    } catch (error) {
      say(`Not copied: ${error.message}`, 'bad');
    }
  });
  return node;
}

// curlButton copies a call as a command.
export function curlButton(command) {
  const node = copyButton(command, 'the call as curl', { class: '' });
  node.textContent = 'Copy as curl';
  node.setAttribute('aria-label', 'Copy as curl');
  return node;
}

// copyable is a block of code with a button that copies it.
export function copyable(text, what, attributes) {
  return h('div', { class: 'copyable' }, codeBlock(text, what, attributes), copyButton(text, what));
}

// codeBlock is a block of code.
export const codeBlock = (text, what, attributes) => scrolling(h('pre', { class: 'code', ...attributes }, text), what);
