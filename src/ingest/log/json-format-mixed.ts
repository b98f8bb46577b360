import type { FormatPart } from './format-parts.ts';
import type { Alphabet } from './format-shape.ts';
import { operatorOf } from './operators.ts';

/** A string of several operators, or of one between literals, that falls apart in one way only. */
export interface MixedText {
  /** `literals[i]` stands before word i of the string's parts; the last one at its end. */
  readonly literals: readonly string[];
  /** By operator; null = any text, which only one of them may be. */
  readonly alphabets: readonly (Alphabet | null)[];
}

/** null = it could be split in several ways. */
export function mixedText(parts: readonly FormatPart[]): MixedText | null {
  const literals = [''];
  const alphabets: (Alphabet | null)[] = [];
  for (const part of parts) {
    if (part.kind === 'literal') literals[alphabets.length] = part.text;
    else {
      const shape = operatorOf(part.text)?.shape;
      alphabets.push(shape?.kind === 'word' ? shape.alphabet : null);
      literals.push('');
    }
  }
  const mixed = { literals, alphabets };
  return isSplittable(mixed) ? mixed : null;
}

/** Each word, from either end to the free text, must end where a literal begins. */
function isSplittable({ literals, alphabets }: MixedText): boolean {
  const free = freeOf(alphabets);
  if (alphabets.filter((alphabet) => alphabet === null).length > 1) return false;
  return alphabets.every((alphabet, index) => {
    if (alphabet === null || index === free) return true;
    const border = index < free ? literals[index + 1]?.at(0) : literals[index]?.at(-1);
    return border !== undefined && !holds(alphabet, border.charCodeAt(0));
  });
}

/** What is left when all others are split off; the last one where all are words. */
function freeOf(alphabets: MixedText['alphabets']): number {
  const free = alphabets.indexOf(null);
  return free < 0 ? alphabets.length - 1 : free;
}

/** The operators' values; null = the text is not of this form. */
export function splitMixed({ literals, alphabets }: MixedText, text: string): string[] | null {
  const free = freeOf(alphabets);
  const values: string[] = [];
  let from = 0;
  let to = text.length;
  for (let index = 0; index < free; index++) {
    const start = from + (literals[index] as string).length;
    if (!text.startsWith(literals[index] as string, from)) return null;
    from = start;
    while (from < to && holds(alphabets[index] as Alphabet, text.charCodeAt(from))) from++;
    values[index] = text.slice(start, from);
  }
  for (let index = alphabets.length - 1; index > free; index--) {
    const literal = literals[index + 1] as string;
    const end = to - literal.length;
    if (end < from || !text.startsWith(literal, end)) return null;
    to = end;
    while (to > from && holds(alphabets[index] as Alphabet, text.charCodeAt(to - 1))) to--;
    values[index] = text.slice(to, end);
  }
  const before = literals[free] as string;
  const after = literals[free + 1] as string;
  if (to - from < before.length + after.length) return null;
  if (!text.startsWith(before, from) || !text.startsWith(after, to - after.length)) return null;
  values[free] = text.slice(from + before.length, to - after.length);
  // One alone is what is between its literals, whatever that is.
  const alphabet = alphabets.length === 1 ? null : alphabets[free];
  return alphabet && [...values[free]].some((char) => !holds(alphabet, char.charCodeAt(0))) ? null : values;
}

/** Letters beyond ASCII count as the bytes that they are of. */
function holds(alphabet: Alphabet, char: number): boolean {
  return alphabet[Math.min(char, 255)] === 1;
}
