import { el } from './dom.js';
import { count } from './format.js';

/** Differences shown; the API has the rest. */
const SHOWN = 12;

/** What applying the policy would change in effect, against what is deployed. */
export function changesOf({ changes, changesWhy }) {
  const title = el('h3', {}, 'What would change');
  if (changes === null) return [title, el('p', { class: 'muted' }, changesWhy)];
  if (changes.equal) return [title, el('p', {}, 'Nothing: every call is judged as it is today.')];
  const { differences, undecided } = changes;
  const rest = differences.length - SHOWN;
  return [
    title,
    el('ul', { class: 'changes-list' }, ...differences.slice(0, SHOWN).map(changeOf)),
    rest > 0 ? el('p', { class: 'muted' }, `And ${rest} more; the API has them.`) : null,
    ...undecided.map((why) => el('p', { class: 'muted' }, `Not decided: ${why}`)),
  ];
}

function changeOf({ change, words, before, after, recorded, recordedTotal }) {
  const requests = recorded.reduce((sum, { counts }) => sum + counts.ok, 0);
  const seen =
    recordedTotal === 0
      ? 'no recorded call'
      : `${recordedTotal} recorded ${recordedTotal === 1 ? 'operation' : 'operations'}, ${count(requests)} requests`;
  return el(
    'li',
    { 'data-change': change, 'data-recorded': String(recordedTotal > 0) },
    el('b', {}, change === 'newly-denied' ? 'Newly denied' : 'Newly allowed'),
    ' ',
    el('span', { class: 'witness' }, words),
    el('p', { class: 'muted' }, `before: ${saidBy(before)}; after: ${saidBy(after)}; ${seen}`),
  );
}

function saidBy({ verdict, by }) {
  if (by === null) return verdict === 'deny' ? 'no rule allows it' : `${verdict}, by no rule`;
  return `${verdict} by ${by.policy}${by.rule === null ? '' : `, rule ${by.rule}`}`;
}
