import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { type CapturedStream, capturedStreams } from '../../ingest/als/als-replay.ts';

/** A message and when it arrived, ms from the start of the loop. */
export interface TimedMessage {
  readonly at: number;
  readonly message: Buffer;
}

export type TimedStream = readonly TimedMessage[];

export interface RecordedMesh {
  readonly loopMilliseconds: number;
  readonly mesh: readonly TimedStream[];
  /** Streams of the workload that appears later than the others. */
  readonly late: readonly TimedStream[];
}

interface Offsets {
  readonly loopMilliseconds: number;
  readonly mesh: readonly number[];
  readonly late: readonly number[];
}

/** What real Envoys sent in one loop of scripted traffic, with the arrival of each message. */
export async function readRecordedMesh(): Promise<RecordedMesh> {
  const offsets = JSON.parse(await readFile(beside('mesh.offsets.json'), 'utf8')) as Offsets;
  return {
    loopMilliseconds: offsets.loopMilliseconds,
    mesh: timed(await streamsOf('mesh.als.gz'), offsets.mesh),
    late: timed(await streamsOf('late.als.gz'), offsets.late),
  };
}

function beside(name: string): URL {
  return new URL(name, import.meta.url);
}

async function streamsOf(name: string): Promise<CapturedStream[]> {
  return capturedStreams(gunzipSync(await readFile(beside(name))));
}

/** `offsets`: one for each message, stream after stream. */
function timed(streams: readonly CapturedStream[], offsets: readonly number[]): TimedStream[] {
  let next = 0;
  return streams.map((stream) => stream.map((message) => ({ at: offsets[next++] ?? 0, message })));
}
