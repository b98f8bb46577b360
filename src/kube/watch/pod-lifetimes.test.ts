import { beforeEach, expect, it } from 'vitest';
import { podObject } from '../kube-object.ts';
import { type PodLifetimes, podLifetimes } from './pod-lifetimes.ts';
import type { RawKubeObject } from './raw-object.ts';

let now = 0;
let certain = 0;
let changes = 0;
let pods: PodLifetimes;

beforeEach(() => {
  now = 1_000;
  certain = 900;
  changes = 0;
  pods = podLifetimes({
    read: (object) => podObject.parse(object),
    now: () => now,
    certainUntil: () => certain,
    keepEnded: 500,
    endedLimit: 3,
    changed: () => {
      changes += 1;
    },
  });
});

function pod(name: string, ips: readonly string[], uid = name, status: object = {}): RawKubeObject {
  const object = {
    metadata: { namespace: 'shop', name, uid },
    status: { phase: 'Running', podIPs: ips.map((ip) => ({ ip })), ...status },
  };
  return object as unknown as RawKubeObject;
}

function list(...objects: readonly RawKubeObject[]): void {
  pods.begin();
  for (const object of objects) pods.put(object);
  pods.complete();
}

/** `name uid addresses from-goneAt` */
const seen = () =>
  (pods.values() ?? []).map(({ object, from, goneAt }) => {
    const ips = object.status?.podIPs?.map(({ ip }) => ip) ?? [];
    return `${object.metadata.name} ${object.metadata.uid} ${ips} ${from ?? ''}-${goneAt ?? ''}`;
  });

it('knows nothing before a listing is complete', () => {
  pods.begin();
  pods.put(pod('a', ['10.0.0.1']));
  expect(pods.values()).toBeNull();
  pods.complete();
  expect(seen()).toEqual(['a a 10.0.0.1 -']);
});

it('gives the same array and the same pods until something changes', () => {
  list(pod('a', ['10.0.0.1']), pod('b', ['10.0.0.2']));
  const before = pods.values();
  pods.put(pod('a', ['10.0.0.1']));
  expect(pods.values()).toBe(before);
  const changesBefore = changes;
  pods.put(pod('b', ['10.0.0.2'], 'b', { phase: 'Failed' }));
  expect(changes).toBe(changesBefore + 1);
  expect(pods.values()?.[0]).toBe(before?.[0]);
  expect(pods.values()?.[1]).not.toBe(before?.[1]);
});

it.each([
  ['deleted: when that was told', () => pods.drop(pod('a', ['10.0.0.1'])), ['a a 10.0.0.1 -1000']],
  ['missing in a new listing: when it was last certain', () => list(), ['a a 10.0.0.1 -900']],
  [
    'another of its name: when it was last certain',
    () => list(pod('a', ['10.0.0.9'], 'other')),
    ['a other 10.0.0.9 -', 'a a 10.0.0.1 -900'],
  ],
  [
    'another address: when it was last certain, and the new from when it was seen',
    () => pods.put(pod('a', ['10.0.0.9'])),
    ['a a 10.0.0.9 1000-', 'a a 10.0.0.1 -900'],
  ],
  [
    'no address any more',
    () => pods.put(pod('a', [], 'a', { phase: 'Failed' })),
    ['a a  1000-', 'a a 10.0.0.1 -900'],
  ],
  ['forbidden: when it was last certain', () => pods.forget(), ['a a 10.0.0.1 -900']],
  [
    'not to be read any more: when it was last certain',
    () => pods.put({ ...pod('a', []), spec: { hostNetwork: 'maybe' } } as RawKubeObject),
    ['a a 10.0.0.1 -900'],
  ],
  [
    'deleted with another address than was known',
    () => pods.drop(pod('a', ['10.0.0.9'])),
    ['a a 10.0.0.1 -900'],
  ],
])('ends a pod that is %s', (_, event, expected) => {
  list(pod('a', ['10.0.0.1']));
  event();
  expect(seen()).toEqual(expected);
});

it('keeps what has only got an address more', () => {
  list(pod('a', []));
  pods.put(pod('a', ['10.0.0.1']));
  pods.put(pod('a', ['10.0.0.1', 'fd00::1']));
  expect(seen()).toEqual(['a a 10.0.0.1,fd00::1 -']);
});

it('takes the last state with a deletion', () => {
  list(pod('a', ['10.0.0.1']));
  const containerStatuses = [{ state: { terminated: { finishedAt: '2026-01-01T00:00:00Z' } } }];
  pods.drop(pod('a', ['10.0.0.1'], 'a', { containerStatuses }));
  expect(pods.values()?.[0]?.object.status?.containerStatuses).toEqual(containerStatuses);
});

it('passes over the deletion of another pod of the name', () => {
  list(pod('a', ['10.0.0.1'], 'new'));
  pods.drop(pod('a', ['10.0.0.1'], 'old'));
  expect(seen()).toEqual(['a new 10.0.0.1 -']);
});

it('a listing that broke off removes nothing', () => {
  list(pod('a', ['10.0.0.1']), pod('b', ['10.0.0.2']));
  pods.begin();
  pods.put(pod('a', ['10.0.0.1']));
  pods.begin();
  pods.put(pod('b', ['10.0.0.2']));
  expect(seen()).toHaveLength(2);
  pods.complete();
  expect(seen()).toEqual(['b b 10.0.0.2 -', 'a a 10.0.0.1 -900']);
});

it('remembers ended pods for a while, and a number of them', () => {
  for (const name of ['a', 'b', 'c', 'd']) {
    list(pod(name, ['10.0.0.1']));
    pods.drop(pod(name, ['10.0.0.1']));
    now += 100;
    certain += 100;
  }
  expect(seen().map((one) => one[0])).toEqual(['b', 'c', 'd']);
  now = 1_650;
  expect(seen().map((one) => one[0])).toEqual(['c', 'd']);
});

it('does not remember what had no address, or no time', () => {
  list(pod('a', []), pod('b', ['10.0.0.1']));
  pods.drop(pod('a', []));
  certain = Number.NEGATIVE_INFINITY;
  list();
  expect(seen()).toEqual([]);
});
