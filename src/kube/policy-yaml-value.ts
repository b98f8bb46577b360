import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { DocumentError } from './policy-document.ts';

/** More copies by aliases than any policy has; what explodes has billions. */
const MOST_COPIES = 100_000;

/** What stands in the way of a value, at an offset of the text. */
export interface YamlProblem extends DocumentError {
  readonly offset: number;
}

interface Reading {
  /** The last node of each anchor so far, with its value and the number of nodes in it. */
  readonly anchors: Map<string, { readonly value: unknown; readonly size: number } | null>;
  size: number;
  copies: number;
  problem: YamlProblem | null;
  /** Offset of the first `{{` in a text or key. */
  templated: number | null;
}

export interface YamlValue {
  readonly value: unknown;
  readonly problem: YamlProblem | null;
  readonly templated: number | null;
}

/**
 * The value of a YAML document as kubectl makes JSON of it: `yes` and `on` are truth values, `<<` merges,
 * keys are text, aliases are followed up to a limit. In one pass over the nodes, whatever they are.
 */
export function yamlValue(root: Node | null): YamlValue {
  const reading: Reading = { anchors: new Map(), size: 0, copies: 0, problem: null, templated: null };
  const value = nodeValue(root, reading);
  return { value, problem: reading.problem, templated: reading.templated };
}

function nodeValue(node: unknown, reading: Reading): unknown {
  if (reading.problem !== null) return undefined;
  reading.size += 1;
  if (isAlias(node)) return aliasValue(node, reading);
  const before = reading.size;
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  if (anchor !== undefined) reading.anchors.set(anchor, null);
  const value = plainValue(node, reading);
  if (anchor !== undefined) reading.anchors.set(anchor, { value, size: reading.size - before + 1 });
  return value;
}

function plainValue(node: unknown, reading: Reading): unknown {
  if (isScalar(node)) return scalarValue(node, reading);
  if (isSeq(node)) return node.items.map((item) => nodeValue(item, reading));
  return isMap(node) ? mapValue(node, reading) : null;
}

function aliasValue(alias: Alias, reading: Reading): unknown {
  const target = reading.anchors.get(alias.source);
  const name = `*${alias.source}`;
  if (!target) {
    const why = target === null ? 'stands inside what it means' : 'has no anchor before it';
    return stop(reading, alias, 'bad-alias', `the alias ${name} ${why}`, 'write the value itself');
  }
  reading.size += target.size;
  reading.copies += target.size;
  if (reading.copies <= MOST_COPIES) return target.value;
  const message = `its aliases stand for more than ${MOST_COPIES} values, from ${name} on`;
  return stop(reading, alias, 'alias-bomb', message, 'write the values themselves: no policy needs so many');
}

/**
 * YAML 1.1, as Kubernetes tools read it, where YAML 1.2 sees text. `y` and `n` stay text: most tools write
 * them without quotes, and not all read them as truth values.
 */
const TRUE = /^(?:yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|off|Off|OFF)$/;

function scalarValue(scalar: Scalar, reading: Reading): unknown {
  const { value } = scalar;
  if (typeof value !== 'string') return value;
  if (value.includes('{{')) reading.templated ??= offsetOf(scalar);
  if (scalar.type !== 'PLAIN' || scalar.tag !== undefined) return value;
  if (TRUE.test(value)) return true;
  return FALSE.test(value) ? false : value;
}

function mapValue(map: YAMLMap, reading: Reading): unknown {
  const entries = new Map<string, unknown>();
  const merged = new Map<string, unknown>();
  for (const pair of map.items) {
    if (reading.problem !== null) return undefined;
    const key = keyOf(pair, reading);
    if (key === null) return undefined;
    if (key === '<<' && isPlain(pair.key)) {
      for (const [name, value] of mergedEntries(pair.value, reading)) {
        if (!merged.has(name)) merged.set(name, value);
      }
    } else if (entries.has(key)) {
      const { id, message, hint } = duplicateKey(JSON.stringify(key));
      return stop(reading, pair.key, id, message, hint);
    } else entries.set(key, nodeValue(pair.value, reading));
  }
  return Object.fromEntries([...merged, ...entries]);
}

/** `key`: in its quotes. */
export function duplicateKey(key: string): DocumentError {
  return {
    id: 'duplicate-key',
    message: `the key ${key} stands there twice`,
    hint: 'keep one of them, or put both values into one list: the first would be lost',
  };
}

/** null = no key that JSON could have. */
function keyOf({ key }: Pair, reading: Reading): string | null {
  if (isScalar(key)) return String(scalarValue(key, reading) ?? 'null');
  if (isAlias(key)) return String(aliasValue(key, reading));
  if (key === null) return 'null';
  reading.templated ??= offsetOf(key); // {{ x }} is a map as a key
  stop(reading, key, 'syntax', 'a key must be text, not a map or a list', 'put text with braces in quotes');
  return null;
}

function mergedEntries(node: unknown, reading: Reading): [string, unknown][] {
  const value = nodeValue(node, reading);
  const maps: unknown[] = Array.isArray(value) ? value : [value];
  return maps.flatMap((map) => (typeof map === 'object' && map !== null ? Object.entries(map) : []));
}

function isPlain(node: unknown): boolean {
  return isScalar(node) && node.type === 'PLAIN';
}

function stop(reading: Reading, node: unknown, id: string, message: string, hint: string): undefined {
  reading.problem ??= { id, message, hint, offset: offsetOf(node) };
  return undefined;
}

export function offsetOf(node: unknown): number {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0;
}
