import { describe, expect, it } from 'vitest';
import { BY_APP, CART } from '../../../test/golden/recommend/arbitrary-operations.ts';
import { type OperationSpec, operationOf } from '../../../test/golden/recommend/operation-of.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import { recommend } from './recommend.ts';
import { DEFAULT_MESH } from './recommend-input.ts';
import { standsFor } from './stands-for.ts';

const at = (trustDomain: string, aliases: readonly string[] = []): PolicyMesh => ({
  ...DEFAULT_MESH,
  trustDomain,
  aliases,
});

describe('identities in several trust domains of one mesh', () => {
  it.each<[string, PolicyMesh, OperationSpec[]]>([
    ['D1: the mesh’s own', at('td1', ['td2']), [{ from: 'td1/ns/a/sa/x' }]],
    ['D1: an alias', at('td1', ['td2']), [{ from: 'td2/ns/a/sa/x' }]],
    [
      'D6: both',
      at('td1', ['td2']),
      [
        { from: 'td1/ns/a/sa/x', path: '/a' },
        { from: 'td2/ns/a/sa/x', path: '/b' },
      ],
    ],
    [
      'D2: the pointer where it is an alias',
      at('td1', ['cluster.local']),
      [{ from: 'cluster.local/ns/a/sa/x' }],
    ],
    ['D6: one that looks like a stranger', at('td1', ['xtd1']), [{ from: 'td1/ns/a/sa/x' }]],
    ['D1: a pattern', at('a-td', ['*-td']), [{ from: 'a-td/ns/a/sa/x' }, { from: 'b-td/ns/a/sa/y' }]],
    ['D4: one outside', at('td1', ['td2']), [{ from: 'other/ns/a/sa/x' }]],
  ])('%s', (_, mesh, specs) => {
    for (const detail of ['callers', 'methods', 'paths'] as const) {
      const operations = specs.map(operationOf);
      const { policy, withheld } = recommend({ workload: CART, selector: BY_APP, operations, detail, mesh });
      expect(withheld).toBeNull();
      const listed = policy?.spec.rules.flatMap(({ from = [] }) =>
        from.flatMap(({ source }) => source.principals),
      );
      expect(new Set(listed)).toEqual(new Set(specs.map(({ from }) => from)));
    }
  });

  it.each<[string, PolicyMesh, readonly string[], readonly string[]]>([
    ['itself', at('td1'), ['td1/ns/a/sa/x'], ['td2/ns/a/sa/x', 'td1/ns/a/sa/y', 'xtd1/ns/a/sa/x']],
    ['D1: its twins', at('td1', ['td2']), ['td1/ns/a/sa/x', 'td2/ns/a/sa/x'], ['td3/ns/a/sa/x']],
    ['D1: all of a pattern', at('td1', ['*-td']), ['td1/ns/a/sa/x', 'q-td/ns/a/sa/x'], ['td/ns/a/sa/x']],
  ])('a value stands for %s', (_, mesh, same, others) => {
    const stands = standsFor(['td1/ns/a/sa/x'], mesh);
    expect(same.filter((one) => !stands(one))).toEqual([]);
    expect(others.filter(stands)).toEqual([]);
  });
});
