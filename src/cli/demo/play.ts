import { setTimeout as delay } from 'node:timers/promises';
import type { AlsSender } from '../../ingest/als/als-replay.ts';
import type { TimedStream } from './recorded-mesh.ts';

/** Plays the streams over and over, each message at its moment of the loop, until the signal. */
export async function playLoops(
  sender: AlsSender,
  streams: readonly TimedStream[],
  loopMilliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const began = Date.now();
    await Promise.all(streams.map((stream) => playOnce(sender, stream, began, signal)));
    await until(began + loopMilliseconds, signal);
  }
}

/** One stream from its identifier to a clean end, as a proxy that is told to go. */
async function playOnce(
  sender: AlsSender,
  stream: TimedStream,
  began: number,
  signal: AbortSignal,
): Promise<void> {
  const [first] = stream;
  if (first === undefined) return;
  await until(began + first.at, signal);
  if (signal.aborted) return;
  const sent = sender.open();
  for (const { at, message } of stream) {
    await until(began + at, signal);
    if (signal.aborted) break;
    await sent.send(message);
  }
  await sent.end();
}

/** Ends early, and quietly, on the signal. */
export async function until(moment: number, signal: AbortSignal): Promise<void> {
  const rest = moment - Date.now();
  if (rest <= 0 || signal.aborted) return;
  await delay(rest, undefined, { signal }).catch(() => undefined);
}
