import { type Atom, type Holding, matchesText, type TextAtom } from './atom.ts';
import { compareWords } from './char-set.ts';
import { type Domain, isIn } from './domain.ts';

/** A literal value that a text can be, and the first domain that has it. */
export interface TextLiteral {
  readonly word: string;
  readonly stage: number;
}

/** The literal values of the atoms that can be, in the order of words. */
export function literalsOf(atoms: readonly TextAtom[], domains: readonly Domain[]): TextLiteral[] {
  const words = new Set<string>();
  for (const { exact } of atoms) for (const word of exact) words.add(word);
  return [...words]
    .map((word) => ({ word, stage: domains.findIndex((domain) => isIn(domain, word)) }))
    .filter(({ stage }) => stage >= 0)
    .sort((a, b) => a.stage - b.stage || compareWords(a.word, b.word));
}

/** Which atoms hold for a word, quickly for many words; null = none of those that must. */
export function holdingAt(
  atoms: readonly TextAtom[],
  must: ReadonlySet<Atom> | null,
): (word: string) => Holding | null {
  const byWord = new Map<string, TextAtom[]>();
  for (const atom of atoms) {
    for (const word of atom.exact) {
      const known = byWord.get(word);
      if (known === undefined) byWord.set(word, [atom]);
      else known.push(atom);
    }
  }
  const patterned = atoms.filter(({ patterns }) => patterns.length > 0);
  const needed = must === null ? [] : atoms.filter((atom) => must.has(atom));
  return (word) => {
    if (must !== null && !needed.some((atom) => matchesText(atom, word))) return null;
    const holding = new Set<Atom>(byWord.get(word));
    for (const atom of patterned) if (matchesText(atom, word)) holding.add(atom);
    return holding;
  };
}
