import { type CharSet, charSet } from './char-set.ts';

/**
 * One step through a text: a character, one character of a set, or any number of them. A value of a policy is a
 * sequence of such steps, in whatever form it is written.
 */
export type Step = number | { readonly set: CharSet; readonly many: boolean };

/** A language of texts: what matches all steps, from the first character to the last. */
export type Pattern = readonly Step[];

export function text(literal: string): Pattern {
  return Array.from({ length: literal.length }, (_, index) => literal.charCodeAt(index));
}

/** A text in upper or lower case. */
export function foldedText(literal: string): Pattern {
  return [...literal].map((char) => {
    const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
    return lower === upper ? char.charCodeAt(0) : one(charSet(lower + upper));
  });
}

export function one(set: CharSet): Step {
  return { set, many: false };
}

export function any(set: CharSet): Step {
  return { set, many: true };
}

export function some(set: CharSet): Pattern {
  return [one(set), any(set)];
}

function admits(step: Step, code: number): boolean {
  return typeof step === 'number' ? step === code : step.set.has(code);
}

/** Is the text in the pattern's language? Walks all ways through the steps at once. */
export function matchesPattern(pattern: Pattern, word: string): boolean {
  let at = withSkips(pattern, [0]);
  for (let i = 0; i < word.length && at.length > 0; i++) {
    const code = word.charCodeAt(i);
    const next: number[] = [];
    for (const position of at) {
      const step = pattern[position];
      if (step === undefined || !admits(step, code)) continue;
      next.push(typeof step !== 'number' && step.many ? position : position + 1);
    }
    at = withSkips(pattern, next);
  }
  return at.includes(pattern.length);
}

/** A step of any number may also be left without taking a character. */
function withSkips(pattern: Pattern, positions: readonly number[]): number[] {
  const all = new Set(positions);
  for (const position of all) {
    const step = pattern[position];
    if (step !== undefined && typeof step !== 'number' && step.many) all.add(position + 1);
  }
  return [...all];
}
