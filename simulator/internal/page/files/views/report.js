// What the run has proved by now.

import { button, drawer, fill, h, options, section, wide } from '../js/dom.js';
import * as control from '../js/control.js';
import { ask } from '../js/dialog.js';
import { keepFresh } from '../js/events.js';
import { count, placeIn, sentence } from '../js/format.js';
import { go, NoSuch, to } from '../js/router.js';
import { attempt } from '../js/say.js';
import { showCopy } from './call.js';

export const title = 'Report';

const formats = [['html', 'HTML'], ['markdown', 'Markdown'], ['junit', 'JUnit XML'], ['json', 'JSON'], ['text', 'Text'], ['sarif', 'SARIF'], ['github', 'GitHub']];

export async function show(page, { steps, query, signal }) {
  if (steps.length > 0) {
    await leadToCall(page, steps, query, signal);
    return;
  }
  const sandbox = query.sandbox ?? '';
  const { data: boxes } = await control.get('/sandboxes');
  const content = h('div');
  const draw = drawer(content, drawReport);
  await keepFresh(['call', 'violation', 'rule', 'sandbox', 'scenario', 'journal', 'report'], async () => draw(await control.get('/report', { sandbox }, { signal })), signal);
  const picker = h('select', { onchange: (event) => go(to(['report'], { sandbox: event.target.value })) }, options([['', 'the whole run'], ...boxes.map(({ name }) => name)], sandbox));
  fill(page,
    h('div', { class: 'head' },
      h('div', {}, h('h1', {}, 'Report'), h('p', {}, 'Over all sandboxes, those that have gone or were reset included, unless one is chosen.')),
      h('div', { class: 'row' },
        h('label', { class: 'field' }, h('span', {}, 'Of'), picker),
        button('New run', restart, { class: 'danger' }))),
    h('p', { class: 'row' }, h('span', { class: 'soft small' }, 'As a file:'), formats.map(([format, text]) => h('a', { class: 'button tight', href: control.address(`/report/${format}${sandbox && `?${new URLSearchParams({ sandbox })}`}`), target: '_blank', rel: 'noopener' }, text))),
    content);
}

async function restart() {
  const sure = await ask({ title: 'Begin a new run?', confirm: 'Begin', danger: true, content: [h('p', {}, 'What was seen by now is forgotten, and the journals are emptied. Scenarios that play begin again. Worlds and clocks stay.')], check: () => control.remove('/report') });
  if (sure) attempt(async () => {}, 'A new run begins');
}

function drawReport(report) {
  const { coverage } = report;
  const broken = report.violations.length + report.omittedViolations;
  const number = (term, value, about, kind) => h('div', {}, h('dt', {}, term), h('dd', { class: kind }, value), h('dd', {}, about));
  return [
    h('div', { class: 'verdict' },
      h('span', { class: `badge ${report.passed ? 'good' : 'bad'}`, 'aria-hidden': 'true' }, report.passed ? '✓' : '✗'),
      h('div', {}, h('h2', { class: 'big' }, report.passed ? 'The run would pass now' : 'The run would fail now'),
        h('p', { class: 'soft small' }, `contract ${report.contract}, seed ${report.seed}, ${count(report.sandboxes, 'sandbox', 'sandboxes')}`))),
    h('dl', { class: 'numbers' },
      number('Calls', report.calls.toLocaleString('en'), report.noSandboxCalls > 0 ? `and ${report.noSandboxCalls} that reached no sandbox` : `in ${count(report.sandboxes, 'sandbox', 'sandboxes')}`),
      number('Violations', String(broken), 'different ones', broken > 0 ? 'bad' : 'good'),
      number('Answers delivered', `${coverage.delivered} of ${coverage.documented}`, `${coverage.percent} % of the documented ones`),
      number('Checks', String(report.checks.length), report.checks.length ? `${report.checks.filter(({ outcome }) => outcome === 'failed').length} failed` : 'none was asked for'),
      number('Hints', String(report.hints.length + report.omittedHints), 'near misses')),
    findings(report), violations(report), hints(report), checks(report), expectations(report), matrix(report), keys(report),
  ];
}

function findings({ findings: found }) {
  if (found.length === 0) return null;
  return section('Why it would fail', h('ul', { class: 'found' }, found.map(({ text }) => h('li', {}, text))));
}

// callLink leads to a call by its name, SANDBOX/ID. A sandbox that has begun anew gives the same
// ids again: which is the place, among the calls of this name that the report has kept, of the
// one that is meant.
function callLink(shownCalls, name, isMeant) {
  const [sandbox, id] = name.split('/');
  const which = shownCalls.filter((call) => nameOf(call) === name).findIndex(isMeant);
  return h('span', {}, h('a', { href: to(['report', 'call', sandbox, id], { which: which > 0 && which }) }, `call ${id}`));
}

const nameOf = (call) => `${call.sandbox}/${call.id}`;

// leadToCall leads from report/call/SANDBOX/ID to the call or, if the journal has it no longer, to
// what the report has kept of it.
async function leadToCall(page, [what, sandbox, id], query, signal) {
  const links = [to(['report'], { sandbox: query.sandbox }), 'Report'];
  if (what !== 'call' || !id) throw new NoSuch(`The report has nothing at ${what}`, links);
  const [{ shownCalls }, found] = await Promise.all([control.get('/report'), control.get(control.call(sandbox, id)).catch(() => null)]);
  if (signal.aborted) return; // somebody has gone on
  const copy = shownCalls.filter((call) => nameOf(call) === `${sandbox}/${id}`)[query.which ?? 0];
  if (found && (!copy || isSame(copy, found))) location.replace(to(['calls', sandbox, id])); // so that the way back leads to the report
  else if (copy) showCopy(page, copy, signal);
  else throw new NoSuch(`The call ${id} is no longer kept: its sandbox has gone, or its journal has moved on`, links);
}

// isSame compares what is kept whole.
const isSame = (...calls) => new Set(calls.map(({ time, request: { method, path, query }, response: { status }, violations }) => JSON.stringify([time, method, path, query, status, violations]))).size === 1;

// examples lead to calls in which something was found.
const examples = ({ examples: names, ...found }, in_, shownCalls) => names.map((name) => callLink(shownCalls, name, (call) => call[in_]?.some((one) => one.in === found.in && one.text === found.text && one.pointer === found.pointer)));

function violations({ violations: all, omittedViolations: more, shownCalls }) {
  if (all.length === 0) return section('Violations of the contract', h('p', { class: 'about' }, 'No call broke the contract.'));
  return section('Violations of the contract', h('ul', { class: 'list' }, all.map((violation) => h('li', {},
    h('h3', {}, h('code', {}, placeIn(violation) || violation.in), ': ', sentence(violation.text)),
    violation.fix && h('p', { class: 'small' }, sentence(violation.fix)),
    h('p', { class: 'meta' }, h('span', {}, violation.operation ?? 'no operation'), h('span', {}, `${violation.in} of the ${violation.side === 'request' ? 'request' : 'answer: a bug of the simulator'}`), violation.line && h('span', {}, `line ${violation.line} of the contract`),
      h('span', {}, count(violation.count, 'time')), examples(violation, 'violations', shownCalls)))), more > 0 && h('li', {}, `and ${more} more`)));
}

function hints({ hints: all, shownCalls }) {
  if (all.length === 0) return null;
  return section('Hints', h('ul', { class: 'list' }, all.map((hint) => h('li', {}, h('h3', {}, hint.name && [h('code', {}, hint.name), ': '], sentence(hint.text)), h('p', { class: 'small' }, sentence(hint.fix)),
    h('p', { class: 'meta' }, hint.operation && h('span', {}, hint.operation), h('span', {}, hint.in), h('span', {}, count(hint.count, 'time')), examples(hint, 'hints', shownCalls))))));
}

// evidence leads to calls by which something was judged.
const evidence = (calls, shownCalls) => h('ul', { class: 'small' }, calls?.map(({ sandbox, call, time, text }) => h('li', {}, callLink(shownCalls, `${sandbox}/${call}`, (shown) => shown.time === time), ` ${text}`)));

const outcomeKinds = { passed: 'good', failed: 'bad', unproven: 'warn' };

function checks({ checks: all, shownCalls }) {
  if (all.length === 0) return null;
  return section('Checks', h('ul', { class: 'list' }, all.map((check) => h('li', {},
    h('h3', {}, h('span', { class: `tag ${outcomeKinds[check.outcome]}` }, check.outcome), ' ', h('code', {}, check.name)),
    h('p', {}, check.text), h('p', { class: 'soft small' }, check.about),
    check.evidence.length > 0 && h('details', {}, h('summary', { class: 'small' }, count(check.evidence.length, 'call')), evidence(check.evidence, shownCalls))))));
}

function expectations({ expectations: all, shownCalls }) {
  if (all.length === 0) return null;
  return section('What scenarios expect', wide('What scenarios expect', h('table', {},
    h('thead', {}, h('tr', {}, ['Rule', 'Expected to fire', 'Came to'].map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, all.map((one) => h('tr', {}, h('td', {}, h('code', {}, one.rule)), h('td', {}, one.expected),
      h('td', {}, one.unmet > 0 ? [h('span', { class: 'bad' }, `✗ ${one.text ?? `not met in ${count(one.unmet, 'sandbox', 'sandboxes')}`}`), evidence(one.evidence, shownCalls)] : h('span', { class: 'good' }, '✓ met'))))))));
}

function matrix({ operations, coverage: { lookups } }) {
  const [counted, others] = [operations.filter(({ lookup }) => !lookup), operations.filter(({ lookup }) => lookup)];
  return section('Answers that were delivered',
    h('p', { class: 'about' }, 'A number is how many calls were answered with that status; – is documented and was not seen.'),
    answers('Operations and the statuses that they were answered with', counted),
    others.length > 0 && h('details', { class: 'group' }, h('summary', {}, h('h3', {}, 'Look-ups'), h('span', { class: 'soft small' }, `${lookups.delivered} of ${lookups.documented} answers; they do not count for the coverage`)),
      answers('Look-ups and the statuses that they were answered with', others)));
}

// answers is a table of operations by status.
function answers(what, operations) {
  const statuses = [...new Set(operations.flatMap((op) => op.statuses.map(({ status }) => status)))].filter(Boolean).sort((a, b) => a - b);
  return wide(what, h('table', { class: 'matrix' },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Operation'), h('th', { scope: 'col', class: 'number' }, 'Calls'), statuses.map((status) => h('th', { scope: 'col', class: 'cell' }, String(status))))),
    h('tbody', {}, operations.map((op) => h('tr', {}, h('th', { scope: 'row' }, h('a', { href: to(['calls'], { operation: op.id }) }, op.id)), h('td', { class: 'number' }, String(op.calls)),
      statuses.map((status) => h('td', { class: 'cell' }, cell(op.statuses.find((one) => one.status === status)))))))));
}

function cell(one) {
  if (!one) return '';
  if (one.delivered > 0) return h('span', { class: `tag ${one.documented ? 'good' : 'info'}` }, String(one.delivered));
  if (one.answered > 0) return h('span', { class: 'tag warn', title: 'answered, and not delivered' }, String(one.answered));
  return h('span', { class: 'soft' }, '–');
}

function keys({ keys: all }) {
  if (all.length === 0) return null;
  return section('What the keys were used for', wide('What the keys were used for', h('table', {},
    h('thead', {}, h('tr', {}, ['Key', 'Access', 'Calls', 'Needed', 'Lacked'].map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, all.map((key) => h('tr', {}, h('td', {}, h('code', {}, key.key)), h('td', {}, key.access), h('td', { class: 'tabular' }, String(key.calls)), h('td', {}, key.needed.join(', ') || '–'), h('td', { class: key.lacking.length ? 'warn' : '' }, key.lacking.join(', ') || '–')))))));
}
