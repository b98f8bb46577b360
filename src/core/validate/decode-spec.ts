import type { Action } from '../model/policy.ts';
import { keyPath } from './crd-schema.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { ACTIONS, SPEC } from './policy-shape.ts';
import type { ObjectShape, Shape } from './shape.ts';
import { isRecord, quoted, typeWords } from './value-words.ts';

/** Lists by field, twins included; one that is empty is not there (F5). */
export type DecodedFields = Readonly<Record<string, readonly string[] | undefined>>;

export interface DecodedTarget {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface DecodedRule {
  readonly from?: readonly { readonly source?: DecodedFields }[];
  readonly to?: readonly { readonly operation?: DecodedFields }[];
  readonly when?: readonly {
    readonly key?: string;
    readonly values?: readonly string[];
    readonly notValues?: readonly string[];
  }[];
}

/** `spec` as the webhook judges it. Absent fields, null and empty lists are all `undefined`. */
export interface DecodedSpec {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly targetRef?: DecodedTarget;
  readonly targetRefs?: readonly DecodedTarget[];
  /** null = a number that is none of the four. */
  readonly action?: Action | null;
  readonly provider?: { readonly name?: string };
  readonly rules?: readonly DecodedRule[];
}

/**
 * Reads `spec` as istiod does, from JSON into its message type (W5): null is "not set", unknown fields are
 * passed over, `not_paths` is another name for `notPaths`, an action may be a number. What doesn't fit is
 * complained of, and then nothing else is judged.
 */
export function decodeSpec(value: unknown): DecodedSpec | { readonly complaints: readonly Complaint[] } {
  const complaints: Complaint[] = [];
  const spec: DecodedSpec = decodeObject(value, SPEC, 'spec', complaints);
  return complaints.length > 0 ? { complaints } : spec;
}

function decodeObject(
  value: unknown,
  shape: ObjectShape,
  path: string,
  found: Complaint[],
): Readonly<Record<string, unknown>> {
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) {
    found.push(unreadable('a map of fields', value, path));
    return {};
  }
  const fields: Record<string, unknown> = {};
  // What is there is little of what may be there.
  for (const key of Object.keys(value)) {
    const raw = value[key];
    const name = fieldName(key, shape);
    const field = name === null ? undefined : shape.fields[name];
    if (raw === null || raw === undefined || name === null || field === undefined) continue;
    if (name !== key && Object.hasOwn(value, name)) continue;
    fields[name] = decodeValue(raw, field, `${path}.${key}`, found);
  }
  return fields;
}

function decodeValue(value: unknown, shape: Shape, path: string, found: Complaint[]): unknown {
  switch (shape.type) {
    case 'text':
      if (typeof value === 'string') return value;
      if (value !== null) found.push(unreadable('text', value, path));
      return ''; // null among texts is an empty one
    case 'action':
      return decodeAction(value, path, found);
    case 'list':
      if (!Array.isArray(value)) {
        found.push(unreadable('a list', value, path));
        return undefined;
      }
      // F5: an empty list can't be told from none.
      if (value.length === 0) return undefined;
      if (shape.of.type === 'text' && value.every(isText)) return value;
      return value.map((item: unknown, index) => decodeValue(item, shape.of, `${path}[${index}]`, found));
    case 'map':
      if (!isRecord(value)) {
        found.push(unreadable('a map of text to text', value, path));
        return undefined;
      }
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          decodeValue(item, shape.of, keyPath(path, key), found),
        ]),
      );
    case 'object':
      return decodeObject(value, shape, path, found);
  }
}

/** The name, or a number that need not be one of the four: `null` then. */
function decodeAction(value: unknown, path: string, found: Complaint[]): string | null {
  if (typeof value === 'string' && ACTIONS.includes(value)) return value;
  const isNumber = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31;
  if (isNumber) return ACTIONS[value] ?? null;
  const what = typeof value === 'string' ? quoted(value) : typeWords(value);
  found.push(complaint('unknown-action', path, `An action can't be ${what}: use ${ACTIONS.join(', ')}.`));
  return null;
}

function unreadable(wanted: string, value: unknown, path: string): Complaint {
  return complaint('wrong-type', path, `Here must be ${wanted}, not ${typeWords(value)}.`);
}

/** The field that a key means: by its name, or by that in the message type; null = none. */
function fieldName(key: string, { fields }: ObjectShape): string | null {
  if (Object.hasOwn(fields, key)) return key;
  if (!key.includes('_') || key !== key.toLowerCase() || ONE_NAME.includes(key)) return null;
  const name = key.replaceAll(/_[a-z]/g, ([, letter = '']) => letter.toUpperCase());
  return Object.hasOwn(fields, name) ? name : null;
}

/** Fields that have no second name. */
const ONE_NAME = ['target_ref', 'target_refs'];

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
