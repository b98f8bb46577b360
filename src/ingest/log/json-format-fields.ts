import { leastMax, unmetNeeds } from './format-needs.ts';
import { keyOf, type TemplateLeaf } from './json-format-leaves.ts';
import { type MixedText, mixedText } from './json-format-mixed.ts';
import { type Field, operatorOf } from './operators.ts';

/** An operator of a field, somewhere in a template. */
export interface Sighting {
  readonly field: Field;
  readonly leaf: TemplateLeaf;
  /** Which of the leaf's operators. */
  readonly index: number;
  readonly text: string;
  /** Bytes after which the writer cuts it; null = nowhere. */
  readonly max: number | null;
  readonly timePattern: string | null;
  /** What the leaf's values are made of, where they aren't this operator's alone. */
  readonly mixed: MixedText | null;
}

export interface TemplateFields {
  readonly chosen: ReadonlyMap<Field, Sighting>;
  /** Why lines of the template can't be read, each naming a key or an operator. */
  readonly problems: readonly string[];
}

/** Which operator of a template is read for each field: the first whole one, else the first. */
export function templateFields(leaves: readonly TemplateLeaf[]): TemplateFields {
  const sightings = leaves.flatMap(sightingsIn);
  const readable = sightings.filter(({ leaf, mixed }) => mixed !== null || isBare(leaf));
  const long = readable.filter((one) => !isTooShort(one));
  const chosen = new Map<Field, Sighting>();
  for (const one of [...readable.filter(({ max }) => max === null), ...long, ...readable]) {
    if (!chosen.has(one.field)) chosen.set(one.field, one);
  }
  const cut = [...chosen.values()].filter(isTooShort).map(tooShort);
  return { chosen, problems: [...lacking(chosen, sightings, leaves), ...cut] };
}

/** One operator and nothing else: its value comes as what it is, a number or a text. */
function isBare({ parts }: TemplateLeaf): boolean {
  return parts.length === 1 && parts[0]?.kind === 'operator';
}

function sightingsIn(leaf: TemplateLeaf): Sighting[] {
  const mixed = isBare(leaf) ? null : mixedText(leaf.parts);
  const operators = leaf.parts.filter(({ kind }) => kind === 'operator');
  return operators.flatMap(({ text }, index): Sighting[] => {
    const operator = operatorOf(text);
    if (operator === null || operator.field === null) return [];
    const { field, max, timePattern } = operator;
    return [{ field, leaf, index, text, max, timePattern, mixed }];
  });
}

function isTooShort({ field, max }: Sighting): boolean {
  return max !== null && max < leastMax(field);
}

function tooShort({ field, text, leaf }: Sighting): string {
  return `${keyOf(leaf.path)} cuts %${text}%, whose values may be longer: give it ${leastMax(field)} or no limit`;
}

function lacking(
  chosen: ReadonlyMap<Field, Sighting>,
  sightings: readonly Sighting[],
  leaves: readonly TemplateLeaf[],
): string[] {
  return unmetNeeds(new Set(chosen.keys())).map(({ fields, what, operator }) => {
    const inside = sightings.find(({ field }) => fields.includes(field));
    if (inside !== undefined) {
      const where = `%${inside.text}% stands only in ${keyOf(inside.leaf.path)}`;
      return `${where}, where it isn't sure what belongs to it: give it a key of its own`;
    }
    const time = fields.includes('startTime') ? timeIn(leaves) : undefined;
    if (time !== undefined) return `%${time}% doesn't tell an instant: use %START_TIME%`;
    return `no key says ${what}: add ${operator}`;
  });
}

/** A time that isn't read. */
function timeIn(leaves: readonly TemplateLeaf[]): string | undefined {
  const parts = leaves.flatMap((leaf) => leaf.parts);
  return parts.find(({ kind, text }) => kind === 'operator' && text.startsWith('START_TIME'))?.text;
}
