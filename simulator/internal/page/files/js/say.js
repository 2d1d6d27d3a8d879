// Says what became of something: seen in a corner, and read out.

import { h } from './dom.js';

const notes = h('div', { class: 'notes', role: 'status', 'aria-live': 'polite' });

export function mountNotes(parent) { parent.append(notes); }

// say shows a text for some seconds; kind is good, bad or nothing. What went wrong stays
// longer.
export function say(text, kind = '') {
  const note = h('p', { class: kind }, text);
  notes.append(note);
  while (notes.children.length > 3) notes.firstChild.remove();
  setTimeout(() => note.remove(), kind === 'bad' ? 12000 : 5000);
}

// byLabel is what the control API says of a parameter, with the label that the parameter has
// on the page in the place of its name: labels has them by name.
export function byLabel(message, labels) {
  const name = Object.keys(labels).find((one) => message.startsWith(`${one} `));
  return name ? `${labels[name]}: it${message.slice(name.length)}` : message;
}

// attempt does something and says what became of it; done is a text, or makes one of the
// result, if there is something to say. labels are as for byLabel. It gives the result, or undefined if it failed.
export async function attempt(run, done, labels = {}) {
  try {
    const result = await run();
    const text = typeof done === 'function' ? done(result) : done;
    if (text) say(text, 'good');
    return result ?? true;
  } catch (error) {
    say(byLabel(error.message, labels), 'bad');
    return undefined;
  }
}
