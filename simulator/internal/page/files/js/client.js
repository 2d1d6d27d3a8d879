// Calls to the simulated API, as a client sends them: for curl, and from the page itself.

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

// keyIn is a key as a client sends it to work in a sandbox.
export const keyIn = (key, sandbox) => (sandbox === 'default' ? key : `${key}@${sandbox}`);

// curl is the command that sends a call: its method, url, headers as pairs, and its body, or
// the pairs of its form.
export function curl({ method, url, headers = [], body, form }) {
  const lines = [method === 'GET' ? `curl ${quote(url)}` : `curl -X ${method} ${quote(url)}`];
  lines.push(...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`));
  lines.push(...(form ?? []).map(([name, value]) => `-F ${quote(`${name}=${value instanceof File ? `@${value.name}` : value}`)}`));
  if (body) lines.push(`--data-binary ${quote(body)}`);
  return lines.join(' \\\n  ');
}

// These are written by curl itself, or name what is masked.
const ownHeaders = new Set(['host', 'content-length', 'authorization', 'user-agent', 'accept-encoding', 'connection', 'transfer-encoding', 'expect']);

// curlOf is the command that sends a call of the journal again. Of a file the journal has no
// bytes: a file of the same name stands in.
export function curlOf(call, base) {
  const { method, path, query, header = {}, body, parts } = call.request;
  const headers = [];
  if (call.key) headers.push(['Authorization', `Bearer ${keyIn(call.key, call.sandbox)}`]);
  for (const [name, values] of Object.entries(header)) {
    if (ownHeaders.has(name.toLowerCase()) || name.startsWith('Sec-') || (parts && name === 'Content-Type')) continue;
    headers.push(...values.map((value) => [name, value]));
  }
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const url = new URL(base).origin + encoded + (query ? `?${query}` : '');
  const form = parts?.map((part) => [part.name, part.fileName ? `@${part.fileName}` : part.value]);
  return curl({ method, url, headers, body, form });
}

// here is the address of the control API, where the page has its cookie.
const here = new URL('.', document.baseURI).href;

// send sends a call from the page and gives its answer. The page may call the address that
// it came from alone.
export async function send({ method, url, headers = [], body }) {
  const response = await fetch(url, { method, headers, body, cache: 'no-store', credentials: url.startsWith(here) ? 'same-origin' : 'omit' });
  return { status: response.status, call: response.headers.get('Sim-Call'), headers: [...response.headers], body: await response.text() };
}

// reaches tells whether the page may call an address.
export const reaches = (url) => new URL(url).origin === location.origin;
