import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failingStore } from '../../test/support/failing-store.ts';
import { CART, openCollector, sums } from '../../test/support/pipeline-store.ts';
import { type Call, count, MONDAY } from '../../test/support/pipeline-traffic.ts';
import { CART_REPORTER } from '../../test/support/sample-record.ts';
import { type Denial, denialKey } from '../core/model/denial.ts';
import { operationKey } from '../core/model/operation.ts';
import { DAY, HOUR } from '../core/model/scaled-time.ts';
import type { Store } from '../ports.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { MOST_DENIALS } from './denials.ts';

const openStore = () => openSqliteStore(':memory:', { migrate: true });

function denial(change: Partial<Denial> = {}): Denial {
  return { policy: null, rule: null, filter: null, dryRun: false, admittedBy: null, ...change };
}
const NONE = denial();
const NO_ADMIN = denial({ policy: 'shop/no-admin', rule: 0 });
const TRIAL = denial({ dryRun: true });

/** A call with what the proxy named; without a denial it went through. */
function call(by: Denial | null, rest: Partial<Call> = {}): Call {
  const outcome = by !== null && !by.dryRun ? 'denied' : 'ok';
  return { time: MONDAY, outcome, ...rest, change: { ...rest.change, denial: by } };
}

/** `web GET /admin ×2 shop/no-admin`, sorted; `beyond ×9` past the bound. */
async function denied(store: Store): Promise<string[]> {
  const operations = new Map((await store.operations(CART)).map((operation) => [operation.seq, operation]));
  return (await store.denials(CART))
    .map(({ seq, denial: { dryRun, policy, filter }, sample, count: times }) => {
      const operation = seq === null ? null : operations.get(seq);
      const who = operation?.caller.principal?.split('/').at(-1) ?? operation?.caller.anonymousReason;
      const what = operation ? `${who} ${operation.method} ${operation.path}` : 'beyond';
      const by = operation ? ` ${policy ?? filter ?? 'none'}` : '';
      return `${what}${sample === null ? '' : ` (${sample})`} ×${times}${dryRun ? ' on trial' : ''}${by}`;
    })
    .toSorted();
}

describe('what is denied', () => {
  it('is kept by operation and by what was named, over flushes', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    for (const hour of [0, 5]) {
      count(tally, call(NONE, { caller: 'scanner', time: MONDAY + hour * HOUR }));
      count(tally, call(NO_ADMIN, { path: '/admin', time: MONDAY + hour * HOUR }));
      count(tally, call(NO_ADMIN, { path: '/admin', time: MONDAY + hour * HOUR + 1 }));
      count(tally, call(NONE, { path: '/admin', caller: null }));
      count(tally, call(null));
      await collector.flush();
    }

    expect(await denied(store)).toEqual([
      'plaintext GET /admin ×2 none',
      'scanner GET /cart ×2 none',
      'web GET /admin ×4 shop/no-admin',
    ]);
    const rows = await store.denials(CART);
    const admin = rows.find((row) => row.denial.policy !== null);
    expect(admin).toMatchObject({ firstSeen: MONDAY, lastSeen: MONDAY + 5 * HOUR + 1 });
  });

  it('R2: what policies on trial would deny went through, well or not', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    count(tally, call(TRIAL));
    count(tally, call(TRIAL, { outcome: 'failed' }));
    count(tally, call(TRIAL));
    await collector.flush();

    expect(await denied(store)).toEqual(['web GET /cart ×3 on trial none']);
    expect((await store.operations(CART))[0]?.counts).toEqual({ ok: 2, failed: 1, denied: 0 });
  });

  it('folds as its operation does, with a path that may be stored', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    const uuid = '/cart/4f9c0e4e-7b1c-4d7a-9a55-0c2f6b3f9d10';
    count(tally, call(NONE, { path: '/cart/17' }));
    count(tally, call(null, { path: '/cart/18' }));
    count(tally, call(NONE, { path: uuid, caller: 'pay' }));
    count(tally, call(NONE, { path: '/orders/1' }));
    await collector.flush();

    expect(await denied(store)).toEqual([
      'pay GET /cart/{*} ×1 none',
      'web GET /cart/{*} (/cart/17) ×1 none',
      'web GET /orders/1 ×1 none',
    ]);
  });

  it('is what destinations said: a source has no policy', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const outbound = {
      upstreamCluster: 'outbound|80||cart.shop.svc.cluster.local',
      reporter: { ...CART_REPORTER, owner: 'web', pod: 'web-1-x', labels: { app: 'web' } },
      local: { ip: '10.96.0.9', port: 80 },
    };
    const tally = collector.tally('als', true);
    count(tally, call(NONE, { change: outbound }));
    await collector.flush();

    expect(sums(await store.counters())).toEqual({ 'als kept source-row': 1 });
    expect(await denied(store)).toEqual([]);
  });

  it('goes on after a restart, and counts once when storing fails', async () => {
    await using real = await openStore();
    const store = failingStore(real);
    for (let start = 0; start < 3; start++) {
      const collector = await openCollector(store);
      const tally = collector.tally('als', true);
      count(tally, call(NO_ADMIN));
      store.fates = ['refuse', 'lose answer'];
      while (!(await collector.flush()));
    }
    expect(await denied(store)).toEqual(['web GET /cart ×3 shop/no-admin']);
  });

  it('counts once in a batch that comes twice', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    for (let i = 0; i < 2; i++) {
      const batch = collector.open('log', 'same');
      count(batch.tally, call(NO_ADMIN));
      await batch.commit();
    }
    expect(await denied(store)).toEqual(['web GET /cart ×1 shop/no-admin']);
  });

  it('is bounded: past it calls only add up, and those that are known go on counting', async () => {
    await using store = await openStore();
    const limits = { queue: 10_000, workloads: 10, paths: 10_000, principals: 10, operations: 100_000 };
    const collector = await openCollector(store, { limits });
    const tally = collector.tally('als', true);
    const scan = (from: number, to: number, by: Denial) => {
      for (let i = from; i < to; i++) count(tally, call(by, { path: `/scan-${i}-x` }));
    };
    scan(0, MOST_DENIALS + 7, NONE);
    scan(0, 3, TRIAL);
    await collector.flush();
    scan(0, 1, NONE);
    scan(MOST_DENIALS + 2, MOST_DENIALS + 4, NONE);
    await collector.flush();

    const rows = await store.denials(CART);
    expect(rows.filter(({ seq, denial: { dryRun } }) => seq !== null && !dryRun)).toHaveLength(MOST_DENIALS);
    expect((await denied(store)).filter((row) => !row.endsWith('×1 none'))).toEqual([
      'beyond ×9',
      'web GET /scan-0-x ×1 on trial none',
      'web GET /scan-0-x ×2 none',
      'web GET /scan-1-x ×1 on trial none',
      'web GET /scan-2-x ×1 on trial none',
    ]);
    // Whatever is denied, its operations are there in full.
    expect(await store.operations(CART)).toHaveLength(MOST_DENIALS + 7);
  });

  it('is news only the first time', async () => {
    await using store = await openStore();
    const collector = await openCollector(store);
    const tally = collector.tally('als', true);
    const news: number[] = [];
    for (const by of [null, NONE, NONE, NO_ADMIN]) {
      count(tally, call(by));
      await collector.flush();
      news.push(collector.newsOf(CART));
    }
    expect(news).toEqual([1, 2, 2, 3]);
  });
});

const anyCall = fc
  .record({
    by: fc.constantFrom(null, NONE, NO_ADMIN, TRIAL, denial({ dryRun: true, admittedBy: 'shop/callers' })),
    failed: fc.boolean(),
    caller: fc.constantFrom('web', 'pay', null),
    path: fc.constantFrom('/cart', '/cart/1', '/cart/2', '/admin'),
    time: fc.integer({ min: MONDAY, max: MONDAY + 3 * DAY }),
  })
  .map(({ by, failed, ...rest }) => {
    const one = call(by, rest);
    return one.outcome === 'ok' && failed ? { ...one, outcome: 'failed' as const } : one;
  });

/** All that is learned from, whatever its order of storage was. */
async function learned(calls: readonly (readonly Call[])[]) {
  await using store = await openStore();
  const collector = await openCollector(store);
  const tally = collector.tally('als', true);
  for (const flush of calls) {
    for (const one of flush) count(tally, one);
    await collector.flush();
  }
  const operations = await store.operations(CART);
  const keys = new Map(operations.map((operation) => [operation.seq, operationKey(operation)]));
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
  const days = (await store.dayRows(CART, 0)).map(({ seq, ...row }) => ({
    ...row,
    key: `${keys.get(seq)} ${row.day}`,
  }));
  return {
    operations: operations.map(({ seq, ...row }) => ({ ...row, key: operationKey(row) })).toSorted(byKey),
    days: days.toSorted(byKey),
    hours: await store.hourCounts(CART, 0),
    counters: sums(await store.counters()),
    denials: (await store.denials(CART)).reduce((sum, row) => sum + row.count, 0),
  };
}

describe('what proxies name', () => {
  it('changes nothing that is learned from: the same calls without a name are stored alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyCall, { maxLength: 6 }), { maxLength: 4 }), async (flushes) => {
        const unnamed = flushes.map((calls) => calls.map((one) => ({ ...one, change: { denial: null } })));
        const { denials, ...named } = await learned(flushes);
        const { denials: none, ...plain } = await learned(unnamed);
        expect(named).toEqual(plain);
        const all = flushes.flat().filter(({ change }) => change?.denial != null);
        expect([denials, none]).toEqual([all.length, 0]);
        const refused = all.filter(({ change }) => change?.denial?.dryRun === false);
        expect(named.operations.reduce((sum, { counts }) => sum + counts.denied, 0)).toBe(refused.length);
      }),
      { numRuns: 60 },
    );
  });

  it('is told apart by every part of it', () => {
    const parts: Denial[] = [NONE, NO_ADMIN, TRIAL, denial({ filter: 'none' }), denial({ policy: 'none' })];
    const more = [denial({ policy: 'shop/no-admin', rule: 1 }), denial({ dryRun: true, admittedBy: 'a/b' })];
    expect(new Set([...parts, ...more].map(denialKey)).size).toBe(7);
  });
});
