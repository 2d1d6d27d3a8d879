// What happens in the simulator, as it happens: the stream of the control API or, where
// there is none, a look every now and then.

import { address, get } from './control.js';

const types = ['call', 'rule', 'violation', 'hint', 'sandbox', 'clock', 'wait', 'scenario', 'world', 'checkpoint', 'journal', 'report', 'missed'];

// pause is how long the page waits between two looks, and retry how long until it tries
// for a stream again; in milliseconds.
const pause = 1500;
const retry = 30000;

const readers = new Set();
const watchers = new Set();
let state = 'connecting';
let source;
let timer;

// watch calls run with each event of some types, and with null after whatever may have been
// missed, until the signal.
export function watch(wanted, run, signal) {
  if (signal?.aborted) return;
  const reader = { wanted: new Set(wanted), run };
  readers.add(reader);
  signal?.addEventListener('abort', () => readers.delete(reader));
}

// watchConnection says how the page hears of what happens: connecting, live, polling, down.
export function watchConnection(run) {
  watchers.add(run);
  run(state);
}

function become(next) {
  if (state === next) return;
  state = next;
  watchers.forEach((run) => run(state));
}

function tell(type, data) {
  for (const reader of [...readers]) {
    if (type === null || reader.wanted.has(type)) reader.run(type === null ? null : { type, ...data });
  }
}

// start listens. It is called once it is known that the caller may.
export function start() {
  stop();
  source = new EventSource(address('events'));
  source.addEventListener('open', () => {
    become('live');
    tell(null); // of what has happened since the views were loaded
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) poll(Date.now());
    else become('down'); // the browser tries again by itself
  });
  for (const type of types) {
    source.addEventListener(type, (event) => (type === 'missed' ? tell(null) : tell(type, JSON.parse(event.data))));
  }
}

// A browser opens six connections to an address at a time, for all of its tabs: one that
// nobody looks at keeps none.
document.addEventListener('visibilitychange', () => {
  if (!source) return;
  if (document.hidden) stop();
  else start();
});

export function stop() {
  source?.close();
  clearTimeout(timer);
  become('connecting');
}

// poll looks whether the simulator is there, and lets all readers look for themselves.
async function poll(since) {
  if (Date.now() - since > retry) {
    start();
    return;
  }
  try {
    await get('/health');
    become('polling');
    if (!document.hidden) tell(null);
  } catch {
    become('down');
  }
  timer = setTimeout(poll, pause, since);
}

// keepFresh loads something now and whenever it may have changed: soon after an event of
// some types, never twice at a time and not too often. about says which events concern it.
// It throws if the first load fails: there is nothing to show then. What fails later leaves
// what is shown as it is.
export function keepFresh(wanted, load, signal, about = () => true) {
  let running = false;
  let again = false;
  let waiting;
  const run = async (isFirst = false) => {
    if (signal.aborted) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await load();
    } catch (error) {
      if (isFirst && !signal.aborted) throw error;
      if (!signal.aborted) console.info('could not be read:', error.message);
    } finally {
      running = false;
    }
    if (again) {
      again = false;
      soon();
    }
  };
  const soon = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      run();
    }, 150);
  };
  watch(wanted, (event) => (event === null || about(event)) && soon(), signal);
  signal.addEventListener('abort', () => clearTimeout(waiting));
  return run(true);
}
