import { expect, it } from 'vitest';
import { CART } from '../../test/golden/recommend/arbitrary-operations.ts';
import { deployedPolicy } from '../../test/golden/recommend/deployed-policy.ts';
import { deployedAt } from '../core/recommend/deployed.ts';
import { DEFAULT_MESH } from '../core/recommend/recommend-input.ts';
import { rememberedComparisons } from './comparisons.ts';

const deployed = (rules: readonly object[]) =>
  deployedAt(CART, { pods: [], policies: [deployedPolicy('p', { rules })] }, DEFAULT_MESH)!;

it('compares once while neither side changes', () => {
  const { effect } = rememberedComparisons();
  const [open, shut] = [deployed([{}]), deployed([])];
  const nothing = deployedPolicy('leastpath-cart', { rules: [] });
  const first = effect(nothing, open);
  expect(effect({ ...nothing }, open)).toBe(first);
  expect(effect(deployedPolicy('leastpath-cart', { rules: [{}] }), open)).not.toBe(first);
  expect(effect(nothing, shut)).not.toBe(first);
  expect(effect(nothing, open)).toEqual(first);
});

it('forgets what was not asked for long', () => {
  const { effect } = rememberedComparisons();
  const open = deployed([{}]);
  const named = (name: string) => deployedPolicy(name, { rules: [] });
  const first = effect(named('a'), open);
  for (let i = 0; i < 500; i++) effect(named(`b${i}`), open);
  expect(effect(named('a'), open)).not.toBe(first);
});
