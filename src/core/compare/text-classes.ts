import { type Atom, type Holding, holdingKey, type TextAtom, type ValueClass } from './atom.ts';
import type { Budget } from './budget.ts';
import { compareWords } from './char-set.ts';
import type { Domain } from './domain.ts';
import { reachableWords } from './reachable-words.ts';
import { holdingAt, literalsOf } from './text-literals.ts';
import { wordList } from './word-list.ts';

/** What a text attribute can be and which atoms look at it. */
export interface TextSearch {
  /** The texts, those of the first domain before those of the next. */
  readonly domains: readonly Domain[];
  /** Words to take before all others. */
  readonly usual: readonly string[];
  readonly atoms: readonly TextAtom[];
  /** Only words for which one of these holds; null = all. */
  readonly must: ReadonlySet<Atom> | null;
  readonly budget: Budget;
}

/**
 * Every combination of atoms that can hold together, once, by its first word: usual words, then domain by domain the
 * shortest and nicest.
 */
export function* textClasses(search: TextSearch): Generator<ValueClass<string>> {
  const seen = new Set<string>();
  for (const found of wordsOf(search)) {
    const key = holdingKey(found.holding);
    if (seen.has(key)) continue;
    seen.add(key);
    yield found;
  }
}

/** Literal values are looked up one by one; the automaton finds the words between them. */
function* wordsOf(search: TextSearch): Generator<ValueClass<string>> {
  const { domains, usual, atoms, must, budget } = search;
  const patterned = atoms.filter(({ patterns }) => patterns.length > 0);
  const needed = must === null ? null : patterned.filter((atom) => must.has(atom));
  const holdingOf = holdingAt(atoms, must);
  if (needed?.length === 0) {
    yield* literalWords(search, holdingOf);
    return;
  }
  for (const word of usual) yield* found(word, holdingOf);
  const literals = literalsOf(atoms, domains);
  const avoid = wordList([...usual, ...atoms.flatMap(({ exact }) => [...exact])]);
  const shortest = needed === null ? 0 : shortestOf(needed);
  let at = 0;
  for (const [stage, domain] of domains.entries()) {
    while (isBefore(shortest)) yield* found(literals[at++]!.word, holdingOf);
    for (const next of reachableWords({ domain, atoms: patterned, must, avoid, budget })) {
      while (isBefore(next.value)) yield* found(literals[at++]!.word, holdingOf);
      if (must === null || [...next.holding].some((atom) => must.has(atom))) yield next;
    }
    while (isBefore(Number.POSITIVE_INFINITY)) yield* found(literals[at++]!.word, holdingOf);

    /** Does the next literal come before a word, or before all words of a length? */
    function isBefore(limit: string | number): boolean {
      const literal = literals[at];
      if (literal === undefined || literal.stage > stage) return false;
      return typeof limit === 'number' ? literal.word.length < limit : compareWords(literal.word, limit) < 0;
    }
  }
}

/** If only literal values will do, no others need be looked for. */
function* literalWords(
  { domains, usual, atoms, must }: TextSearch,
  holdingOf: (word: string) => Holding | null,
): Generator<ValueClass<string>> {
  const literals = literalsOf(must === null ? atoms : atoms.filter((atom) => must.has(atom)), domains);
  const words = literals.map(({ word }) => word);
  for (const word of usual) if (words.includes(word)) yield* found(word, holdingOf);
  for (const word of words) yield* found(word, holdingOf);
}

function* found(value: string, holdingOf: (word: string) => Holding | null): Generator<ValueClass<string>> {
  const holding = holdingOf(value);
  if (holding !== null) yield { value, holding };
}

/** No word that the walk finds is shorter. */
function shortestOf(atoms: readonly TextAtom[]): number {
  const patterns = atoms.flatMap((atom) => atom.patterns);
  const lengths = patterns.map(
    (pattern) => pattern.filter((step) => typeof step === 'number' || !step.many).length,
  );
  return Math.min(...lengths);
}
