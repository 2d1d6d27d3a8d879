// The token of the control API, which is asked for once.

import { field, fill, h } from '../js/dom.js';
import * as control from '../js/control.js';

// ask shows the form in an element until the token was given.
export function ask(element) {
  return new Promise((resolve) => {
    const token = h('input', { type: 'password', id: 'token', autocomplete: 'off', required: true, spellcheck: 'false' });
    const problem = h('p', { class: 'bad small', role: 'alert' });
    const send = async (event) => {
      event.preventDefault();
      problem.textContent = '';
      try {
        await control.post('/session', { token: token.value });
        resolve();
      } catch (error) {
        problem.textContent = error.message;
        token.select();
      }
    };
    fill(element, h('form', { class: 'panel stack token', onsubmit: send },
      h('h1', {}, 'This simulator asks for a token'),
      h('p', { class: 'soft' }, 'It is what the simulator was started with, by ', h('code', {}, '--control-token'), ' or ',
        h('code', {}, 'VSRSIM_CONTROL_TOKEN'), '. The page keeps no copy of it: it gets a cookie, which ends with the browser or when you log out.'),
      field('Token', token),
      problem,
      h('div', { class: 'row' }, h('button', { type: 'submit', class: 'main' }, 'Open'))));
    token.focus();
  });
}
