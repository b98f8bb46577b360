import { expect, it } from 'vitest';
import type { MtlsMode, PeerAuthentication } from '../model/cluster-view.ts';
import { mtlsMode } from './mtls-mode.ts';

function of(
  namespace: string,
  mode: MtlsMode,
  changes: Partial<PeerAuthentication> = {},
): PeerAuthentication {
  return { namespace, name: 'default', selector: null, mode, portLevel: new Map(), createdAt: 1, ...changes };
}

const own = (mode: MtlsMode, changes: Partial<PeerAuthentication> = {}) =>
  of('shop', mode, { selector: { app: 'cart' }, ...changes });
const portLevel = new Map<number, MtlsMode>([[8080, 'DISABLE']]);

it.each([
  ['none', [], 'PERMISSIVE'],
  ['of the mesh', [of('istio-system', 'STRICT')], 'STRICT'],
  ['of another namespace', [of('bank', 'STRICT')], 'PERMISSIVE'],
  ['the namespace before the mesh', [of('istio-system', 'STRICT'), of('shop', 'DISABLE')], 'DISABLE'],
  ['unset inherits', [of('istio-system', 'STRICT'), of('shop', 'UNSET'), own('UNSET')], 'STRICT'],
  ['the workload first', [of('shop', 'STRICT'), own('PERMISSIVE')], 'PERMISSIVE'],
  ['of another workload', [of('shop', 'STRICT'), own('DISABLE', { selector: { app: 'x' } })], 'STRICT'],
  ['Q3: a port before its workload', [own('STRICT', { portLevel })], 'DISABLE'],
  ['another port', [own('STRICT', { portLevel: new Map([[1, 'DISABLE']]) })], 'STRICT'],
  [
    'Q2: a selector in the root namespace is nothing',
    [of('istio-system', 'STRICT', { selector: {} })],
    'PERMISSIVE',
  ],
  [
    'Q1: the oldest',
    [of('shop', 'DISABLE', { createdAt: 9 }), of('shop', 'STRICT', { createdAt: 2 })],
    'STRICT',
  ],
  [
    'Q1: one without a time last',
    [of('shop', 'DISABLE', { createdAt: null }), of('shop', 'STRICT')],
    'STRICT',
  ],
] as const)('%s', (_, all, expected) => {
  expect(mtlsMode(all, 'istio-system', 'shop', { app: 'cart', v: '1' }, 8080)).toBe(expected);
});
