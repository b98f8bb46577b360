import { expect, it } from 'vitest';
import { leftOutOf } from './left-out.ts';
import { loadConfig } from './load.ts';

const configOf = (flags: Record<string, string>) => loadConfig({ env: {}, flags }).config;

it.each([
  ['by itself', {}, 'istio-system', null, ['kube-system', 'istio-system']],
  ['in a cluster', {}, 'mesh-root', 'leastpath', ['kube-system', 'istio-system', 'mesh-root', 'leastpath']],
  ['as set', { 'mesh.leaveOut': 'ops,infra' }, 'istio-system', 'leastpath', ['ops', 'infra']],
] as const)('%s', (_, flags, root, own, expected) => {
  expect([...leftOutOf(configOf(flags), root, own)]).toEqual(expected);
});
