// Values as people read them.

export const count = (n, noun, plural = `${noun}s`) => `${n.toLocaleString('en')} ${n === 1 ? noun : plural}`;

// time is a time of day with milliseconds, of a text such as 2026-11-22T12:30:45.678Z.
// Times are in UTC, as everywhere in the simulator.
export function time(text) {
  const [, seconds, fraction = ''] = /T(\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?/.exec(text) ?? [];
  return seconds ? `${seconds}.${fraction.padEnd(3, '0')}` : text;
}

export const date = (text) => text?.slice(0, 10) ?? '';

export const moment = (text) => (text ? `${date(text)} ${time(text)}` : '');

// statusKind is how an answer looks: an error is not wrong in itself, so only that there was
// no answer, and an error of the server, are red.
export function statusKind(status) {
  if (!status || status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return status >= 300 ? 'info' : 'good';
}

export const statusText = (status) => (status ? String(status) : 'no answer');

export function bytes(n) {
  if (n < 1024) return `${n} B`;
  return n < 1 << 20 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / (1 << 20)).toFixed(1)} MiB`;
}

// pretty is JSON with indents; what is no JSON stays as it is.
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// sentence begins in upper case and ends in a full stop.
export function sentence(text) {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

// placeIn is the parameter that is meant, or the property by its path, as
// socForm.findings.0.description; undefined if it is the whole.
export const placeIn = ({ name, pointer }) => name ?? pointer?.slice(1).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');

// clockWords say how a clock runs.
export function clockWords(clock) {
  if (clock.mode === 'frozen') return 'stands still';
  return clock.mode === 'offset' ? `runs ${offsetWords(clock.offset)}` : 'runs with the machine';
}

const offsetWords = (offset) => (offset.startsWith('-') ? `${short(offset.slice(1))} behind` : `${short(offset)} ahead`);

// short leaves out what is zero: 24h0m0s is 24h.
const short = (duration) => duration.replace(/([a-z])0s$/, '$1').replace(/([a-z])0m$/, '$1');
