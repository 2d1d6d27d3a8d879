// Questions that have to be answered before something is done.

import { h, id } from './dom.js';
import { byLabel } from './say.js';

// ask shows a form and resolves to true once it is sent, to false when it is left. content
// are the fields, confirm the text of the button, danger whether something is lost. check
// may refuse, by throwing an error whose text is shown, with the labels of the fields: by their
// names in the control API.
export function ask({ title, content = [], confirm, danger = false, check = async () => {}, labels = {} }) {
  return new Promise((resolve) => {
    const heading = id('dialog');
    const problem = h('p', { class: 'bad small', role: 'alert' });
    const submit = h('button', { type: 'submit', class: danger ? 'main danger' : 'main' }, confirm);
    const dialog = h('dialog', { 'aria-labelledby': heading },
      h('form', { method: 'dialog', novalidate: true, onsubmit: send },
        h('h2', { id: heading }, title),
        h('div', { class: 'stack' }, content, problem,
          h('div', { class: 'row end' }, h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), submit))));
    let done = false;
    async function send(event) {
      event.preventDefault();
      submit.disabled = true;
      try {
        await check();
        done = true;
        dialog.close();
      } catch (error) {
        problem.textContent = byLabel(error.message, labels);
        submit.disabled = false;
      }
    }
    const leave = () => dialog.close(); // the view that it asks for has gone
    addEventListener('hashchange', leave);
    dialog.addEventListener('close', () => {
      removeEventListener('hashchange', leave);
      dialog.remove();
      resolve(done);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
