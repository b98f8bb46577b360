import { expect, it } from 'vitest';
import type { WatchState, WatchStatus } from './cluster-port.ts';
import { watchFindings } from './watch-findings.ts';

const watch = (resource: string, state: WatchState, why: string | null = null): WatchStatus => ({
  resource,
  state,
  heardAt: 1,
  why,
  rule: state === 'forbidden' ? 'apiGroups: [""]' : null,
});

const summary = (watches: readonly WatchStatus[], missing: string | null = null, broken = false) =>
  watchFindings(watches, { missing, broken }).map(({ id, severity, rows }) => ({ id, severity, rows }));

it('has nothing to say of a cluster that is known', () => {
  expect(summary([watch('pods', 'synced'), watch('services', 'synced')])).toEqual([]);
});

it.each([
  [watch('services', 'forbidden'), 'watch-forbidden', 'warning', 'services\napiGroups: [""]'],
  [watch('pods', 'forbidden'), 'watch-forbidden', 'critical', 'pods\napiGroups: [""]'],
  [watch('services', 'stale', 'reset'), 'watch-down', 'warning', 'services: reset'],
  [watch('pods', 'connecting', 'refused'), 'watch-down', 'critical', 'pods: refused'],
  [
    watch('gateways.networking.istio.io', 'absent'),
    'resource-absent',
    'info',
    'gateways.networking.istio.io',
  ],
  [watch('services', 'synced', 'web: no ports'), 'objects-unreadable', 'warning', 'services: web: no ports'],
])('$resource $state', (status, id, severity, row) => {
  expect(summary([status, watch('namespaces', 'synced')])).toEqual([{ id, severity, rows: [row] }]);
});

it('says why no cluster is watched', () => {
  expect(summary([], 'not in a cluster')).toEqual([
    { id: 'cluster-missing', severity: 'info', rows: ['not in a cluster'] },
  ]);
  expect(summary([], 'kubeconfig /x is empty', true)).toMatchObject([{ severity: 'warning' }]);
});

it('takes what several watches have in common together, in their order', () => {
  const rows = summary([watch('secrets', 'stale'), watch('nodes', 'connecting'), watch('jobs', 'stale')]);
  expect(rows).toEqual([{ id: 'watch-down', severity: 'warning', rows: ['nodes', 'secrets', 'jobs'] }]);
});
