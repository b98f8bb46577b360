/** Reproducible choices: the same seed makes the same ones. */
export interface Random {
  /** 0 … below − 1. */
  int(below: number): number;
  chance(share: number): boolean;
  /** Throws for an empty list. */
  pick<T>(list: readonly T[]): T;
  /** `least` to `most` of them, in any order; one may come twice. */
  some<T>(list: readonly T[], least: number, most: number): T[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  /** Mulberry32: 32 bits of state are enough for lists of tests. */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const int = (below: number) => Math.floor(next() * below);
  function pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[int(list.length)]!;
  }
  return {
    int,
    pick,
    chance: (share) => next() < share,
    some: (list, least, most) => Array.from({ length: least + int(most - least + 1) }, () => pick(list)),
  };
}

/** `ORACLE_SEED`, or another one each time; every test says in its title which it was. */
export function oracleSeed(): number {
  const given = process.env.ORACLE_SEED;
  if (given === undefined || given === '') return Date.now() % 2 ** 31;
  if (!/^\d+$/.test(given)) throw new Error('ORACLE_SEED is a whole number');
  return Number(given);
}
