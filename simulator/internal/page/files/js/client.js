// Calls to the simulated API, as a client sends them: for curl, and from the page itself.

// quote is a text as a shell takes it. What cannot be seen is written as an escape, a line break
// too: a terminal that the text is pasted to would take some of it for keys.
function quote(text) {
  if (text.includes('\0')) throw new Error('it has a byte 0, which no command can have');
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${text.replace(/['\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}!]/gu, inBytes)}'`;
}

const inBytes = (text) => [...new TextEncoder().encode(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

// keyIn is a key as a client sends it to work in a sandbox.
export const keyIn = (key, sandbox) => (sandbox === 'default' ? key : `${key}@${sandbox}`);

// word is a text as a shell takes it: what needs no quotes has none.
const word = (text) => (/^[\w.-]+$/.test(text) ? text : quote(text));

// inForm is the name of a file as curl takes it in a form: what parts its options means nothing
// there.
const inForm = (text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

// filePart is a file of a form. What stands before the first = is the name, and what else than
// a plain type stands behind type= are options: they name files to read. A file - would be what
// is typed, and one in another folder is none that was sent.
function filePart(name, file) {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? `;type=${file.type}` : '';
  const here = /^-$|\//.test(file.name) ? `${inForm(`./${file.name.split('/').at(-1)}`)};filename=${inForm(file.name)}` : inForm(file.name);
  return `${name.replaceAll('=', '%3D')}=@${here}${type}`;
}

// curl is the command that sends a call: its method, url, headers as pairs, and its body, or
// the pairs of its form. Nothing in them is for the shell or for curl itself, which would read
// files, or send other calls. A target stands in the request for what the url has.
export function curl({ method, url, target, headers = [], body, form }) {
  const lines = [['curl', /[[\]{}]/.test(url) && '--globoff', url.includes('/.') && '--path-as-is', ...methodOf(method, body ?? form), quote(url)].filter(Boolean).join(' ')];
  if (target !== undefined) lines.push(`--request-target ${quote(target)}`);
  lines.push(...headers.map(([name, value]) => `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`));
  lines.push(...(form ?? []).map(([name, value]) => (value instanceof File ? `-F ${quote(filePart(name, value))}` : `--form-string ${quote(`${name}=${value}`)}`)));
  if (body && method !== 'HEAD') {
    if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) lines.push("-H 'Content-Type:'"); // or curl makes one up
    lines.push(`--data-raw ${quote(body)}`);
  }
  return lines.join(' \\\n  ');
}

function methodOf(method, hasBody) {
  if (method === 'HEAD') return ['--head'];
  return method === 'GET' && !hasBody ? [] : ['-X', word(method)];
}

// These are written by curl itself, or name what is masked.
const ownHeaders = new Set(['host', 'content-length', 'authorization', 'user-agent', 'accept-encoding', 'connection', 'transfer-encoding', 'expect']);

// curlOf is the command that sends a call of the journal again. Of a file the journal has no
// bytes: a file of the same name stands in.
export function curlOf(call, base) {
  const { method, path, query, header = {}, body, parts, truncated } = call.request;
  if (truncated) throw new Error(`the journal does not have all of its ${truncated.join(', ')}`);
  const headers = [];
  if (call.key) headers.push(['Authorization', `Bearer ${keyIn(call.key, call.sandbox)}`]);
  for (const [name, values] of Object.entries(header)) {
    if (ownHeaders.has(name.toLowerCase()) || name.startsWith('Sec-') || (parts && name === 'Content-Type')) continue;
    headers.push(...values.map((value) => [name, value]));
  }
  const target = path + (query ? `?${query}` : '');
  const { origin } = new URL(base);
  // What is no path could become a part of the host, and what stands behind # is not sent.
  const to = /^\/[^#]*$/.test(target) ? { url: origin + target } : { url: origin, target };
  const form = parts?.map((part) => [part.name, part.fileName ? new File([], part.fileName, { type: part.contentType ?? '' }) : part.value ?? '']);
  return curl({ method, ...to, headers, body, form });
}

// here is the address of the control API, where the page has its cookie.
const here = new URL('.', document.baseURI).href;

// send sends a call from the page and gives its answer. The page may call the address that
// it came from alone. onPart is given what has come of a body so far. A signal ends the waiting:
// the answer is what has come until then, or null.
export async function send({ method, url, headers = [], body }, { signal, onPart } = {}) {
  let answer = null;
  try {
    const response = await fetch(url, { method, headers, body, signal, cache: 'no-store', credentials: url.startsWith(here) ? 'same-origin' : 'omit' });
    answer = { status: response.status, call: response.headers.get('Sim-Call'), headers: [...response.headers], body: '' };
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader.read()) {
      answer.body += part.value;
      onPart?.(answer.body);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
    if (answer) answer.stopped = true;
  }
  return answer;
}

// reaches tells whether the page may call an address.
export const reaches = (url) => new URL(url).origin === location.origin;
