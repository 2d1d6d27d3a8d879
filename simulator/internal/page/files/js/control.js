// The client of the control API. All that the page knows and does goes this way.

// Refusal is an answer of the control API that is none of success.
export class Refusal extends Error {
  constructor(status, message, body) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
  }
}

// Unreachable says that no answer came at all.
export class Unreachable extends Error {
  constructor() {
    super('The simulator does not answer.');
    this.name = 'Unreachable';
  }
}

// inPage is what the control API says, without the calls that it advises: who sits before the
// page has buttons.
const inPage = (message) => message?.replace(/[:;,] [^:;]*\b(GET|PUT|POST|PATCH|DELETE) \/[^]*$/, '');

// here is the address of the control API: the page stands at its top.
const here = new URL('.', document.baseURI);

export const address = (path) => new URL(path.replace(/^\//, ''), here).href;

let onLocked = () => {};

// whenLocked says what to do when the token is asked for.
export function whenLocked(run) { onLocked = run; }

// ask sends a call and gives what is answered: JSON as a value, all else as text.
async function ask(method, path, { body, type, accept, signal, query } = {}) {
  const url = new URL(address(path));
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== '' && value !== null && value !== undefined && value !== false) url.searchParams.append(key, value);
  }
  const headers = { Accept: accept ?? 'application/json' };
  if (body !== undefined) headers['Content-Type'] = type ?? 'application/json';
  const [response, text] = await answerOf(fetch(url, {
    method, signal, headers, cache: 'no-store', credentials: 'same-origin',
    body: body === undefined || type ? body : JSON.stringify(body),
  }));
  const isJSON = response.headers.get('Content-Type')?.startsWith('application/json');
  const value = isJSON && accept !== 'text' ? parse(text) : text;
  if (response.ok) return value;
  if (response.status === 401) onLocked();
  throw new Refusal(response.status, inPage(value?.message) ?? `the answer is a ${response.status}`, value);
}

// answerOf is an answer with its text. A browser throws a TypeError if none comes.
async function answerOf(sent) {
  try {
    const response = await sent;
    return [response, await response.text()];
  } catch (error) {
    throw error.name === 'AbortError' ? error : new Unreachable();
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const get = (path, query, more) => ask('GET', path, { query, ...more });
export const text = (path, query, more) => ask('GET', path, { query, accept: '*/*', ...more });
export const post = (path, body, more) => ask('POST', path, { body, ...more });
export const put = (path, body, more) => ask('PUT', path, { body, ...more });
export const patch = (path, body, more) => ask('PATCH', path, { body, ...more });
export const remove = (path, more) => ask('DELETE', path, more);

// machineTime is what the clock of the machine shows that the simulator runs on, in milliseconds.
// The simulator says it to the second, which is enough to know whether the browser goes by another.
export async function machineTime() {
  const response = await fetch(address('/health'), { cache: 'no-store' });
  const middle = Date.parse(response.headers.get('Date')) + 500;
  const own = Date.now();
  return Math.abs(middle - own) < 1500 ? own : middle;
}

export const yaml = { type: 'application/yaml' };

// step is a text as a part of a path. No address can have "", "." and "..": a browser would
// call another one instead. what says what is missing of an empty one.
export function step(text, what = 'A name') {
  if (/^\.{0,2}$/.test(text)) throw new Error(text === '' ? `${what} is missing` : `"${text}" can be no name`);
  return encodeURIComponent(text);
}

// box is the path of a sandbox, and of what is in it: box('s', 'journal', id).
export const box = (name, ...steps) => `/sandboxes/${[name, ...steps].map((one) => step(one)).join('/')}`;

// call is the path of a call in the journal of its sandbox.
export const call = (sandbox, id, ...steps) => box(sandbox, 'journal', id, ...steps);
