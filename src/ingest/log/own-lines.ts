import type { Envelope } from './envelope.ts';
import { createOwnJsonReader } from './json-format.ts';
import type { JsonObject } from './json-line.ts';
import type { LineFault, LogFormat, LogLine } from './log-line.ts';
import type { OwnFormat } from './own-format.ts';
import { createOwnTextReader } from './own-text-line.ts';

/** What a line is by one of the formats. */
export interface Reading {
  readonly kind: LogFormat;
  readonly result: LogLine | LineFault;
}

export type Readings = readonly [Reading, ...Reading[]];

export function isSome(readings: readonly Reading[]): readings is Readings {
  return readings.length > 0;
}

export interface OwnLines {
  /** One for each format that it fits: a char per byte. A time before it is its own if it fits no format without. */
  text(line: Pick<Envelope, 'content' | 'timed'>): Reading[];
  object(object: JsonObject): Reading[];
}

/** Reads lines by formats of the mesh's or the user's own. */
export function createOwnLines(formats: readonly OwnFormat[]): OwnLines {
  const texts = formats.flatMap((one) => (one.kind === 'envoy-text' ? createOwnTextReader(one.format) : []));
  const objects = formats.flatMap((one) =>
    one.kind === 'envoy-json' ? createOwnJsonReader(one.format) : [],
  );

  function readingsOf(line: string): Reading[] {
    const readings: Reading[] = [];
    for (const reader of texts) {
      const result = reader.read(line);
      if (result !== 'no-match') readings.push({ kind: 'envoy-text', result });
    }
    return readings;
  }

  return {
    text({ content, timed }) {
      const readings = readingsOf(content);
      return readings.length > 0 || timed === null ? readings : readingsOf(timed);
    },
    object(object) {
      return objects
        .filter((reader) => reader.fits(object))
        .map((reader) => ({ kind: 'envoy-json', result: reader.read(object) }));
    },
  };
}

/**
 * The one thing that all readings say. What two formats read differently is told by neither,
 * since a header of one may hold what looks like the other.
 */
export function agreed([first, ...others]: Readings): Reading {
  const meaning = meaningOf(first);
  const alike = others.every((other) => meaningOf(other) === meaning);
  return alike ? first : { kind: first.kind, result: 'ambiguous-line' };
}

/** What must not differ: who was called, how, and how it ended. What one of them doesn't say is not compared. */
function meaningOf({ result }: Reading): string {
  if (typeof result === 'string') return result;
  const { startTime, protocol, method, path, code, flags, upstreamCluster, local, remote } = result;
  return JSON.stringify([startTime, protocol, method, path, code, flags, upstreamCluster, local, remote]);
}
