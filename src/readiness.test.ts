import { expect, it } from 'vitest';
import type { InventorySource, WatchState } from './cluster-port.ts';
import type { KnownFrom } from './inventory-source.ts';
import { readinessOf } from './readiness.ts';

const NONE = { source: null, missing: null, broken: false, ownNamespace: null };

function watched(state: WatchState, why: string | null): InventorySource {
  return {
    from: 'https://10.96.0.1, in cluster',
    follow: async () => ({ [Symbol.asyncDispose]: async () => {} }),
    certainUntil: () => 0,
    watches: () => [
      { resource: 'services', state: 'synced', heardAt: 1, why: null, rule: null },
      { resource: 'pods', state, heardAt: 1, why, rule: null },
    ],
  };
}

function kubernetes(known: Partial<KnownFrom>) {
  const facts = { stored: true, alsAddress: '127.0.0.1:1', known: { ...NONE, ...known } };
  const { ready, parts } = readinessOf(facts);
  const part = parts.find(({ name }) => name === 'kubernetes');
  return { ready, part: part?.ready, why: part?.why };
}

it.each([
  ['off', NONE, true, 'off: proxies describe themselves'],
  ['not there', { missing: 'not in a cluster' }, true, 'not in a cluster'],
  [
    'a broken kubeconfig',
    { missing: 'kubeconfig /x names no cluster', broken: true },
    false,
    'kubeconfig /x names no cluster',
  ],
  ['synced', { source: watched('synced', null) }, true, 'https://10.96.0.1, in cluster'],
  ['absent', { source: watched('absent', 'no such resource') }, true, 'https://10.96.0.1, in cluster'],
  [
    'stale',
    { source: watched('stale', 'silent for 90 s') },
    false,
    'https://10.96.0.1, in cluster: pods stale (silent for 90 s)',
  ],
  [
    'forbidden',
    { source: watched('forbidden', null) },
    false,
    'https://10.96.0.1, in cluster: pods forbidden',
  ],
] as const)('a cluster that is %s never takes readiness away from intake', (_, known, part, why) => {
  expect(kubernetes(known)).toEqual({ ready: true, part, why });
});

it('a failed flush does', () => {
  const { ready } = readinessOf({ stored: false, alsAddress: '127.0.0.1:1', known: NONE });
  expect(ready).toBe(false);
});
