import { describe, expect, it } from 'vitest';
import type { PolicyOperation } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import type { Permission } from './permission.ts';
import { rulesOf } from './rules.ts';

const principals: Principal[] = ['td/ns/n/sa/a'];

function permissions(...rows: [port: string, method: string | null, path: string | null][]): Permission[] {
  return rows.map(([port, method, path]) => ({ port, method, path }));
}

describe('rulesOf', () => {
  it.each<[string, 'port' | 'http', Permission[], PolicyOperation[]]>([
    ['ports', 'port', permissions(['9090', null, null], ['443', null, null]), [{ ports: ['443', '9090'] }]],
    [
      'methods',
      'http',
      permissions(['80', 'PUT', null], ['80', 'GET', null]),
      [{ ports: ['80'], methods: ['GET', 'PUT'] }],
    ],
    [
      'ports with equal methods share an entry, others do not',
      'http',
      permissions(['80', 'GET', null], ['81', 'GET', null], ['82', 'GET', null], ['82', 'PUT', null]),
      [
        { ports: ['80', '81'], methods: ['GET'] },
        { ports: ['82'], methods: ['GET', 'PUT'] },
      ],
    ],
    [
      'paths with equal methods share an entry, others do not',
      'http',
      permissions(['80', 'GET', '/b'], ['80', 'GET', '/a'], ['80', 'PUT', '/c'], ['80', 'GET', '/c']),
      [
        { ports: ['80'], methods: ['GET'], paths: ['/a', '/b'] },
        { ports: ['80'], methods: ['GET', 'PUT'], paths: ['/c'] },
      ],
    ],
    [
      'ports with equal methods and paths share an entry',
      'http',
      permissions(['80', 'GET', '/a'], ['81', 'GET', '/a'], ['81', 'PUT', '/b']),
      [
        { ports: ['80', '81'], methods: ['GET'], paths: ['/a'] },
        { ports: ['81'], methods: ['PUT'], paths: ['/b'] },
      ],
    ],
  ])('%s', (_, kind, granted, operations) => {
    const [rule] = rulesOf([{ kind, principals, permissions: granted }]);
    expect(rule).toEqual({
      from: [{ source: { principals } }],
      to: operations.map((operation) => ({ operation })),
    });
  });

  it('orders rules by what they say', () => {
    const groups = ['b', 'a', 'c'].map((name) => ({
      kind: 'port' as const,
      principals: [`td/ns/n/sa/${name}`] as Principal[],
      permissions: permissions(['80', null, null]),
    }));
    const names = rulesOf(groups).map(({ from }) => from?.[0]?.source.principals);
    expect(names).toEqual([['td/ns/n/sa/a'], ['td/ns/n/sa/b'], ['td/ns/n/sa/c']]);
    expect(rulesOf(groups.toReversed())).toEqual(rulesOf(groups));
  });
});
