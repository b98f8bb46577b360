import { describe, expect, it } from 'vitest';
import { Directory } from '../../src/core/identify/directory.ts';
import { createAlsServer } from '../../src/ingest/als/als-server.ts';
import { CAPTURES, readCapture, readExpected, replayTo } from '../support/als-client.ts';
import { type Expected, expectedLedger, ledgerOf } from '../support/als-ledger.ts';
import { RecordingTally, RecordingWatch } from '../support/als-tally.ts';

const LIMITS = { streams: 100, messageBytes: 4 * 1024 * 1024 };

/** A pseudo-random order that is the same on every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const rank = (i: number) => Math.imul((i + 1) * 2_654_435_761 + seed * 40_503, 1_597_334_677) >>> 0;
  return items
    .map((item, i) => ({ item, rank: rank(i) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

const ORDERS = [
  ['as recorded', 'sequential', <T>(streams: readonly T[]) => [...streams]],
  ['backwards', 'sequential', <T>(streams: readonly T[]) => streams.toReversed()],
  ['shuffled', 'sequential', <T>(streams: readonly T[]) => shuffled(streams, 7)],
  ['all at once', 'together', <T>(streams: readonly T[]) => shuffled(streams, 11)],
] as const;

describe.each(CAPTURES)('the capture %s', (name) => {
  it.each(ORDERS)('says the same %s', async (_, order, arrange) => {
    const tally = new RecordingTally();
    const watch = new RecordingWatch();
    const clock = { now: () => 1_700_000_000_000 };
    await using server = createAlsServer({
      listen: '127.0.0.1:0',
      limits: LIMITS,
      tally,
      watch,
      directory: new Directory(),
      clock,
    });
    const { address } = await server.start();
    const streams = await readCapture(name);
    await replayTo(address, arrange(streams), order);
    expect(ledgerOf(tally)).toEqual(expectedLedger(readExpected(name) as Expected));
    expect(watch.events.filter(({ event }) => event === 'opened')).toHaveLength(streams.length);
    expect(watch.events.filter(({ event }) => event === 'closed')).toHaveLength(streams.length);
    expect(server.streams()).toBe(0);
  });
});
