// Where one was in a view: how far it was scrolled, and what had the focus. The way back to
// an address leads to that place.

// places are those of the entries of the history that this page has shown. An entry has a name
// in its state, since one address may stand in the history many times.
const places = new Map();

// stored is where the place is while the page is loaded anew.
const stored = 'vsrsim.place';

let here;
let entries = 0;

// begin lets the page say where a view is scrolled to: the browser would do so before the view
// is there. It gives the place of before a reload.
export function begin() {
  history.scrollRestoration = 'manual';
  window.addEventListener('pagehide', () => sessionStorage.setItem(stored, JSON.stringify({ of: here, y: window.scrollY })));
  const left = JSON.parse(sessionStorage.getItem(stored));
  sessionStorage.removeItem(stored);
  here = entry();
  return left?.of === here ? left : undefined;
}

// move is called when the address is another one and the view is still that of before. It
// gives the place that one comes back to; that of a new entry is undefined.
export function move() {
  places.set(here, { y: window.scrollY, key: document.activeElement?.dataset.key });
  here = entry();
  return places.get(here);
}

function entry() {
  if (history.state?.entry) return history.state.entry;
  entries += 1;
  const name = `${performance.timeOrigin}-${entries}`;
  history.replaceState({ entry: name }, '');
  return name;
}

// restore leads to a place in a view that is filled.
export function restore({ y, key }, view) {
  window.scrollTo(0, y);
  if (key) view.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

// listOf is the list beside the details of what is chosen in it, which scrolls by itself.
const listOf = (view) => view.querySelector('.master .vendors');

// listPlace is how far such a list is scrolled.
export const listPlace = (view) => listOf(view)?.scrollTop ?? 0;

// revealChosen leads such a list to where it was, and to what is chosen.
export function revealChosen(view, y) {
  const list = listOf(view);
  const chosen = list?.querySelector('[aria-current]');
  if (!list) return;
  list.scrollTop = y;
  if (!chosen) return;
  const [{ top, bottom }, row] = [list.getBoundingClientRect(), chosen.getBoundingClientRect()];
  const end = Math.min(bottom, window.innerHeight);
  if (row.top < top || row.bottom > end) list.scrollTop += (row.top + row.bottom - top - end) / 2;
}
