// A fault that is put together by choosing: for which calls, what goes wrong, when.

import { button, field, fill, h, options } from './dom.js';
import * as control from './control.js';
import { operationsOf } from './contract.js';
import { copyable } from './copy.js';
import { keepPlayed } from './draft.js';
import { to } from './router.js';
import { attempt } from './say.js';

// nameBeside is the name of a scenario that the form makes: one of its own beside those that play.
function nameBeside(playing) {
  const own = 'chosen-fault';
  let name = own;
  for (let i = 2; playing.includes(name); i++) name = `${own}-${i}`;
  return name;
}

// faults are what can go wrong, with the YAML of each and its status, if it answers with one.
const faults = {
  '500': ['answered with 500', '{status: 500}', 500],
  '503': ['answered with 503, to come back in 2 s', '{status: 503, retryAfter: 2s}', 503],
  '429': ['answered with 429, to come back in 30 s', '{status: 429, retryAfter: 30s}', 429],
  '422': ['answered with 422', '{status: 422}', 422],
  '404': ['answered with 404', '{status: 404}', 404],
  '403': ['answered with 403', '{status: 403}', 403],
  '401': ['answered with 401', '{status: 401}', 401],
  reset: ['cut off by a connection reset', '{connection: reset}'],
  close: ['left without an answer', '{connection: close}'],
  slow: ['held back for 30 s', '{delay: 30s}'],
};

// calls are the operations, of which actions are two: who thinks of one does not think of the
// operation.
function calls(contract) {
  return operationsOf(contract).flatMap((op) => (op.name === 'performSecurityReviewAction'
    ? [['finalize', 'finalize a review'], ['reopen', 'reopen a review']]
    : [[op.name, `${op.says.summary} (${op.name})`]]));
}

function scenarioOf(name, { which, what, when, times }, contract) {
  const isAction = which === 'finalize' || which === 'reopen';
  const operation = isAction ? 'performSecurityReviewAction' : which;
  const condition = isAction ? `{operation: ${operation}, body: {action: ${which}}}` : `{operation: ${operation}}`;
  const [words, fault, status] = faults[what];
  const { says } = operationsOf(contract).find((op) => op.name === operation);
  const lines = [`name: ${name}`, `description: ${times === 'once' ? 'The next' : 'Each'} ${which} is ${words}${when === 'after' ? ', after it was carried out' : ''}.`, 'rules:', `  - when: ${condition}`];
  if (times === 'once') lines.push('    times: 1');
  if (when === 'after') lines.push('    phase: after');
  lines.push(`    fault: ${fault}`);
  if (status && !says.responses[status]) lines.push('    violates: true # the contract does not document it');
  return `${lines.join('\n')}\n`;
}

// faultForm is the form for a sandbox. playing gives the names of the scenarios that play there.
export function faultForm(contract, sandbox, playing) {
  const select = (values, chosen) => h('select', { onchange: draw }, options(values, chosen));
  const choice = {
    which: select(calls(contract), 'finalize'),
    times: select([['once', 'the next one'], ['always', 'every one']], 'once'),
    what: select(Object.entries(faults).map(([key, [words]]) => [key, words]), 'reset'),
    when: select([['after', 'after it was carried out'], ['before', 'and is not carried out']], 'after'),
  };
  const text = (name) => scenarioOf(name, Object.fromEntries(Object.entries(choice).map(([key, { value }]) => [key, value])), contract);
  const preview = h('div');
  function draw() {
    const now = text(nameBeside(playing()));
    fill(preview, copyable(now, 'scenario'), h('p', { class: 'small' }, h('a', { href: to(['faults', 'edit'], { text: now }) }, 'Go on with it in the editor')));
  }
  draw();
  const play = () => attempt(async () => {
    const { data } = await control.get(control.box(sandbox, 'scenarios'));
    const name = nameBeside(data.map((one) => one.name));
    await control.put(control.box(sandbox, 'scenarios', name), text(name), control.yaml);
    keepPlayed(sandbox, name, text(name));
    return name;
  }, (name) => `${name} plays in ${sandbox}`);
  return h('section', { class: 'panel', 'aria-labelledby': 'fault-form' },
    h('h2', { id: 'fault-form' }, 'Let a call go wrong'),
    h('div', { class: 'toolbar' },
      field('Calls that', choice.which), field('Of these', choice.times), field('Are', choice.what), field('When', choice.when),
      button('Let it go wrong', play, { class: 'main' })),
    h('details', { ontoggle: draw }, h('summary', { class: 'small' }, 'As a scenario file'), preview));
}
