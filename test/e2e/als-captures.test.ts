import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type CapturedStream,
  capturedStreams,
  createAlsSender,
  replayStreams,
} from '../../src/ingest/als/als-replay.ts';
import { allEdges, recordSums } from '../support/api.ts';
import { startApp } from '../support/app-under-test.ts';
import { type ExpectedEdge, edgeDifferences } from '../support/expected-edges.ts';

const FOLDER = resolve(import.meta.dirname, '../fixtures/als');

interface Expected {
  readonly edges: readonly ExpectedEdge[];
  readonly gatewayEdges?: readonly ExpectedEdge[];
  readonly records: object;
}

const captures = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.bin'))
  .map((name) => name.slice(0, -'.bin'.length));

function expectedOf(capture: string): Expected {
  return JSON.parse(readFileSync(join(FOLDER, `${capture}.expected.json`), 'utf8')) as Expected;
}

async function streamToService(
  capture: string,
  arrange: (streams: readonly CapturedStream[]) => readonly CapturedStream[],
  order: 'sequential' | 'together',
): Promise<{ differences: string[]; records: object }> {
  const { edges, gatewayEdges = [] } = expectedOf(capture);
  const streams = await capturedStreams(readFileSync(join(FOLDER, `${capture}.bin`)));
  await using app = await startApp();
  using sender = createAlsSender(app.alsAddress);
  await replayStreams(sender, arrange(streams), order);
  await app.flush();
  const differences = edgeDifferences([...edges, ...gatewayEdges], await allEdges(app.httpAddress));
  return { differences, records: await recordSums(app.httpAddress, 'als') };
}

describe.each(captures)('the capture %s, streamed to the service over gRPC', (capture) => {
  it.each([
    ['in its own order', (streams: readonly CapturedStream[]) => streams, 'sequential'],
    ['backwards', (streams: readonly CapturedStream[]) => streams.toReversed(), 'sequential'],
    ['all at once', (streams: readonly CapturedStream[]) => streams, 'together'],
  ] as const)('gives the expected edges, operations and sums: %s', async (_, arrange, order) => {
    const { differences, records } = await streamToService(capture, arrange, order);

    expect(differences).toEqual([]);
    expect(records).toEqual(expectedOf(capture).records);
  });
});

it('has all captures', () => {
  expect(captures.length).toBe(15);
});
