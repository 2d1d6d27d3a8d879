// A scenario as it is written, with what is wrong with it as one types.

import { button, fill, h } from '../js/dom.js';
import * as control from '../js/control.js';
import { copyButton } from '../js/copy.js';
import { keepDraft, keepPlayed, played } from '../js/draft.js';
import { count } from '../js/format.js';
import { current, go, to } from '../js/router.js';
import { attempt } from '../js/say.js';

const template = `name: my-fault
description: The first call that reads a review is a 500. A good client tries again.
rules:
  - when: {operation: getVendorSecurityReview}
    times: 1
    fault: {status: 500}
`;

export async function showEditor(page, { query, signal }) {
  const name = current();
  const text = query.text ?? (query.scenario ? await textOf(name, query.scenario) : template);
  const editor = h('textarea', { class: 'code', id: 'scenario', rows: '22', spellcheck: 'false', wrap: 'off', autocomplete: 'off', 'aria-describedby': 'verdict' });
  const draft = keepDraft(editor, query.scenario ? `of ${query.scenario}` : `from ${query.text ?? 'new'}`, text);
  const gutter = h('pre', { class: 'gutter', 'aria-hidden': 'true' });
  const verdict = h('p', { id: 'verdict', role: 'status' });
  const problems = h('ul', { class: 'problems' });
  const play = button('Play it', () => playIt(name, editor.value, found), { class: 'main' });
  let found;
  const drawGutter = (wrong = new Set()) => fill(gutter, editor.value.split('\n').map((_, i) => h('span', { class: wrong.has(i + 1) ? 'bad' : null }, `${wrong.has(i + 1) ? '✗ ' : ''}${i + 1}\n`)));
  const lint = async () => {
    const of = editor.value;
    const result = await check(of, signal);
    if (signal.aborted || of !== editor.value) return; // typed on meanwhile
    found = result.scenario;
    play.disabled = !found;
    drawGutter(new Set(result.problems.map(({ line }) => line)));
    verdict.className = found ? 'good' : 'bad';
    verdict.textContent = found ? `✓ In order: ${found.name}, ${count(found.rules, 'rule')}${found.setup ? ', with a setup' : ''}` : `✗ ${count(result.problems.length, 'problem')}`;
    fill(problems, result.problems.map((problem) => h('li', {}, h('button', { type: 'button', class: 'quiet', onclick: () => caret(editor, problem) },
      h('span', { class: 'tabular' }, `${problem.line}:${problem.column}`), ` ${problem.text}`))));
  };
  let typing;
  editor.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(lint, 150);
    drawGutter();
  });
  editor.addEventListener('scroll', () => { gutter.scrollTop = editor.scrollTop; });
  drawGutter();
  await lint();
  fill(page,
    h('div', { class: 'head' },
      h('div', {}, h('p', { class: 'small' }, h('a', { href: to(['faults']) }, '← Faults')), h('h1', {}, query.scenario ? `Scenario ${query.scenario}` : 'A scenario of your own'),
        h('p', {}, 'It is held against the contract as you type. Played, it is in ', h('b', {}, name), ' alone; under the name of another one it takes its place there.')),
      h('div', { class: 'row' }, copyButton(() => editor.value, 'the scenario'), play)),
    h('div', { class: 'row spread' }, h('label', { class: 'small soft', for: 'scenario' }, 'Scenario file'), draft),
    h('div', { class: 'editor' }, gutter, editor),
    verdict, problems);
}

// textOf is a scenario of the library or one that was let play from here. Where there is none of
// the name, a text says so.
async function textOf(sandbox, scenario) {
  try {
    return await control.text(`/scenarios/${control.step(scenario)}`);
  } catch (error) {
    if (error.status !== 404) throw error;
    return played(sandbox, scenario) ?? `# ${error.message.replaceAll('\n', '\n# ')}\n# It came with a call, so its text was not kept.\n${template.replace('my-fault', scenario)}`;
  }
}

async function check(text, signal) {
  if (text.trim() === '') return { problems: [{ line: 1, column: 1, text: 'the scenario is empty' }] };
  try {
    return await control.post('/scenarios/lint', text, { ...control.yaml, signal });
  } catch (error) {
    return { problems: [{ line: 1, column: 1, text: error.message }] };
  }
}

// caret leads to the place of a problem.
function caret(editor, { line, column }) {
  const before = editor.value.split('\n').slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  editor.focus();
  editor.setSelectionRange(before + column - 1, before + column - 1);
}

async function playIt(name, text, found) {
  const begun = await attempt(() => control.put(control.box(name, 'scenarios', found.name), text, control.yaml),
    ({ warnings }) => [`${found.name} plays in ${name}`, ...(warnings ?? [])].join('\n'));
  if (!begun) return;
  keepPlayed(name, found.name, text);
  go(to(['faults']));
}
