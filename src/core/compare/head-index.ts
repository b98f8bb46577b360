import { addAll, addBit, type BitSet, emptyBits } from './bit-set.ts';

/** Finds numbers by beginnings of texts. */
export interface HeadIndex {
  /** Numbers that have a head which begins with one of these or with which one begins; null = more than `most`. */
  related(heads: readonly string[], most: number): Set<number> | null;
  /** Adds them to a set. */
  addRelated(heads: readonly string[], into: BitSet): void;
}

/** Numbers of one head: a set where they are many, so that adding them costs no more than one pass over it. */
interface Numbers {
  readonly list: readonly number[];
  readonly bits: BitSet | null;
}

/** `size`: all numbers are below. */
export function headIndex(size: number, pairs: Iterable<readonly [head: string, number: number]>): HeadIndex {
  const lists = new Map<string, number[]>();
  for (const [head, number] of pairs) {
    const known = lists.get(head);
    if (known === undefined) lists.set(head, [number]);
    else known.push(number);
  }
  const byHead = new Map([...lists].map(([head, list]) => [head, numbersOf(list, size)]));
  const sorted = [...byHead.keys()].sort();
  const shortest = sorted.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);

  function* relatedTo(head: string): Generator<Numbers> {
    for (let length = shortest; length < head.length; length++) {
      const numbers = byHead.get(head.slice(0, length));
      if (numbers !== undefined) yield numbers;
    }
    for (let at = firstFrom(sorted, head); sorted[at]?.startsWith(head); at++) yield byHead.get(sorted[at]!)!;
  }

  return {
    related(heads, most) {
      const found = new Set<number>();
      for (const head of heads) {
        for (const { list } of relatedTo(head)) {
          if (list.length > most) return null;
          for (const number of list) found.add(number);
          if (found.size > most) return null;
        }
      }
      return found;
    },
    addRelated(heads, into) {
      for (const head of heads) {
        for (const { list, bits } of relatedTo(head)) {
          if (bits !== null) addAll(into, bits);
          else for (const number of list) addBit(into, number);
        }
      }
    },
  };
}

function numbersOf(list: readonly number[], size: number): Numbers {
  if (list.length < size / 32) return { list, bits: null };
  const bits = emptyBits(size);
  for (const number of list) addBit(bits, number);
  return { list, bits };
}

function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
