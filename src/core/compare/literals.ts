import { addressRange } from './address-range.ts';
import type { AddressRange, Atom, TextAtom } from './atom.ts';
import type { Attribute } from './attribute.ts';
import { dimensionOf } from './dimension-name.ts';
import type { Literal } from './entry.ts';
import type { Reading } from './reading.ts';
import { resolveValue } from './resolve-value.ts';
import { textLanguage } from './text-values.ts';

/** A field of a policy with its twin (F3); an empty list is no condition (F4). */
export interface Condition {
  readonly attribute: Attribute;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
}

/** Makes conditions into literals. Equal lists of values are one atom, whichever side they stand on. */
export interface Literals {
  readonly reading: Reading;
  /** `policyNamespace` is for service accounts that name none (S5). */
  of(condition: Condition, policyNamespace: string): Literal[];
}

export function createLiterals(reading: Reading): Literals {
  const known = new Map<string, Atom>();
  function literal(attribute: Attribute, values: readonly string[], holds: boolean, namespace: string) {
    const all = values.flatMap((value) => resolveValue(attribute, value, namespace, reading));
    const resolved = [...new Set(all)].sort();
    const key = JSON.stringify([attribute, resolved]);
    const atom = known.get(key) ?? atomOf(known.size, attribute, resolved, reading);
    known.set(key, atom);
    return { dimension: dimensionOf(attribute, atom, reading), atom, holds };
  }

  return {
    reading,
    of({ attribute, values, notValues }, namespace) {
      const literals: Literal[] = [];
      if (values.length > 0) literals.push(literal(attribute, values, true, namespace));
      if (notValues.length > 0) literals.push(literal(attribute, notValues, false, namespace));
      return literals;
    },
  };
}

function atomOf(id: number, attribute: Attribute, values: readonly string[], reading: Reading): Atom {
  switch (attribute.kind) {
    case 'sourceIp':
    case 'remoteIp':
    case 'destinationIp':
      return { kind: 'address', id, ranges: values.map(addressRange).filter(isRange) };
    case 'port':
      return { kind: 'port', id, ports: new Set(values.map(Number)) };
    case 'token':
    case 'other':
      return { kind: 'opaque', id, depends: attribute.kind, key: attribute.key };
    default:
      return textAtom(id, attribute, values, reading);
  }
}

function isRange(range: AddressRange | null): range is AddressRange {
  return range !== null;
}

/** Its languages are made when first asked for: of equal sets nobody does. */
function textAtom(id: number, attribute: Attribute, values: readonly string[], reading: Reading): TextAtom {
  let languages: Pick<TextAtom, 'exact' | 'patterns'> | null = null;
  function made(): Pick<TextAtom, 'exact' | 'patterns'> {
    languages ??= languagesOf(attribute, values, reading);
    return languages;
  }
  return {
    kind: 'text',
    id,
    get exact() {
      return made().exact;
    },
    get patterns() {
      return made().patterns;
    },
  };
}

function languagesOf(
  attribute: Attribute,
  values: readonly string[],
  reading: Reading,
): Pick<TextAtom, 'exact' | 'patterns'> {
  const languages = values.map((value) => textLanguage(attribute, value, reading));
  const exact = languages.filter((language) => typeof language === 'string');
  const patterns = languages.filter((language) => typeof language !== 'string').flat();
  return { exact: new Set(exact), patterns };
}
