import { readFileSync } from 'node:fs';
import {
  type CapturedStream,
  capturedStreams,
  createAlsSender,
  replayStreams,
} from '../../src/ingest/als/als-replay.ts';

const FIXTURES = new URL('../fixtures/als/', import.meta.url);

export const CAPTURES = [
  'anonymous',
  'basic-http',
  'both-loggers',
  'denied-and-shadow',
  'full-node',
  'grpc',
  'grpc-trailers',
  'http-logger-only',
  'http-periodic',
  'mesh',
  'oddities',
  'outbound',
  'reconnect',
  'tcp',
  'tcp-periodic',
] as const;

/** The streams of a recorded capture, in its own order. */
export function readCapture(name: (typeof CAPTURES)[number]): Promise<CapturedStream[]> {
  return capturedStreams(readFileSync(new URL(`${name}.bin`, FIXTURES)));
}

export function readExpected(name: (typeof CAPTURES)[number]): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.expected.json`, FIXTURES), 'utf8'));
}

/** Sends streams to an access-log service as Envoys would and waits until it has answered each. */
export async function replayTo(
  address: string,
  streams: readonly CapturedStream[],
  order: 'sequential' | 'together',
): Promise<void> {
  using sender = createAlsSender(address);
  await replayStreams(sender, streams, order);
}
