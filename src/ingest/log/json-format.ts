import { AppError } from '../../app-error.ts';
import { barePath } from '../../core/identify/path.ts';
import type { JsonTemplate } from '../../core/model/log-template.ts';
import { type Sighting, templateFields } from './json-format-fields.ts';
import { type TemplateLeaf, type TemplateList, templateLeaves, valueAt } from './json-format-leaves.ts';
import { splitMixed } from './json-format-mixed.ts';
import { createJsonLineReader, type JsonObject } from './json-line.ts';
import { ISTIO_KEYS, KEYS } from './json-line-keys.ts';
import type { LineFault, LogLine } from './log-line.ts';
import type { Field } from './operators.ts';
import { createPatternReader } from './time-pattern.ts';

/** A value of the lines that is read, for one field or several. */
interface JsonSource {
  readonly path: readonly string[];
  readonly reads: readonly [Sighting, ...Sighting[]];
}

/** A JSON format, ready to read lines by. */
export interface JsonFormat {
  readonly keys: ReadonlySet<string>;
  readonly sources: readonly JsonSource[];
  /** Where the time and the code stand. */
  readonly marks: readonly (readonly string[])[];
  /** Texts that stand in each line as they are. */
  readonly literals: readonly { readonly path: readonly string[]; readonly text: string }[];
  readonly lists: readonly TemplateList[];
  /** The argument of START_TIME. */
  readonly timePattern: string | null;
}

export interface OwnJsonReader {
  /** Whether an object looks like a line of the format. */
  fits(object: JsonObject): boolean;
  read(object: JsonObject): LogLine | LineFault;
}

/**
 * Works out where the lines of a template say what. Of several keys that say the same the first counts. Throws
 * AppError `invalid` that names all that can't be read: what no key says, or only one whose value could be split in
 * several ways, and what is cut.
 */
export function compileJsonFormat(fields: JsonTemplate): JsonFormat {
  const { leaves, lists } = templateLeaves(fields);
  const { chosen, problems } = templateFields(leaves);
  if (problems.length > 0) {
    throw new AppError('invalid', `log format: ${problems.join('; ')}`, {
      hint: 'change the format so, or have the proxies send what they log: see leastpath setup',
    });
  }
  const sources = leaves.flatMap((leaf): JsonSource[] => {
    const [first, ...others] = [...chosen.values()].filter((one) => one.leaf === leaf);
    return first === undefined ? [] : [{ path: leaf.path, reads: [first, ...others] }];
  });
  return {
    keys: new Set(Object.keys(fields)),
    sources,
    marks: (['startTime', 'code'] as const).map((field) => (chosen.get(field) as Sighting).leaf.path),
    literals: leaves.flatMap(literalIn),
    lists: lists.filter(({ path }) => sources.some((source) => isUnder(source.path, path))),
    timePattern: chosen.get('startTime')?.timePattern ?? null,
  };
}

function literalIn({ path, parts: [first, ...others] }: TemplateLeaf): JsonFormat['literals'] {
  return first?.kind === 'literal' && others.length === 0 ? [{ path, text: first.text }] : [];
}

function isUnder(path: readonly string[], list: readonly string[]): boolean {
  return list.every((key, depth) => path[depth] === key);
}

/** Reads lines of a format by giving its values the keys of Istio's. */
export function createOwnJsonReader(format: JsonFormat): OwnJsonReader {
  const lines = createJsonLineReader(createPatternReader(format.timePattern).read);
  return {
    fits: (object) => fits(format, object),
    read(object) {
      const values = renamed(format, object);
      if (values === null) return 'unparsable-line';
      const line = lines.read(values);
      return typeof line === 'string' ? line : withCut(line, format, values);
    },
  };
}

/**
 * What is missing may have been left out because it was empty, and keys may have been added on the way; but not both,
 * and not the keys of Istio's own format.
 */
function fits(format: JsonFormat, object: JsonObject): boolean {
  const { keys, marks, literals, lists } = format;
  if (marks.some((path) => !isPrintable(valueAt(object, path)))) return false;
  if (literals.some(({ path, text }) => text !== '' && valueAt(object, path) !== text)) return false;
  for (const { path, length } of lists) {
    const list = valueAt(object, path) ?? null;
    if (list !== null && !(Array.isArray(list) && list.length === length)) return false;
  }
  const added = Object.keys(object).filter((key) => !keys.has(key));
  if (added.length === 0) return true;
  return !added.some((key) => ISTIO_KEYS.has(key)) && [...keys].every((key) => Object.hasOwn(object, key));
}

function isPrintable(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

/** By Istio's keys; null = a value is of another kind than Envoy writes there. */
function renamed({ sources }: JsonFormat, object: JsonObject): Record<string, unknown> | null {
  const values: Record<string, unknown> = {};
  for (const { path, reads } of sources) {
    const value = valueAt(object, path) ?? null;
    if (!isPrintable(value)) return null;
    const { mixed } = reads[0];
    const parts = mixed === null || value === null ? null : splitMixed(mixed, String(value));
    if (mixed !== null && value !== null && parts === null) return null;
    // What the format has but the line hasn't is none, not unknown.
    for (const { field, index } of reads) values[KEYS[field]] = parts === null ? value : parts[index];
  }
  return values;
}

/** A path as long as its limit may go on, unless the cut is behind it, in its query. */
function withCut(line: LogLine, { sources }: JsonFormat, values: Readonly<Record<string, unknown>>): LogLine {
  const isCut = ({ field, max }: Sighting) => {
    const value = PATHS.has(field) && max !== null ? values[KEYS[field]] : null;
    return (
      typeof value === 'string' && Buffer.byteLength(value) >= (max as number) && barePath(value) === value
    );
  };
  if (!sources.some(({ reads }) => reads.some(isCut))) return line;
  const { path, originalPath } = line;
  const same = path !== null && originalPath !== null && areOfOne(path, originalPath);
  // Without its query, which would say that the path is whole.
  return { ...line, path: path && barePath(path), originalPath: same ? null : originalPath, pathCut: true };
}

function areOfOne(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

const PATHS: ReadonlySet<Field> = new Set(['path', 'rawPath', 'originalPath']);
