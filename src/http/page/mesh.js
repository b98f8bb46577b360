import { el, setChildren, setText } from './dom.js';
import { count, percent } from './format.js';

const STATES = ['stable', 'stabilising', 'learning', 'drifting', 'stale', 'no-data'];

/** Header, banners and tiles. */
export function showMesh(mesh, detail) {
  setText(document.getElementById('cluster'), mesh.cluster);
  showBanners(mesh);
  const tiles = document.getElementById('tiles');
  setChildren(tiles, [mesh.totals, mesh.coverage, mesh.states[detail], mesh.findings, detail], () => [
    statesTile(mesh, detail),
    tile('Edges', count(mesh.totals.edges[detail]), `${count(mesh.totals.requests.ok)} successful requests`),
    tile('Telemetry coverage', percent(mesh.coverage.telemetry), 'of the last 7 days, mean of the workloads'),
    tile(
      'Policy coverage',
      percent(mesh.coverage.policy[detail]),
      `of the last day's requests, at ${detail}`,
    ),
    recordsTile(mesh.totals.records),
    findingsTile(mesh),
  ]);
}

function tile(name, value, note, ...more) {
  return el(
    'div',
    { class: 'tile' },
    el('span', { class: 'tile-name' }, name),
    el('strong', {}, value),
    ...more,
    el('span', { class: 'muted' }, note),
  );
}

function statesTile(mesh, detail) {
  const states = mesh.states[detail];
  const there = STATES.filter((state) => states[state] > 0);
  const bar = el('span', { class: 'states', 'aria-hidden': 'true' });
  for (const state of there) {
    const part = el('span', { 'data-state': state });
    part.style.flexGrow = String(states[state]);
    bar.append(part);
  }
  const note = there.map((state) => `${states[state]} ${state}`).join(', ') || 'none seen yet';
  return tile('Workloads', count(mesh.totals.workloads), note, bar);
}

function recordsTile({ received, evidence, kept, dropped }) {
  const note = `${count(evidence)} evidence, ${count(kept)} kept, ${count(dropped)} dropped`;
  return tile('Records', count(received), note);
}

function findingsTile({ findings }) {
  const total = findings.critical + findings.warning + findings.info;
  const warnings = findings.warning === 1 ? 'warning' : 'warnings';
  const note = `${findings.critical} critical, ${findings.warning} ${warnings}`;
  return tile('Findings', count(total), total === 0 ? 'nothing to say' : note);
}

function showBanners(mesh) {
  const broken = mesh.health.parts.filter((part) => !part.ready);
  const banners = document.getElementById('banners');
  setChildren(banners, [mesh.scaledTime, mesh.timeUnit, mesh.unauthenticated, broken], () => [
    mesh.scaledTime
      ? banner(
          'scaled',
          'Time is scaled',
          `One day of learning lasts ${mesh.timeUnit}. This is a demonstration: enforce nothing from here.`,
        )
      : null,
    mesh.unauthenticated
      ? banner('open', 'Telemetry is not authenticated', 'Anyone who reaches the listeners can teach policy.')
      : null,
    ...broken.map((part) => banner('open', `Not ready: ${part.name}`, part.why)),
  ]);
}

function banner(kind, title, text) {
  return el('p', { class: `banner ${kind}` }, el('strong', {}, title), ` ${text}`);
}
