import { barePath } from '../../core/identify/path.ts';
import type { CompiledFormat } from './compile-format.ts';
import { createJsonLineReader } from './json-line.ts';
import { KEYS } from './json-line-keys.ts';
import type { LineFault, LogLine } from './log-line.ts';
import { FIELDS, type Field } from './operators.ts';
import { createLineSplit } from './split-line.ts';
import { createPatternReader } from './time-pattern.ts';

const PATHS: readonly Field[] = ['path', 'rawPath', 'originalPath'];

export interface OwnTextReader {
  /** `no-match`: it is no line of the format. `line`: a char per byte, as the values are. */
  read(line: string): LogLine | LineFault | 'no-match';
}

/**
 * Reads lines of a format that isn't Istio's own. Never guesses: what has two readings is `ambiguous-line`.
 * What the values mean is told by the reader of Istio's JSON lines, which have a key for each.
 */
export function createOwnTextReader(format: CompiledFormat): OwnTextReader {
  const { bounds, split } = createLineSplit();
  const times = createPatternReader(format.operators.get('startTime')?.timePattern ?? null);
  const lines = createJsonLineReader(times.read);
  const fields = FIELDS.flatMap((field, slot) =>
    format.operators.has(field) ? [{ slot, key: KEYS[field] }] : [],
  );
  const cuts = PATHS.flatMap((field) => {
    const max = format.operators.get(field)?.max ?? null;
    return max === null ? [] : [{ key: KEYS[field], max }];
  });

  return {
    read(line) {
      const result = split(line, format);
      if (result !== 'split') return result === 'ambiguous' ? 'ambiguous-line' : 'no-match';
      const values: Record<string, string> = {};
      for (const { slot, key } of fields) values[key] = line.slice(bounds[2 * slot], bounds[2 * slot + 1]);
      const read = lines.read(values);
      if (typeof read === 'string') return read === 'unparsable-line' ? 'no-match' : read;
      const isCut = cuts.some(({ key, max }) => goesOn(values[key] as string, max));
      // A query would say that the path before it is whole.
      return isCut ? { ...read, pathCut: true, path: read.path && barePath(read.path) } : read;
    },
  };
}

/** Behind a query there is nothing more of the path. */
function goesOn(path: string, max: number): boolean {
  return path.length >= max && barePath(path) === path;
}
