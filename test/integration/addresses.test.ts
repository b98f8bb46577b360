import fc from 'fast-check';
import { expect, it } from 'vitest';
import { principalOf } from '../../src/core/model/principal.ts';
import { workloadId } from '../../src/core/model/workload.ts';
import { type Played, play } from '../support/addresses/play.ts';
import { received, sums } from '../support/pipeline-store.ts';

const SCENES = Number(process.env.ADDRESS_SCENES ?? 400);
/** Share of the calls of pods with addresses of their own that must be told whose they are. */
const TOLD = 0.6;

/** `wrong`: in words. `told`: calls of pods with addresses of their own, and those of them that were attributed. */
async function judged({ cluster, store }: Played) {
  const wrong: string[] = [];
  let told = 0;
  for (const { key } of await store.workloads()) {
    for (const { caller, port, reporter, counts } of await store.operations(workloadId(key))) {
      const life = cluster.lives[port - 20_000];
      const account = `sa-${life?.index}`;
      const mine = principalOf({ trustDomain: 'cluster.local', namespace: 'shop', serviceAccount: account });
      const who = reporter === 'source' ? key.name : caller.principal;
      if (who === null) continue;
      const right = !life?.hostNetwork && who === (reporter === 'source' ? `app-${life?.index}` : mine);
      if (right) told += counts.ok;
      else wrong.push(`${counts.ok} calls of ${life?.name} (${life?.uid}) as ${who}`);
    }
  }
  return { wrong, told };
}

it(`tells whose a call is, or that nobody knows: never another's (${SCENES} scenes)`, async () => {
  let [told, own] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
      const played = await play(seed);
      await using store = played.store;
      const { wrong, told: some } = await judged(played);
      expect(wrong).toEqual([]);
      told += some;
      own += played.calls.filter(({ life }) => !life.hostNetwork).length;

      const counters = await store.counters();
      const lines = played.pushed.reduce((sum, answer) => sum + answer.received, 0);
      expect(lines).toBe(played.lines);
      // A batch that was stored just before a crash, and sent again.
      const twice = sums(counters)['log dropped duplicate-batch'] ?? 0;
      expect(received(counters.filter(({ source }) => source === 'log')) - twice).toBe(lines);
      const streams = received(counters.filter(({ source }) => source === 'als'));
      const sent = played.calls.length - played.lines;
      if (played.lost) expect(streams).toBeLessThanOrEqual(sent);
      else expect(streams).toBe(sent);
      const dropped = Object.keys(sums(counters)).filter((name) => name.includes('dropped'));
      expect(dropped.filter((name) => name !== 'log dropped duplicate-batch')).toEqual([]);
    }),
    { numRuns: SCENES, endOnFailure: true },
  );
  expect(told / own).toBeGreaterThan(TOLD);
}, 600_000);
