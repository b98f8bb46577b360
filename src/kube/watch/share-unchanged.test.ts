import { expect, it } from 'vitest';
import type { Inventory } from '../../core/model/inventory.ts';
import { shareUnchanged } from './share-unchanged.ts';

const pod = (name: string) => ({ name }) as Inventory['pods'][number];
const [a, b] = [pod('a'), pod('b')];
const before: Inventory = { pods: [a], owners: [], policies: [], mesh: { trustDomain: 'x' } };

it.each([
  ['nothing', { ...before, pods: [a], mesh: { trustDomain: 'x' } }, []],
  ['a pod', { ...before, pods: [pod('a')] }, ['pods']],
  ['one more pod', { ...before, pods: [a, b] }, ['pods']],
  ['policies that are known no more', { ...before, policies: null }, ['policies']],
  ['the mesh', { ...before, mesh: { trustDomain: 'y' } }, ['mesh']],
])('is another only where it changed: %s', (_, next: Inventory, changed) => {
  const shared = shareUnchanged(before, next);
  expect(shared).toEqual(next);
  const keys = ['pods', 'owners', 'policies', 'mesh'] as const;
  expect(keys.filter((key) => shared[key] !== before[key])).toEqual(changed);
});
