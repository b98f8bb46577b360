import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyOperations } from '../../../test/support/aggregate-arbitraries.ts';
import { deltaOf } from '../../../test/support/sighting.ts';
import { type Caller, callerKey, known } from '../model/caller.ts';
import type { Operation } from '../model/operation.ts';
import { OVERFLOW_PATH } from '../model/operation.ts';
import { foldOperations } from './fold.ts';
import { merge } from './merge.ts';
import { matchesTemplate, wildcards } from './path-language.ts';

const DAY = 86_400_000;
const web = known('cluster.local/ns/shop/sa/web');
const scanner = known('cluster.local/ns/ops/sa/scanner');

interface Row {
  readonly caller?: Caller;
  readonly path: string;
  readonly ok?: number;
  readonly failed?: number;
  readonly port?: number;
}

function operations(rows: readonly Row[]): Operation[] {
  return rows.map(({ caller = web, path, ok = 0, failed = 0, port = 8080 }, seq) => {
    const key = { reporter: 'destination', caller, port, protocol: 'http', method: 'GET', path } as const;
    const about = { time: 1000, grpc: false, mark: null, literal: null } as const;
    const first = merge(null, key, seq, deltaOf({ ...about, outcome: 'ok', count: ok }, 86_400_000));
    return merge(
      first.operation,
      key,
      seq,
      deltaOf({ ...about, outcome: 'failed', count: failed }, 86_400_000),
    ).operation;
  });
}

function shown(list: readonly Operation[]): string[] {
  return list.map(
    (row) => `${row.caller.principal?.split('/').at(-1)} ${row.path} ${row.counts.ok}/${row.counts.failed}`,
  );
}

it.each<[string, Row[], string[]]>([
  [
    'a failed call joins its caller’s template',
    [
      { path: '/cart/{*}', ok: 5 },
      { path: '/cart/404', failed: 2 },
    ],
    ['web /cart/{*} 5/2'],
  ],
  [
    'a failed call of another caller is a row of its own under the template',
    [
      { path: '/cart/{*}', ok: 5 },
      { caller: scanner, path: '/cart/404', failed: 1 },
      { caller: scanner, path: '/cart/7', failed: 1 },
    ],
    ['web /cart/{*} 5/0', 'scanner /cart/{*} 0/2'],
  ],
  [
    'an equal literal with evidence wins over the template, whoever proved it',
    [
      { path: '/u/{*}', ok: 1 },
      { caller: scanner, path: '/u/me', ok: 1 },
      { path: '/u/me', failed: 1 },
    ],
    ['web /u/{*} 1/0', 'scanner /u/me 1/0', 'web /u/me 0/1'],
  ],
  [
    'the template with the fewest wildcards wins',
    [
      { path: '/{*}/{*}', ok: 1 },
      { path: '/{*}/b', ok: 1 },
      { path: '/a/b', failed: 1 },
    ],
    ['web /{*}/{*} 1/0', 'web /{*}/b 1/1'],
  ],
  [
    'fewest wildcards, not first in text order',
    [
      { path: '/a/{*}/{*}', ok: 1 },
      { path: '/{*}/b/c', ok: 1 },
      { path: '/a/b/c', failed: 1 },
    ],
    ['web /a/{*}/{*} 1/0', 'web /{*}/b/c 1/1'],
  ],
  [
    'the position is that of the operation stored under the path',
    [
      { path: '/cart/404', failed: 2 },
      { path: '/a', ok: 1 },
      { path: '/cart/{*}', ok: 5 },
    ],
    ['web /a 1/0', 'web /cart/{*} 5/2'],
  ],
  [
    'without evidence there is no template',
    [
      { path: '/u/{*}', failed: 1 },
      { path: '/u/me', failed: 1 },
    ],
    ['web /u/{*} 0/1', 'web /u/me 0/1'],
  ],
  [
    'another port is another matter',
    [
      { path: '/u/{*}', ok: 1, port: 9090 },
      { path: '/u/me', failed: 1 },
    ],
    ['web /u/{*} 1/0', 'web /u/me 0/1'],
  ],
  [
    'the overflow stays apart',
    [
      { path: '/{*}', ok: 1 },
      { path: OVERFLOW_PATH, failed: 1 },
    ],
    ['web /{*} 1/0', `web ${OVERFLOW_PATH} 0/1`],
  ],
])('%s', (_, rows, expected) => {
  expect(shown(foldOperations(operations(rows)))).toEqual(expected);
});

it('keeps folded paths as samples of the template', () => {
  const [folded] = foldOperations(
    operations([
      { path: '/cart/{*}', ok: 5 },
      { path: '/cart/404', failed: 2 },
    ]),
  );
  expect(folded?.literals).toEqual(['/cart/404']);
});

it('moves the ring of days on to the newest day of all', () => {
  const key = { reporter: 'destination', caller: web, port: 1, protocol: 'http', method: 'GET' } as const;
  const about = { count: 1, grpc: false, mark: null, literal: null };
  const at = (day: number, outcome: 'ok' | 'failed') => deltaOf({ ...about, time: day * DAY, outcome }, DAY);
  const proved = merge(null, { ...key, path: '/{*}' }, 0, at(1, 'ok')).operation;
  const recent = merge(proved, proved, 0, at(5, 'ok')).operation;
  const failed = merge(null, { ...key, path: '/7' }, 1, at(98, 'failed')).operation;
  const [folded] = foldOperations([recent, failed]);
  expect(folded).toMatchObject({ today: { day: 98, ok: 0, failed: 1 }, days: 2, dayBits: [1 << 5, 0, 0] });
});

it('keeps the sums', () => {
  fc.assert(
    fc.property(anyOperations, (list) => {
      const sum = (rows: readonly Operation[]) =>
        rows.reduce(
          (total, { counts }) => total + counts.ok + 1000 * counts.failed + 1_000_000 * counts.denied,
          0,
        );
      expect(sum(foldOperations(list))).toBe(sum(list));
    }),
  );
});

it('is a function of the set, and folding again changes nothing', () => {
  const shuffled = anyOperations.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      const folded = foldOperations(list);
      expect(foldOperations(other)).toEqual(folded);
      expect(foldOperations(folded)).toEqual(folded);
    }),
    { numRuns: 500 },
  );
});

it('puts each stored path into the most specific operation that matches it', () => {
  fc.assert(
    fc.property(anyOperations, (list) => {
      const folded = foldOperations(list);
      for (const stored of list) {
        const { path } = stored;
        if (path === null || wildcards(path) > 0) continue;
        const matching = folded.filter(
          (row) =>
            row.path !== null &&
            side(row) === side(stored) &&
            (row.path === path || matchesTemplate(row.path, path)),
        );
        const fewest = Math.min(...matching.map((row) => wildcards(row.path ?? '')));
        const holder = matching.find((row) => wildcards(row.path ?? '') === fewest);
        expect(holder?.counts.failed ?? -1).toBeGreaterThanOrEqual(stored.counts.failed);
        if (holder?.path !== path) expect(holder?.literals).toContain(path);
      }
    }),
    { numRuns: 500 },
  );
});

function side(row: Operation): string {
  return `${row.reporter} ${callerKey(row.caller)} ${row.port} ${row.protocol} ${row.method}`;
}
