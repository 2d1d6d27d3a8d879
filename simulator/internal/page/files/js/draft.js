// Keeps what one writes, so that it is there again after a reload and after another view. The
// browser has it for this tab, until the tab is closed.

import { button, fill, h } from './dom.js';
import { ask } from './dialog.js';

const prefix = 'vsrsim.draft ';

const read = (key) => sessionStorage.getItem(prefix + key);

function write(key, text) {
  try {
    sessionStorage.setItem(prefix + key, text);
    return true;
  } catch { // there is no room for it
    return false;
  }
}

// isKept tells whether there is a draft of a key.
export const isKept = (key) => read(key) !== null;

// keepDraft lets a text begin as the draft of a key or, where there is none, as given. It gives
// an element that says whether the text is a draft, and has the way back to what was given.
export function keepDraft(area, key, given) {
  const note = h('span', { class: 'row small soft', role: 'status' });
  area.value = read(key) ?? given;
  const startOver = async () => {
    const sure = await ask({ title: 'Start over?', confirm: 'Start over', danger: true, content: [h('p', {}, 'What you have written here is forgotten.')] });
    if (!sure) return;
    area.value = given;
    area.dispatchEvent(new Event('input'));
    area.focus();
  };
  let said;
  const keep = () => {
    const isDraft = area.value !== given;
    if (!isDraft) sessionStorage.removeItem(prefix + key);
    const text = isDraft && (write(key, area.value) ? 'Your draft: this tab keeps it until it is closed.' : 'It is too long to be kept: it is lost with a reload.');
    if (text !== said) fill(note, text, isDraft && button('Start over', startOver, { class: 'tight' }));
    said = text;
  };
  area.addEventListener('input', keep);
  keep();
  return note;
}

// keepInputs keeps what is chosen and typed in the inputs of an element that have a name for it, in
// data-keep. Some of them come only once others are chosen, so it looks for them twice.
export function keepInputs(element, key) {
  const inputs = () => [...element.querySelectorAll('[data-keep]')];
  const property = (input) => (input.type === 'checkbox' ? 'checked' : 'value');
  const kept = JSON.parse(read(key) ?? '{}');
  for (let pass = 0; pass < 2; pass += 1) {
    for (const input of inputs()) {
      const value = kept[input.dataset.keep];
      const was = input[property(input)];
      if (value === undefined || was === value) continue;
      input[property(input)] = value;
      if (input[property(input)] === value) input.dispatchEvent(new Event('change'));
      else input[property(input)] = was; // a choice that there is no longer
    }
  }
  element.addEventListener('input', () => write(key, JSON.stringify({ ...kept, ...Object.fromEntries(inputs().map((input) => [input.dataset.keep, input[property(input)]])) })));
}

// keepPlayed keeps the text of a scenario that was let play, which the simulator does not tell
// again, and played gives it, or null.
export const keepPlayed = (sandbox, name, text) => write(`${sandbox} plays ${name}`, text);
export const played = (sandbox, name) => read(`${sandbox} plays ${name}`);
