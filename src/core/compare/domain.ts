import { type CharSet, charSet } from './char-set.ts';

interface Edge {
  readonly set: CharSet;
  readonly to: number;
}

/**
 * The texts that an attribute can be, as a deterministic automaton: a state is a number, 0 the start. A witness
 * is always one of them.
 */
export interface Domain {
  /** The state after a character; -1 = no text of the domain goes on so. */
  next(state: number, code: number): number;
  accepts(state: number): boolean;
}

/** Edges of one state by what is read; the first that fits is taken. Names of states are for the reader. */
export type StateTable = Readonly<
  Record<string, { readonly end?: true; readonly edges: readonly (readonly [CharSet, string])[] }>
>;

/** The table's first state is the start. */
export function domainOf(table: StateTable): Domain {
  const names = Object.keys(table);
  const numbers = new Map(names.map((name, number) => [name, number]));
  const states = Object.values(table);
  const edges = states.map(({ edges }) =>
    edges.map(([set, to]): Edge => ({ set, to: numbers.get(to) ?? -1 })),
  );
  const ends = states.map(({ end }) => end === true);
  return {
    next: (state, code) => edges[state]?.find(({ set }) => set.has(code))?.to ?? -1,
    accepts: (state) => ends[state] === true,
  };
}

/** The domain's texts, each behind the same literal beginning. */
export function behind(literal: string, rest: Domain): Domain {
  const { length } = literal;
  return {
    next(state, code) {
      if (state < length) return literal.charCodeAt(state) === code ? state + 1 : -1;
      const next = rest.next(state - length, code);
      return next < 0 ? -1 : next + length;
    },
    accepts: (state) => state >= length && rest.accepts(state - length),
  };
}

export function isIn(domain: Domain, word: string): boolean {
  let state = 0;
  for (let i = 0; i < word.length && state >= 0; i++) state = domain.next(state, word.charCodeAt(i));
  return state >= 0 && domain.accepts(state);
}

/** An edge for some characters. */
export function on(characters: string, to: string): readonly [CharSet, string] {
  return [charSet(characters), to];
}

/** The domain without one word. */
export function except(word: string, domain: Domain): Domain {
  // A state is one of the domain's and how many characters of the word were read; `apart` = something else was.
  const apart = word.length + 1;
  const size = apart + 1;
  return {
    next(state, code) {
      const next = domain.next(Math.floor(state / size), code);
      const read = state % size;
      const same = read < word.length && word.charCodeAt(read) === code;
      return next < 0 ? -1 : next * size + (same ? read + 1 : apart);
    },
    accepts: (state) => domain.accepts(Math.floor(state / size)) && state % size !== word.length,
  };
}
