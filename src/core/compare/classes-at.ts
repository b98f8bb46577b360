import type { Arena } from './arena.ts';
import { type Atom, holdingKey, type ValueClass } from './atom.ts';
import type { Budget } from './budget.ts';
import type { Value } from './dimension.ts';
import { lazyList } from './lazy-list.ts';

/** The classes of a dimension's values that the atoms make, of which one of `must` holds (null = all). */
export type ClassesAt = (
  dimension: number,
  atoms: readonly Atom[],
  must: ReadonlySet<Atom> | null,
) => Iterable<ValueClass<Value>>;

/** So many answers are kept; in a large comparison most questions come once. */
const KEPT = 100;

/** Searches come back to the same questions, so answers are kept. */
export function classesOf({ dimensions }: Pick<Arena, 'dimensions'>, budget: Budget): ClassesAt {
  const known = new Map<string, Iterable<ValueClass<Value>>>();
  return (dimension, atoms, must) => {
    const key = `${dimension} ${holdingKey(new Set(atoms))} ${must === null ? 'all' : holdingKey(must)}`;
    const old = known.get(key);
    if (old !== undefined) return old;
    if (known.size >= KEPT) known.clear();
    const classes = lazyList(dimensions[dimension]!.classes({ atoms, must, budget }));
    known.set(key, classes);
    return classes;
  };
}
