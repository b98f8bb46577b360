import { policyPath } from './api.js';
import { chip, el, keepRows, setAttribute, setText } from './dom.js';
import { count, duration, percent } from './format.js';

const COLUMNS = ['state', 'name', 'callers', 'edges', 'good', 'coverage', 'policy'];
const LABELS = { callers: 'callers', edges: 'edges', good: 'good for', coverage: 'coverage' };

/** The list. `select(id)` is called for a click, Enter or Space on a row. */
export function showWorkloads(items, { detail, selected, select }) {
  const body = document.getElementById('workloads');
  keepRows(
    body,
    items,
    (item) => item.id,
    (item) => createRow(item.id, select),
    (row, item) => updateRow(row, item, detail, selected),
  );
  // One stop for the tab key; arrows go on from there.
  const stop =
    body.querySelector('tr:focus') ?? body.querySelector('[aria-selected="true"]') ?? body.firstElementChild;
  for (const row of body.children) setAttribute(row, 'tabindex', row === stop ? '0' : '-1');
}

function createRow(id, select) {
  const row = el(
    'tr',
    { tabindex: '-1' },
    ...COLUMNS.map((column) => el('td', { class: `c-${column}`, 'data-label': LABELS[column] })),
  );
  cell(row, 'state').append(chip('no-data'));
  cell(row, 'name').append(el('span', { class: 'muted' }), el('b'), el('span', { class: 'next-line' }));
  cell(row, 'callers').append(el('span'), el('span', { class: 'anonymous' }));
  cell(row, 'policy').append(el('a', { class: 'download' }));
  row.addEventListener('click', (event) => {
    if (!event.target.closest('a')) select(id);
  });
  row.addEventListener('keydown', (event) => onKey(event, row, () => select(id)));
  return row;
}

function cell(row, column) {
  return row.children[COLUMNS.indexOf(column)];
}

function onKey(event, row, choose) {
  if (event.target !== row) return;
  const to = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (to) {
    row.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
  if (event.key === 'Enter' || event.key === ' ') choose();
  if (to || event.key === ' ' || event.key === 'Enter') event.preventDefault();
}

function updateRow(row, item, detail, selected) {
  const state = item.states[detail];
  setAttribute(row, 'aria-selected', String(item.id === selected));
  const mark = cell(row, 'state').firstChild;
  setText(mark, state);
  setAttribute(mark, 'data-state', state);
  const [namespace, name, next] = cell(row, 'name').children;
  setText(namespace, `${item.namespace}/`);
  setText(name, item.name);
  setText(next, item.next);
  setAttribute(row, 'title', item.id);
  const [total, anonymous] = cell(row, 'callers').children;
  setText(total, count(item.callers.total));
  setText(anonymous, item.callers.anonymous > 0 ? `${count(item.callers.anonymous)} anonymous` : '');
  setText(cell(row, 'edges'), count(item.edges[detail]));
  setText(cell(row, 'good'), duration(item.goodForSeconds));
  setText(cell(row, 'coverage'), percent(item.coverageShare));
  updateLink(cell(row, 'policy').firstChild, item, detail, state === 'stable');
}

function updateLink(link, item, detail, stable) {
  link.hidden = item.withheld[detail] !== null;
  setAttribute(link, 'href', policyPath(item.id, detail, stable));
  setAttribute(link, 'data-draft', stable ? null : '');
  setAttribute(link, 'aria-label', `${stable ? 'policy' : 'draft policy'} of ${item.id}`);
  setText(link, stable ? 'policy.yaml' : 'draft');
}
