import { nearestField } from './nearest-field.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { ACTIONS } from './policy-shape.ts';
import type { ObjectShape, Shape, TextShape } from './shape.ts';
import { characters, isRecord, quoted, typeWords } from './value-words.ts';

/** What the CRD's schema has against a value: types, fields nobody knows, null, lengths, patterns. */
export function schemaComplaints(value: unknown, shape: Shape, path: string): Complaint[] {
  const found: Complaint[] = [];
  judge(value, shape, path, found);
  return found;
}

function judge(value: unknown, shape: Shape, path: string, found: Complaint[]): void {
  if (value === null) {
    found.push(complaint('null-value', path, 'Nothing stands here: give it a value, or remove the field.'));
    return;
  }
  switch (shape.type) {
    case 'text':
      if (typeof value === 'string') judgeText(value, shape, path, found);
      else found.push(notText(value, path));
      return;
    case 'action':
      found.push(...actionComplaints(value, path));
      return;
    case 'list':
      if (!Array.isArray(value)) {
        found.push(wrongType('a list', value, path));
        return;
      }
      found.push(...tooMany(value.length, shape.most, 'entries', path));
      value.forEach((item: unknown, index) => void judge(item, shape.of, `${path}[${index}]`, found));
      return;
    case 'map':
      if (!isRecord(value)) {
        found.push(wrongType('a map of text to text', value, path));
        return;
      }
      found.push(...tooMany(Object.keys(value).length, shape.most, 'entries', path));
      for (const [key, item] of Object.entries(value)) judge(item, shape.of, keyPath(path, key), found);
      return;
    case 'object':
      if (isRecord(value)) judgeObject(value, shape, path, found);
      else found.push(wrongType('a map of fields', value, path));
  }
}

function judgeObject(
  value: Readonly<Record<string, unknown>>,
  { fields, required = [] }: ObjectShape,
  path: string,
  found: Complaint[],
): void {
  for (const field of required) {
    if (Object.hasOwn(value, field)) continue;
    found.push(complaint('missing-field', `${path}.${field}`, `\`${field}\` is missing: it must be given.`));
  }
  for (const field of Object.keys(value)) {
    const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (known === undefined) found.push(unknownField(field, Object.keys(fields), path));
    else judge(value[field], known, `${path}.${field}`, found);
  }
}

/** `parent`: the path of the object that has the field; empty at the top. */
export function unknownField(field: string, known: readonly string[], parent: string): Complaint {
  const near = nearestField(field, known);
  const instead =
    near === null
      ? `known here are ${known.join(', ')}`
      : `did you mean \`${near}\`? It is dropped otherwise`;
  const path = parent === '' ? field : keyPath(parent, field);
  return complaint('unknown-field', path, `There is no field ${quoted(field)}: ${instead}.`);
}

function judgeText(text: string, shape: TextShape, path: string, found: Complaint[]): void {
  const { least = 0, most = Number.POSITIVE_INFINITY, pattern, words } = shape;
  // There are never more characters than `length` says: most texts need no counting.
  const length = least === 0 && text.length <= most ? text.length : characters(text);
  if (length < least)
    found.push(complaint('empty-value', path, 'An empty text stands here: name something.'));
  if (length > most) {
    found.push(complaint('too-long', path, `${length} characters: at most ${most} are taken.`));
  }
  if (pattern !== undefined && !pattern.test(text) && length >= least) {
    found.push(complaint('bad-text', path, `${quoted(text)} is not ${words ?? 'of the form asked for'}.`));
  }
}

function actionComplaints(value: unknown, path: string): Complaint[] {
  if (typeof value === 'string' && ACTIONS.includes(value)) return [];
  const what = typeof value === 'string' ? quoted(value) : typeWords(value);
  const upper = typeof value === 'string' && ACTIONS.includes(value.toUpperCase());
  const hint = upper ? `write ${value.toUpperCase()}` : `use ${ACTIONS.join(', ')}`;
  return [complaint('unknown-action', path, `An action can't be ${what}: ${hint}.`)];
}

function tooMany(count: number, most: number | undefined, what: string, path: string): Complaint[] {
  if (most === undefined || count <= most) return [];
  return [
    complaint('too-many', path, `${count} ${what}, but at most ${most} are taken: spread them over several.`),
  ];
}

function notText(value: unknown, path: string): Complaint {
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  const hint = scalar ? `put it in quotes: "${value}"` : 'write one text';
  return complaint('wrong-type', path, `Here must be text, not ${typeWords(value)}: ${hint}.`);
}

function wrongType(wanted: string, value: unknown, path: string): Complaint {
  const hint = wanted === 'a list' ? ': begin each entry with a dash' : '';
  return complaint('wrong-type', path, `Here must be ${wanted}, not ${typeWords(value)}${hint}.`);
}

/** `spec.selector.matchLabels["a.b/c"]` where a dot would mislead. */
export function keyPath(path: string, key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}[${quoted(key)}]`;
}
