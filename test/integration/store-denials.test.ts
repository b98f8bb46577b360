import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { type Denial, denialKey } from '../../src/core/model/denial.ts';
import type { Workload, WorkloadId } from '../../src/core/model/workload.ts';
import type { DenialRow } from '../../src/ports.ts';
import { APPLICATION_ID } from '../../src/store/database-header.ts';
import { migrateToLatest } from '../../src/store/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { anyOperation, anyWorkload, commitOf } from '../support/store-arbitraries.ts';

const cart: WorkloadId = 'Kubernetes/shop/cart';
const text = fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), { nil: null });
const anyDenial: fc.Arbitrary<Denial> = fc.record({
  dryRun: fc.boolean(),
  policy: fc.constantFrom(null, 'shop/a', 'shop/b'),
  rule: fc.constantFrom(null, 0, 1),
  filter: fc.constantFrom(null, 'UAEX'),
  admittedBy: fc.constantFrom(null, 'shop/c'),
});
const anyRow: fc.Arbitrary<DenialRow> = fc
  .record({
    seq: fc.constantFrom(null, 0, 1),
    denial: anyDenial,
    sample: text,
    count: fc.integer({ min: 1, max: 2 ** 40 }),
    firstSeen: fc.nat(),
    span: fc.nat({ max: 100 }),
  })
  .map(({ span, ...row }) => ({ ...row, workload: cart, lastSeen: row.firstSeen + span }));

const keyOf = ({ seq, denial }: DenialRow) => `${seq} ${denialKey(denial)}`;

/** What rows of one key come to. */
function summed(rows: readonly DenialRow[]): DenialRow[] {
  return [...Map.groupBy(rows, keyOf).values()].map((same) => ({
    ...(same[0] as DenialRow),
    count: same.reduce((sum, { count }) => sum + count, 0),
    firstSeen: Math.min(...same.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(...same.map(({ lastSeen }) => lastSeen)),
  }));
}

const sorted = (rows: readonly DenialRow[]) => rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const withoutSample = (rows: readonly DenialRow[]) => sorted(rows).map(({ sample, ...row }) => row);

describe('denials', () => {
  it('add up, in whichever commits they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyRow, { maxLength: 4 }), { maxLength: 4 }), async (commits) => {
        await using store = await openSqliteStore(':memory:', { migrate: true });
        for (const rows of commits) await store.commit(commitOf({ denials: summed(rows) }));
        expect(withoutSample(await store.denials(cart))).toEqual(withoutSample(summed(commits.flat())));
      }),
      { numRuns: 100 },
    );
  });

  it('keep the latest sample that there is', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const denial = { dryRun: false, policy: null, rule: null, filter: null, admittedBy: null };
    const row = { workload: cart, seq: 1, denial, count: 1, firstSeen: 5 };
    const samples: (string | null)[] = [];
    for (const [sample, lastSeen] of [
      [null, 5],
      ['/b', 9],
      [null, 12],
      ['/a', 8],
      ['/c', 12],
    ] as const) {
      await store.commit(commitOf({ denials: [{ ...row, sample, lastSeen }] }));
      samples.push((await store.denials(cart))[0]?.sample ?? null);
    }
    expect(samples).toEqual([null, '/b', '/b', '/b', '/c']);
  });

  it('are forgotten once they are too old, and are another workload’s own', async () => {
    await using store = await openSqliteStore(':memory:', { migrate: true });
    const denial = { dryRun: true, policy: 'shop/x', rule: 0, filter: null, admittedBy: null };
    const row = { denial, sample: null, count: 2, firstSeen: 1 };
    const denials = [
      { ...row, workload: cart, seq: 1, lastSeen: 29 },
      { ...row, workload: cart, seq: 2, lastSeen: 30 },
      { ...row, workload: 'Kubernetes/shop/web' as const, seq: 1, lastSeen: 31 },
    ];
    await store.commit(commitOf({ denials }));
    await store.prune({ day: 0, hour: 0, time: 0, moment: 30 });
    expect(await store.denials(cart)).toEqual([denials[1]]);
    expect(await store.denials('Kubernetes/shop/web')).toEqual([denials[2]]);
    expect(await store.denials('Kubernetes/shop/nobody')).toEqual([]);
  });
});

/** A database as a program made it that knew the first migration only. */
async function firstDatabase(path: string, fill: (database: Database.Database) => void): Promise<void> {
  const database = new Database(path);
  const [first = '', migration] = Object.entries(migrations)[0] ?? [];
  const provider = { getMigrations: async () => ({ [first]: migration as never }) };
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  expect(error).toBeUndefined();
  fill(database);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma('user_version = 1');
  database.pragma('journal_mode = wal');
  database.close();
}

it('a database of before denials is upgraded in place, with all that is in it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'leastpath-old-'));
  try {
    const [oldPath, newPath] = [join(directory, 'old.db'), join(directory, 'new.db')];
    const [any] = fc.sample(anyWorkload, 1) as [Workload];
    const workload = { ...any, key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' } };
    const operations = fc
      .sample(anyOperation, 20)
      .map((operation, seq) => ({ workload: cart, operation: { ...operation, seq } }));
    const commit = commitOf({ workloads: [workload], operations });
    {
      await using store = await openSqliteStore(newPath, { migrate: true });
      await store.commit(commit);
    }
    await firstDatabase(oldPath, (database) => copyAllBut('denials', newPath, database));

    expect(await migrateToLatest(oldPath)).toEqual({
      from: 1,
      to: 3,
      applied: ['0002-denials', '0003-addresses'],
    });

    await using store = await openSqliteStore(oldPath, { migrate: true });
    expect(await store.workloads()).toEqual([workload]);
    expect(await store.operations(cart)).toEqual(operations.map(({ operation }) => operation));
    expect(await store.denials(cart)).toEqual([]);
    expect(await store.commit(commit)).toBe('duplicate');
    const [row] = fc.sample(anyRow, 1) as [DenialRow];
    await store.commit(commitOf({ denials: [row] }));
    expect(await store.denials(cart)).toEqual([row]);
  } finally {
    await rm(directory, { recursive: true });
  }
});

/** Rows of a newer database into the tables of an older one. */
function copyAllBut(left: string, from: string, into: Database.Database): void {
  into.exec(`attach '${from}' as newer`);
  const tables = into
    .prepare("select name from main.sqlite_master where type = 'table' and name not like 'kysely%'")
    .pluck()
    .all() as string[];
  expect(tables).not.toContain(left);
  for (const table of tables) into.exec(`insert into main.${table} select * from newer.${table}`);
  into.exec('detach newer');
}
