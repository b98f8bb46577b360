import type { Envelope } from './envelope.ts';
import { createOwnJsonReader } from './json-format.ts';
import type { JsonObject } from './json-line.ts';
import type { LineFault, LogFormat, LogLine } from './log-line.ts';
import type { OwnFormat } from './own-format.ts';
import { createOwnTextReader } from './own-text-line.ts';

/** What a line is by one of the formats. `pod`: as what stood before it says. */
export interface Reading {
  readonly kind: LogFormat;
  readonly pod: string | null;
  readonly result: LogLine | LineFault;
}

export type Readings = readonly [Reading, ...Reading[]];

export function isSome(readings: readonly Reading[]): readings is Readings {
  return readings.length > 0;
}

export interface OwnLines {
  /** Some of the formats are TEXT. */
  readonly readsTexts: boolean;
  /** As it is, a char per byte: one for each format that it fits. */
  text(line: string): Reading[];
  /** Out of its envelope, whose time may as well be the line's own. */
  inside(envelope: Envelope): Reading[];
  object(object: JsonObject, pod: string | null): Reading[];
}

/** Reads lines by formats of the mesh's or the user's own. */
export function createOwnLines(formats: readonly OwnFormat[]): OwnLines {
  const texts = formats.flatMap((one) => (one.kind === 'envoy-text' ? createOwnTextReader(one.format) : []));
  const objects = formats.flatMap((one) =>
    one.kind === 'envoy-json' ? { keys: one.format.keys, ...createOwnJsonReader(one.format) } : [],
  );

  function readingsOf(line: string, pod: string | null): Reading[] {
    const readings: Reading[] = [];
    for (const reader of texts) {
      const result = reader.read(line);
      if (result !== 'no-match') readings.push({ kind: 'envoy-text', pod, result });
    }
    return readings;
  }

  return {
    readsTexts: texts.length > 0,
    text: (line) => readingsOf(line, null),
    inside({ content, timed, pod }) {
      const readings = readingsOf(content, pod);
      return timed === null ? readings : [...readings, ...readingsOf(timed, pod)];
    },
    object(object, pod) {
      const fitting = objects.filter((reader) => reader.fits(object));
      // One that knows all keys is surer than one to which some were added on the way.
      const whole = fitting.filter(({ keys }) => Object.keys(object).every((key) => keys.has(key)));
      return (whole.length > 0 ? whole : fitting).map((reader) => ({
        kind: 'envoy-json',
        pod,
        result: reader.read(object),
      }));
    },
  };
}

/**
 * The one thing that all readings say. What two formats, or a line with and without what may stand before it, tell
 * differently is told by neither, since a header may hold what looks like the other.
 */
export function agreed([first, ...others]: Readings): Reading {
  const meaning = meaningOf(first);
  const alike = others.every((other) => meaningOf(other) === meaning);
  return alike ? first : { ...first, result: 'ambiguous-line' };
}

/** All that they say, since each word may be the one that was forged: also whether there was something to say. */
function meaningOf({ pod, result }: Reading): string {
  if (typeof result === 'string') return result;
  return JSON.stringify([pod, result], (_, value: unknown) => (value === undefined ? 'unsaid' : value));
}
