import type { Atom } from './atom.ts';

/** A condition of an entry: an atom of a dimension that must hold, or must not. */
export interface Literal {
  readonly dimension: string;
  readonly atom: Atom;
  readonly holds: boolean;
}

/** A `from` or `to` entry with its `when`: all literals must be met (F3, F4). */
export interface Entry {
  readonly id: number;
  /** By dimension, in the order in which dimensions are decided. */
  readonly steps: readonly EntryStep[];
}

export interface EntryStep {
  readonly dimension: number;
  readonly literals: readonly Literal[];
}

/** Alternatives that are still possible; true = one is met whatever else comes. */
export type Alternatives = readonly Entry[] | true;

/** What is left once a dimension is decided; an empty list = none can be met any more. */
export function decide(
  alternatives: Alternatives,
  dimension: number,
  holding: ReadonlySet<Atom>,
): Alternatives {
  if (alternatives === true) return true;
  let left: Entry[] | null = null;
  for (const [index, entry] of alternatives.entries()) {
    const at = entry.steps.findIndex((step) => step.dimension === dimension);
    const met = at < 0 || entry.steps[at]!.literals.every(({ atom, holds }) => holding.has(atom) === holds);
    if (met && at >= 0 && at === entry.steps.length - 1) return true;
    if (met) left?.push(entry);
    else left ??= alternatives.slice(0, index);
  }
  return left ?? alternatives;
}

/** The first dimension from `from` on that still decides about the alternatives; Infinity = none. */
export function nextDimension(alternatives: Alternatives, from: number): number {
  let next = Number.POSITIVE_INFINITY;
  if (alternatives === true) return next;
  for (const { steps } of alternatives) {
    for (const { dimension } of steps) {
      if (dimension >= from) {
        if (dimension < next) next = dimension;
        break;
      }
    }
  }
  return next;
}
