// The address of a view is behind the sign #: it survives a reload, can be kept and sent,
// and asks the server for nothing. #/calls/default/00c0ffee?in=default

// NoSuch says that an address leads to nothing, as a review that is not there. It has links to
// what there is: pairs of address and text.
export class NoSuch extends Error {
  constructor(message, ...links) {
    super(message);
    this.name = 'NoSuch';
    this.links = links;
  }
}

// parse is the address of a view: its steps, and its query.
export function parse(hash = location.hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?', 2);
  return {
    steps: path.split('/').filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(query ?? '')),
  };
}

// decoded is a step as it was meant: one that somebody has typed may be none.
function decoded(step) {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

// at is the address of a view as a link has it.
export function at(steps, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== '' && value !== null && value !== undefined && value !== false);
  const search = new URLSearchParams(kept).toString();
  return `#/${steps.map(encodeURIComponent).join('/')}${search && `?${search}`}`;
}

// current is the sandbox that views are about, unless they name another one.
export const current = () => parse().query.in || 'default';

// to is the address of a view about the current sandbox.
export function to(steps, query = {}) {
  const box = query.in ?? current();
  return at(steps, { ...query, in: box === 'default' ? '' : box });
}

// go leads to an address. With replace, the way back does not lead to the one before.
export function go(address, { replace = false } = {}) {
  if (location.hash === address) return;
  if (replace) {
    history.replaceState(history.state, '', address);
  } else {
    location.hash = address;
  }
}
