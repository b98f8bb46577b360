import { policyPath } from './api.js';
import { changesOf } from './changes.js';
import { deniedOf } from './denied.js';
import { chip, el, setChildren } from './dom.js';
import { ago, count, duration, moment, percent } from './format.js';

/**
 * The selected workload: gates, callers, findings, policy. Each part is redrawn only when its data changed.
 */
export function showWorkload(root, data, detail) {
  if (root.dataset.of !== data.workload.id) {
    root.dataset.of = data.workload.id;
    root.replaceChildren(
      ...['title', 'gates', 'callers', 'denied', 'findings', 'changes', 'policy'].map((part) =>
        el('div', { class: part }),
      ),
    );
  }
  const [title, gates, callers, denied, findings, changes, policy] = root.children;
  const { workload, edges, recommendation } = data;
  const readiness = workload.readiness[detail];
  const stable = readiness.state === 'stable';
  setChildren(title, [workload.next, readiness, workload.coveredDays, detail], () =>
    titleOf(workload, readiness),
  );
  setChildren(gates, readiness.gates, () => gatesOf(readiness.gates));
  // Ages in the table move with the clock, so it is redrawn at most once a minute for them.
  setChildren(callers, [edges.items, detail, Math.floor(Date.now() / 60_000)], () => callersOf(edges));
  setChildren(denied, [data.denied, Math.floor(Date.now() / 60_000)], () => deniedOf(data.denied));
  setChildren(findings, workload.findings, () => findingsOf(workload.findings));
  setChildren(changes, [recommendation.changes, recommendation.changesWhy], () => changesOf(recommendation));
  setChildren(policy, [recommendation.yaml, recommendation.withheld, detail, stable], () => {
    return policyOf(workload, recommendation, detail, stable);
  });
}

export function showNothing(root, text) {
  delete root.dataset.of;
  root.replaceChildren(el('p', { class: 'empty' }, text));
}

function titleOf(workload, { state, goodForSeconds, risk, backtest }) {
  const facts = [
    ['Good for', duration(goodForSeconds)],
    ['Unseen', percent(risk.unseen)],
    ['Rollout', percent(risk.rollout)],
    ['Backtest', percent(backtest)],
    ['Covered', `${workload.coveredDays.toFixed(1)} days`],
  ];
  return [
    el('h2', {}, el('span', { class: 'muted' }, `${workload.namespace}/`), workload.name, ' ', chip(state)),
    el('p', { class: 'next' }, workload.next),
    el(
      'dl',
      { class: 'facts' },
      ...facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
    ),
  ];
}

function gatesOf(gates) {
  const items = gates.map((gate) => {
    const clears =
      gate.passed || gate.clearsAt === null
        ? null
        : el('span', { class: 'clears' }, `clears ${moment(gate.clearsAt)}`);
    return el(
      'li',
      { 'data-passed': String(gate.passed) },
      el('span', { class: 'mark', 'aria-hidden': 'true' }, gate.passed ? '✓' : '✗'),
      el('span', { class: 'hidden' }, gate.passed ? 'passed:' : 'fails:'),
      el('b', {}, gate.id),
      el('span', { class: 'why' }, gate.why, clears && ' ', clears),
    );
  });
  return [el('h3', {}, 'Gates'), el('ul', { class: 'gates-list' }, ...items)];
}

function callersOf({ items, nextCursor }) {
  const head = ['Caller', 'ok', 'failed', 'denied', 'Seen', 'Days'];
  const table = el(
    'table',
    { class: 'edges' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        ...head.map((name, i) =>
          el('th', { scope: 'col', class: i > 0 && name !== 'Seen' ? 'number' : '' }, name),
        ),
      ),
    ),
    el('tbody', {}, ...items.map((edge) => edgeRow(edge))),
  );
  return [
    el('h3', {}, 'Callers'),
    items.length === 0
      ? el('p', { class: 'empty' }, 'No calls seen.')
      : el('div', { class: 'scroll' }, table),
    nextCursor === null
      ? null
      : el('p', { class: 'muted' }, `The first ${items.length}; the API has the rest.`),
  ];
}

function edgeRow(edge) {
  const { ok, failed, denied } = edge.counts;
  const caller = edge.principal ?? `anonymous: ${edge.anonymousReason}`;
  const badges = [
    edge.evidence && edge.thin ? 'thin' : null,
    edge.evidence ? null : 'no evidence',
    edge.reporter === 'source' ? 'source' : null,
  ];
  const number = (n) => el('td', { class: 'number', 'data-zero': n === 0 }, count(n));
  const time = (at) => el('time', { datetime: at, title: at }, ago(at));
  return el(
    'tr',
    { 'data-anonymous': edge.principal === null },
    el(
      'td',
      { class: 'caller' },
      el('span', { class: 'who' }, caller),
      ...badges.filter(Boolean).map((badge) => el('span', { class: 'badge' }, badge)),
      el('span', { class: 'what' }, operationOf(edge)),
    ),
    number(ok),
    number(failed),
    number(denied),
    el(
      'td',
      { class: 'seen' },
      time(edge.lastSeen),
      el('span', { class: 'muted' }, 'first ', time(edge.firstSeen)),
    ),
    el('td', { class: 'number' }, String(edge.days)),
  );
}

function operationOf({ port, protocol, method, path }) {
  return [`${port}/${protocol}`, method, path].filter(Boolean).join(' ');
}

function findingsOf(findings) {
  if (findings.length === 0) return [];
  const items = findings.map((finding) => {
    return el(
      'li',
      { 'data-severity': finding.severity },
      el('b', {}, finding.title),
      el('p', {}, finding.why),
      el('p', {}, finding.whatToDo),
    );
  });
  return [el('h3', {}, 'Findings'), el('ul', { class: 'findings-list' }, ...items)];
}

function policyOf(workload, { yaml, withheld }, detail, stable) {
  const mark = stable ? null : el('span', { class: 'draft-mark' }, 'draft: denies nothing');
  if (yaml === null) {
    const why = withheld ? `Withheld (${withheld.reason}): ${withheld.why}` : 'There is no policy.';
    return [el('h3', {}, 'Policy'), el('p', { class: 'empty' }, why)];
  }
  const text = el('pre', { tabindex: '0', 'aria-label': 'Policy as YAML' }, yaml);
  const copy = el('button', { type: 'button', onclick: () => copyText(copy, text) }, 'Copy');
  const download = el(
    'a',
    {
      class: 'download',
      href: policyPath(workload.id, detail, stable),
      'data-draft': !stable,
    },
    stable ? 'policy.yaml' : 'draft',
  );
  return [el('div', { class: 'bar' }, el('h3', {}, 'Policy'), mark, copy, download), text];
}

async function copyText(button, text) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = 'Copied';
  } catch {
    // Without a secure context there is no clipboard: then it is selected, ready for the keys.
    getSelection().selectAllChildren(text);
    button.textContent = 'Selected';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 1500);
}
