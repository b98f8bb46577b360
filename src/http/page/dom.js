/**
 * Elements without HTML text: names, paths and principals come from whoever calls the mesh, so text is only
 * ever set as text. Setting is skipped where nothing changed: a selection, a focus and a scroll position
 * survive the polling.
 */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class') node.className = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/**
 * Replaces the children only when `fingerprint` (what they are made from) is another one than the last time.
 */
export function setChildren(node, fingerprint, make) {
  const text = JSON.stringify(fingerprint);
  if (made.get(node) === text) return;
  made.set(node, text);
  node.replaceChildren(...make().filter((child) => child !== null));
}
const made = new WeakMap();

/** One row for each item, kept as long as its key is there. */
export function keepRows(parent, items, keyOf, create, update) {
  const old = new Map([...parent.children].map((row) => [row.dataset.key, row]));
  let at = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let row = old.get(key);
    old.delete(key);
    if (!row) {
      row = create(item);
      row.dataset.key = key;
    }
    update(row, item);
    if (row === at) at = at.nextElementSibling;
    else parent.insertBefore(row, at);
  }
  for (const row of old.values()) row.remove();
}

export function chip(state) {
  return el('span', { class: 'chip', 'data-state': state }, state);
}
