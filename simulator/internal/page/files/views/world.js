// The world of a sandbox: vendors, their reviews, accounts and keys, documents.

import { button, drawer, field, fill, h, options, section, wide } from '../js/dom.js';
import * as control from '../js/control.js';
import { operationsOf } from '../js/contract.js';
import { copyable } from '../js/copy.js';
import { keepDraft } from '../js/draft.js';
import { keepFresh } from '../js/events.js';
import { bytes, count, date, moment, sentence } from '../js/format.js';
import { current, go, NoSuch, to } from '../js/router.js';
import { attempt } from '../js/say.js';
import { ask } from '../js/dialog.js';

export const title = 'World';

const parts = [['reviews', 'Vendors and reviews'], ['accounts', 'Accounts and keys'], ['documents', 'Documents'], ['fixture', 'As a file']];

const drawn = { reviews: showReviews, accounts: showAccounts, documents: showDocuments, fixture: showFixture };

// changes are the events after which a world may be another one.
const changes = ['world', 'call', 'sandbox', 'scenario', 'clock'];

export async function show(page, route) {
  const name = current();
  const part = route.steps[0] ?? 'reviews';
  if (!drawn[part] || (route.steps[1] && part !== 'reviews')) throw new NoSuch(`The world has nothing at ${route.steps.join('/')}`, [to(['world']), 'World']);
  const content = h('div');
  await drawn[part](content, name, route);
  fill(page,
    h('div', { class: 'head' }, h('div', {}, h('h1', {}, 'World'), h('p', {}, 'What is in ', h('b', {}, name), ' now. What is changed here is so for the next call.'))),
    h('nav', { class: 'tabs', 'aria-label': 'Parts of the world' }, parts.map(([key, text]) => h('a', { href: to(['world', key]), 'aria-current': key === part && 'page' }, text))),
    content);
}

// some is how many records of a kind are read at first: a world may have more than a page can show.
const some = 2000;

// most is how many are read in a sandbox in which somebody has asked for more.
const most = new Map();

// records are the first of a kind, with how many there are of all.
async function records(name, kind, bound = some) {
  const found = { data: [], total: 0 };
  do {
    const next = await control.get(control.box(name, 'world', kind), { after: found.data.at(-1)?.id, limit: Math.min(bound - found.data.length, 10000) });
    found.data.push(...next.data);
    found.total = next.total;
    if (next.data.length === 0) break;
  } while (found.data.length < Math.min(bound, found.total));
  return found;
}

// record is one of a kind, among those that were read or not, or undefined if there is none.
async function record(name, kind, id, read) {
  const known = read.find((one) => one.id === id);
  if (known || !Number.isSafeInteger(id)) return known;
  const { data } = await control.get(control.box(name, 'world', kind), { after: String(id - 1), limit: 1 });
  return data.find((one) => one.id === id);
}

const statusKinds = { COMPLETED: 'good', IN_PROGRESS: 'info', NOT_YET_STARTED: '', NOT_REQUIRED: '' };

const statusWords = (status) => status.toLowerCase().replaceAll('_', ' ');

const statusTag = (status) => h('span', { class: `tag ${statusKinds[status] ?? ''}` }, statusWords(status));

async function showReviews(content, name, { steps, signal, query }) {
  const chosen = steps[1] === undefined ? undefined : Number(steps[1]);
  const list = h('div', { class: 'vendors' });
  const detail = h('div', { class: 'stack' });
  const state = { search: query.search ?? '' };
  let last;
  const draw = () => fill(list, drawVendors(last, state.search, chosen), drawUnread(last, readMore));
  const drawDetail = drawer(detail, (review, more) => (review ? drawReview(review, more, name) : h('p', { class: 'empty' }, `There is no review ${chosen} in ${name} any more.`)));
  const read = async () => {
    const [vendors, reviews, users, documents] = await Promise.all(['vendors', 'reviews', 'users'].map((kind) => records(name, kind, most.get(name) ?? some)).concat(control.get(control.box(name, 'documents'))));
    const next = { vendors, reviews };
    if (JSON.stringify(next) !== JSON.stringify(last)) {
      last = next;
      draw();
    }
    const review = chosen !== undefined && await record(name, 'reviews', chosen, reviews.data);
    if (!review) {
      if (detail.firstChild) drawDetail(null);
      return;
    }
    drawDetail(review, {
      readiness: await control.get(control.box(name, 'reviews', chosen, 'readiness')),
      vendor: await record(name, 'vendors', review.vendor, vendors.data), users: users.data,
      documents: documents.data.filter(({ reviewId }) => reviewId === chosen), search: state.search,
    });
  };
  const readMore = () => {
    most.set(name, (most.get(name) ?? some) + 5 * some);
    return attempt(read);
  };
  await keepFresh(changes, read, signal);
  const search = h('input', { type: 'search', value: state.search, oninput: (event) => {
    state.search = event.target.value;
    go(to(['world', 'reviews', ...steps.slice(1)], { search: state.search }), { replace: true });
    draw();
  } });
  if (chosen !== undefined && !detail.firstChild) throw new NoSuch(`There is no review ${steps[1]} in ${name}`, [to(['world']), 'Vendors and reviews']);
  fill(content, h('div', { class: `split${chosen ? ' chosen' : ''}` },
    h('div', { class: 'master stack' }, h('label', { class: 'field' }, h('span', {}, 'Search vendors and reviews'), search), list),
    chosen === undefined ? h('p', { class: 'empty aside' }, 'Choose a review to see its form, what it lacks for being finalized, and its documents.') : detail));
}

function drawVendors({ vendors, reviews }, search, chosen) {
  const word = search.toLowerCase();
  const fits = (text) => text.toLowerCase().includes(word);
  if (vendors.data.length === 0) return [h('p', { class: 'empty' }, 'There are no vendors in this world.')];
  const shown = vendors.data.map((vendor) => {
    const own = reviews.data.filter((review) => review.vendor === vendor.id);
    const named = fits(`${vendor.name} ${vendorWords(vendor)}`);
    return { vendor, reviews: named ? own : own.filter((review) => fits(`${titleOf(review)} review ${review.id} ${review.type} ${review.status} ${statusWords(review.status)}`)), named };
  }).filter(({ named, reviews: found }) => named || found.length > 0);
  if (shown.length === 0) return [h('p', { class: 'empty' }, 'No vendor and no review has that.')];
  return [
    shown.slice(0, 200).map(({ vendor, reviews: own }) => h('section', { class: 'vendor', 'aria-labelledby': `vendor-${vendor.id}` },
      h('h2', { id: `vendor-${vendor.id}` }, vendor.name, ' ', h('span', { class: 'soft small' }, vendorWords(vendor))),
      own.length === 0 ? h('p', { class: 'soft small' }, reviews.data.length < reviews.total ? 'no reviews among those that are read' : 'no reviews') : h('ul', {}, own.map((review) => h('li', {},
        h('a', { href: to(['world', 'reviews', String(review.id)], { search }), 'aria-current': review.id === chosen && 'true', 'data-row': '', 'data-key': `review-${review.id}` },
          h('span', {}, h('span', { class: 'soft tabular' }, `${review.id} `), titleOf(review)), statusTag(review.status))))))),
    shown.length > 200 && h('p', { class: 'soft' }, `and ${shown.length - 200} more vendors: search for them`),
  ];
}

// drawUnread says how much of a large world is not shown and not searched, with a way to more.
function drawUnread(world, readMore) {
  const parts = Object.entries(world).filter(([, { data, total }]) => data.length < total);
  if (parts.length === 0) return [];
  const words = parts.map(([kind, { data, total }]) => `${data.length.toLocaleString('en')} of ${total.toLocaleString('en')} ${kind}`);
  return [h('div', { class: 'row' }, h('span', { class: 'soft small' }, `Read are ${words.join(' and ')}: only they are searched.`), button('Read more', readMore, { class: 'tight', 'data-key': 'more' }))];
}

// vendorWords are what stands beside the name of a vendor, and what a search finds it by.
const vendorWords = ({ id, account }) => `vendor ${id}, account ${account}`;

const titleOf = (review) => review.title || review.type.toLowerCase().replaceAll('_', ' ');

function drawReview(review, { readiness, vendor, users, documents, search }, name) {
  const person = (id) => {
    const user = users.find((one) => one.id === id);
    return user ? `${user.firstName} ${user.lastName} (user ${id})` : `user ${id}`;
  };
  const { id, vendor: vendorID, title: _, socForm, socReviewForm, ...rest } = review;
  return [
    h('p', { class: 'small back' }, h('a', { href: to(['world'], { search }) }, '← All vendors')),
    h('div', { class: 'row spread' }, h('h2', { class: 'big' }, titleOf(review)), h('div', { class: 'row' }, statusTag(review.status), button('Change', () => change(name, 'reviews', review)))),
    h('p', { class: 'meta' }, h('span', {}, `review ${id}`), h('span', {}, vendor ? `of ${vendor.name} (vendor ${vendorID})` : `of vendor ${vendorID}`), h('a', { href: to(['calls'], { sandbox: name, text: `/security-reviews/${id}` }) }, 'calls about it')),
    h('div', { class: 'panel' }, readinessOf(review, readiness)),
    h('dl', { class: 'facts' }, Object.entries(rest).map(([key, value]) => [h('dt', {}, key), h('dd', {}, /userId$/i.test(key) && typeof value === 'number' ? person(value) : valueText(value))])),
    socForm && h('div', {}, h('h3', {}, 'SOC form'), formTable(socForm)),
    h('div', {}, h('h3', {}, 'Documents'), documents.length > 0 ? documentTable(documents, name) : h('p', { class: 'soft small' }, 'none')),
  ];
}

function readinessOf(review, { actions, missing, why }) {
  if (why) return h('p', {}, sentence(why));
  if (actions.includes('finalize')) return h('p', {}, h('span', { class: 'tag good' }, '✓ ready'), ' A finalize would be carried out.');
  if (actions.includes('reopen')) return h('p', {}, 'It is finalized. A reopen would be carried out.');
  if (missing.length === 0) return h('p', {}, `No action is for a review that is ${review.status}.`);
  return [h('h3', {}, h('span', { class: 'tag warn' }, `lacks ${missing.length}`), ' A finalize would be answered with 422. The form lacks:'),
    h('ul', { class: 'missing' }, missing.map((path) => h('li', {}, h('code', {}, path))))];
}

const valueText = (value) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? `${moment(value)} UTC` : typeof value === 'object' ? h('code', {}, JSON.stringify(value)) : String(value));

function formTable(form) {
  const entries = Object.entries(form);
  if (entries.length === 0) return h('p', { class: 'soft small' }, 'It is empty.');
  return h('dl', { class: 'facts' }, entries.map(([key, value]) => [h('dt', {}, key), h('dd', {}, valueText(value))]));
}

// change lets a record be written anew. What is left out of it stays.
async function change(name, kind, record) {
  const text = h('textarea', { class: 'code', rows: '16', spellcheck: 'false', value: JSON.stringify(record, null, 2) });
  text.setSelectionRange(0, 0); // the box opens where the record begins
  const sure = await ask({
    title: `Change ${kind.slice(0, -1)} ${record.id}`, confirm: 'Change it',
    content: [field('The record as it stands in a fixture', text, 'What is left out stays; null takes away what may be left out.')],
    check: () => control.patch(control.box(name, 'world'), { [kind]: [JSON.parse(text.value)] }),
  });
  if (sure) attempt(async () => {}, 'Changed');
}

async function showAccounts(content, name, { signal }) {
  const permissions = permissionsOf(await control.get('/openapi.json'));
  const accounts = wide('Accounts');
  const keys = wide('Keys');
  const drawA = drawer(accounts, (data) => accountTable(data, name));
  const drawK = drawer(keys, (data) => keyTable(data, name, permissions));
  await keepFresh(changes, async () => {
    const [a, k] = await Promise.all([control.get(control.box(name, 'accounts')), control.get(control.box(name, 'keys'))]);
    drawA(a.data);
    drawK(k.data);
  }, signal);
  fill(content,
    section('Accounts', h('p', { class: 'about' }, 'Where the terms are not accepted, every call is answered with 412; with a limited plan, some are answered with 402.'), accounts),
    section('Keys', h('p', { class: 'about' }, 'Calls with a revoked or expired key are answered with 401, calls whose key lacks a permission with 403.'), keys));
}

const permissionsOf = (contract) => [...new Set(operationsOf(contract).flatMap(({ says }) => says['x-drata-permissions'] ?? []))].sort();

const heads = (...texts) => h('thead', {}, h('tr', {}, texts.map((text) => h('th', { scope: 'col' }, text))));

function accountTable(data, name) {
  const set = (account, change_, done) => attempt(() => control.patch(control.box(name, 'accounts', account.id), change_), done);
  return h('table', {}, heads('Account', 'Terms', 'Plan'), h('tbody', {}, data.map((account) => h('tr', {},
    h('td', {}, h('b', {}, account.name), h('span', { class: 'soft' }, ` account ${account.id}`)),
    h('td', {}, h('label', { class: 'check' }, h('input', {
      type: 'checkbox', class: 'switch', role: 'switch', checked: account.termsAccepted, 'data-key': `terms-${account.id}`, 'aria-label': `Terms accepted by ${account.name}`,
      onchange: (event) => set(account, { termsAccepted: event.target.checked }, event.target.checked ? `${account.name} has accepted the terms` : `${account.name} has not accepted the terms: its calls are answered with 412`),
    }), account.termsAccepted ? 'accepted' : h('span', { class: 'warn' }, 'not accepted: 412'))),
    h('td', {}, h('select', {
      'aria-label': `Plan of ${account.name}`, 'data-key': `plan-${account.id}`,
      onchange: (event) => set(account, { plan: event.target.value }, `The plan of ${account.name} is ${event.target.value}`),
    }, options([['full', 'full'], ['limited', 'limited: 402']], account.plan)))))));
}

const keyKinds = { active: 'good', expired: 'warn', revoked: 'bad' };

// rest says how many there are that a list does not show.
const rest = (all, shown) => all.length > shown && h('p', { class: 'soft small' }, `and ${(all.length - shown).toLocaleString('en')} more`);

function keyTable(data, name, permissions) {
  const path = (key) => control.box(name, 'keys', key.key);
  const set = (key, change_, done) => attempt(() => control.patch(path(key), change_), done ?? ((now) => `${now.key}: ${now.purpose}`));
  return [h('table', {}, heads('Key', 'State', 'Access', 'Works', 'Expires', 'What it is for'), h('tbody', {}, data.slice(0, 200).map((key) => h('tr', {},
    h('td', {}, h('code', {}, key.key), h('span', { class: 'soft block small' }, `account ${key.account}`)),
    h('td', {}, h('span', { class: `tag ${keyKinds[key.state]}` }, key.state)),
    h('td', {}, h('div', { class: 'row' }, h('select', {
      'aria-label': `Access of ${key.key}`, 'data-key': `access-${key.key}`,
      onchange: (event) => set(key, event.target.value === 'custom' ? { access: 'custom', permissions: [] } : { access: event.target.value }),
    }, options(['full', 'read', 'custom'], key.access)),
    key.access === 'custom' && button(count(key.permissions.length, 'permission'), () => choosePermissions(key, permissions, set), { class: 'tight', 'aria-label': `${count(key.permissions.length, 'permission')} of ${key.key}` }))),
    h('td', {}, h('label', { class: 'check' }, h('input', {
      type: 'checkbox', class: 'switch', role: 'switch', checked: !key.revoked, 'data-key': `revoked-${key.key}`, 'aria-label': `${key.key} is not revoked`,
      onchange: (event) => set(key, { revoked: !event.target.checked }),
    }), key.revoked ? 'revoked' : 'valid')),
    h('td', {}, h('div', { class: 'row' }, h('span', { class: 'tabular' }, key.expiresAt ? date(key.expiresAt) : 'never'), button('Set', () => setExpiry(key, set), { class: 'tight', 'aria-label': `Set when ${key.key} expires` }))),
    h('td', {}, key.purpose))))), rest(data, 200)];
}

async function choosePermissions(key, permissions, set) {
  const boxes = permissions.map((permission) => h('input', { type: 'checkbox', value: permission, checked: key.permissions.includes(permission) }));
  const sure = await ask({ title: `What ${key.key} may do`, confirm: 'Set', content: [h('fieldset', { class: 'stack' }, h('legend', { class: 'unseen' }, 'Permissions'), boxes.map((input) => h('label', { class: 'check' }, input, h('code', {}, input.value))))] });
  if (sure) set(key, { access: 'custom', permissions: boxes.filter((input) => input.checked).map((input) => input.value) });
}

async function setExpiry(key, set) {
  const at = h('input', { type: 'text', placeholder: '2027-01-01T00:00:00Z', value: key.expiresAt ?? '' });
  const sure = await ask({ title: `When ${key.key} expires`, confirm: 'Set', content: [field('Time, by the clock of the sandbox', at, 'empty: never')], check: async () => {
    if (at.value && Number.isNaN(Date.parse(at.value))) throw new Error('write it as 2027-01-01T00:00:00Z');
  } });
  if (sure) set(key, { expiresAt: at.value || null });
}

async function showDocuments(content, name, { signal }) {
  const list = wide('Documents');
  const draw = drawer(list, (data) => (data.length > 0 ? documentTable(data, name) : h('p', { class: 'empty' }, 'No document was uploaded, and the fixture has none.')));
  await keepFresh(changes, async () => draw((await control.get(control.box(name, 'documents'))).data), signal);
  fill(content, list);
}

function documentTable(data, name) {
  return [h('table', {}, heads('Document', 'Of', 'Type', 'Size', 'Stored'), h('tbody', {}, data.slice(0, 500).map((doc) => h('tr', {},
    h('td', {}, h('a', { href: control.address(control.box(name, 'documents', doc.id, 'content')), download: '' }, doc.name), h('span', { class: 'soft' }, ` document ${doc.id}`)),
    h('td', {}, `vendor ${doc.vendorId}`, doc.reviewId && [', ', h('a', { href: to(['world', 'reviews', String(doc.reviewId)]) }, `review ${doc.reviewId}`)], doc.questionnaireId && `, questionnaire ${doc.questionnaireId}`),
    h('td', {}, doc.type ?? '–', doc.contentType && h('span', { class: 'soft' }, ` ${doc.contentType}`)),
    h('td', { class: 'tabular' }, bytes(doc.size)),
    h('td', { class: 'tabular' }, moment(doc.createdAt)))))), rest(data, 500)];
}

async function showFixture(content, name) {
  const path = control.box(name, 'world');
  const area = h('textarea', { class: 'code', rows: '10', spellcheck: 'false', placeholder: 'vendors:\n  - {id: 1, name: Another name}' });
  const draft = keepDraft(area, `part of ${name}`, '');
  const file = h('input', { type: 'file', accept: '.yaml,.yml,.json' });
  const merge = () => attempt(() => control.patch(path, area.value, control.yaml), 'The world is changed');
  const replace = async () => {
    if (!file.files[0]) {
      await attempt(async () => { throw new Error('choose a fixture file first'); });
      return;
    }
    const text = await file.files[0].text();
    const sure = await ask({ title: `Replace the world of ${name}?`, confirm: 'Replace it', danger: true, content: [h('p', {}, 'All of its accounts, keys, vendors and reviews go. Clock, journal and checkpoints stay.')], check: () => control.put(path, text, control.yaml) });
    if (sure) attempt(async () => {}, 'The world is another one');
  };
  const text = await control.text(path, { format: 'yaml' });
  fill(content,
    section('Save it', h('p', { class: 'about' }, 'A fixture from which an equal world can be made.'),
      h('div', { class: 'row' }, h('a', { class: 'button main', href: control.address(`${path}?format=yaml`), download: `${name}.yaml` }, 'Save as YAML'), h('a', { class: 'button', href: control.address(`${path}?format=json`), download: `${name}.json` }, 'Save as JSON'))),
    section('Change records', h('p', { class: 'about' }, 'A part of a fixture. Each record is merged into the one of its id; another id is a new record. All of it is done, or none.'), field('Part of a fixture', area), h('div', { class: 'row after' }, button('Change', merge, { class: 'main' }), draft)),
    section('Replace it', h('div', { class: 'toolbar' }, field('Fixture file', file), button('Replace', replace, { class: 'danger' }))),
    section('What it is now', h('details', {}, h('summary', {}, bytes(text.length)), copyable(text.length > 200000 ? `${text.slice(0, 200000)}\n…` : text, 'world'))));
}
