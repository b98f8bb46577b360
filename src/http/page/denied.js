import { el } from './dom.js';
import { ago, count } from './format.js';

/** What was denied: what the proxy named, and what the policies that are deployed say. Nothing where nothing was. */
export function deniedOf({ items, nextCursor, policiesKnown, pastBound }) {
  const beyond = pastBound.enforced + pastBound.dryRun;
  if (items.length === 0 && beyond === 0) return [];
  return [
    el('h3', {}, 'Denied calls'),
    el('p', { class: 'muted' }, 'Kept and shown, never learned.', policiesKnown ? null : ` ${UNKNOWN}`),
    items.length === 0 ? null : el('ul', { class: 'denied-list' }, ...items.map(itemOf)),
    nextCursor === null
      ? null
      : el('p', { class: 'muted' }, `The first ${items.length}; the API has the rest.`),
    beyond === 0
      ? null
      : el('p', { class: 'muted' }, `${count(beyond)} more denied calls were too many to keep apart.`),
  ];
}

const UNKNOWN = 'No inventory tells which policies are deployed, so there is no second opinion.';

function itemOf(item) {
  const caller = item.principal ?? `anonymous: ${item.anonymousReason}`;
  const facts = [
    ['The proxy', namedOf(item)],
    ['The policies', ...saidOf(item)],
    ['Nearest', item.nearest === null ? null : ruleOf(item.nearest)],
  ];
  return el(
    'li',
    { 'data-anonymous': item.principal === null },
    el(
      'div',
      { class: 'call' },
      el('span', { class: 'who' }, caller),
      item.enforced ? null : el('span', { class: 'badge' }, 'on trial: let through'),
      el('span', { class: 'what' }, operationOf(item)),
    ),
    el(
      'div',
      { class: 'times' },
      el('b', {}, `${count(item.count)} ×`),
      ' ',
      el('time', { class: 'muted', datetime: item.lastSeen, title: item.lastSeen }, ago(item.lastSeen)),
    ),
    el(
      'dl',
      {},
      ...facts
        .filter(([, value]) => value !== null)
        .flatMap(([name, ...value]) => [el('dt', {}, name), el('dd', {}, ...value)]),
    ),
  );
}

function operationOf({ port, protocol, method, path, sample }) {
  const seen = sample === null ? null : `(as ${sample})`;
  return [`${port}/${protocol}`, method, path, seen].filter(Boolean).join(' ');
}

function ruleOf({ policy, rule }) {
  return rule === null ? policy : `${policy} rule[${rule}]`;
}

function namedOf({ named, filter }) {
  if (named === null) return filter ?? 'no ALLOW policy matches';
  return filter === null ? ruleOf(named) : `${ruleOf(named)}: ${filter}`;
}

const AGREES = { true: '✓ the same', false: '✗ otherwise', null: '–' };

function saidOf({ evaluator, agrees }) {
  if (evaluator === null) return [null];
  const answer = el('b', { 'data-agrees': String(agrees) }, AGREES[String(agrees)]);
  return [answer, ` ${evaluator.verdict}: ${evaluator.why}`];
}
