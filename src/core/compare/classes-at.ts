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

/** A search comes back to the same question again and again, so answers are kept. */
export function classesOf({ dimensions }: Pick<Arena, 'dimensions'>, budget: Budget): ClassesAt {
  const known = new Map<string, Iterable<ValueClass<Value>>>();
  return (dimension, atoms, must) => {
    const key = `${dimension} ${holdingKey(new Set(atoms))} ${must === null ? 'all' : holdingKey(must)}`;
    const old = known.get(key);
    if (old !== undefined) return old;
    const classes = lazyList(dimensions[dimension]!.classes({ atoms, must, budget }));
    known.set(key, classes);
    return classes;
  };
}
