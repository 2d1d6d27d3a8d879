// Makes elements. Nothing here reads HTML: what clients have sent becomes text, whatever
// it looks like.

// h makes an element: h('a', { class: 'tag', href: '#/calls', onclick: run }, 'text', child).
// What is null, undefined or false is left out, of attributes and of children.
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    set(element, key, value);
  }
  element.append(...nodes(children));
  return element;
}

// These are set as properties: their attributes are only what they begin with.
const properties = new Set(['value', 'checked', 'disabled', 'selected', 'open', 'indeterminate']);

function set(element, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
  else if (properties.has(key)) element[key] = value;
  else element.setAttribute(key, value === true ? '' : String(value));
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== '');
}

// fill replaces what is in an element. Who had the focus there keeps it, if what comes has
// an element of the same id or data-key: a page that shows what happens must not take the
// focus from who reads it.
export function fill(element, ...children) {
  const restore = held(element);
  element.replaceChildren(...nodes(children));
  restore();
  return element;
}

function held(element) {
  const active = document.activeElement;
  if (!active || active === element || !element.contains(active)) return () => {};
  const { id } = active;
  const key = active.dataset.key;
  return () => {
    const again = id ? document.getElementById(id) : key && element.querySelector(`[data-key="${CSS.escape(key)}"]`);
    again?.focus({ preventScroll: true });
  };
}

// drawer is fill for data that is asked for again and again: nothing is touched while it
// stays the same.
export function drawer(element, draw) {
  let last;
  return (data, ...more) => {
    const text = JSON.stringify([data, more]);
    if (text === last) return;
    last = text;
    fill(element, draw(data, ...more));
  };
}

// button is a button that does something and says so if it fails.
export function button(text, run, attributes) {
  return h('button', { type: 'button', ...attributes, onclick: run }, text);
}

// scrolling takes the focus only while there is more than is seen: the keyboard scrolls it
// then, and need not stop at it otherwise.
const sizes = new ResizeObserver((changes) => new Set(changes.map(({ target }) => target.closest('[data-scrolls]'))).forEach(measure));

function measure(element) {
  if (!element) return; // it has left the page
  hint(element);
  if (element.dataset.scrolls === 'by keys too' && (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight + 1)) element.setAttribute('tabindex', '0');
  else if (element !== document.activeElement) element.removeAttribute('tabindex');
}

// hint marks on which sides of an element there is more than is seen.
function hint(element) {
  element.classList.toggle('more-before', element.scrollLeft > 1);
  element.classList.toggle('more-after', element.scrollLeft + element.clientWidth < element.scrollWidth - 1);
}

// hinting lets an element whose content may be wider than it is show that there is more. What is
// in it may become another one.
export function hinting(element) {
  element.dataset.scrolls ??= 'sideways';
  const watch = () => [element, ...element.children].forEach((one) => sizes.observe(one));
  new MutationObserver(watch).observe(element, { childList: true });
  element.addEventListener('scroll', () => hint(element), { passive: true });
  watch();
  return element;
}

// scrolling is an element whose content may be larger than it is. what says what it has.
export function scrolling(element, what) {
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', what);
  element.dataset.scrolls = 'by keys too';
  return hinting(element);
}

// wide is a table, or whatever may be wider than its place.
export const wide = (what, ...content) => scrolling(h('div', { class: 'scroll' }, content), what);

let ids = 0;

// id is one that no other element has.
export function id(what) {
  ids += 1;
  return `${what}-${ids}`;
}

// section is a part of a view that has a heading and is found by it.
export function section(title, ...children) {
  const heading = id('section');
  return h('section', { 'aria-labelledby': heading }, h('h2', { id: heading }, title), children);
}

// field is a control with its label.
export function field(label, control, hint) {
  control.id ||= id('field');
  const about = hint && h('span', { class: 'hint', id: `${control.id}-hint` }, hint);
  if (about) control.setAttribute('aria-describedby', about.id);
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, about);
}

// options are those of a select: texts, or pairs of value and text.
export function options(values, chosen) {
  return values.map((value) => {
    const [key, text] = Array.isArray(value) ? value : [value, value];
    return h('option', { value: key, selected: key === chosen }, text);
  });
}
