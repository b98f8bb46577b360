import type { Arena, SideRule } from './arena.ts';
import { addBit, type BitSet, bitsOf, emptyBits, keepCommon } from './bit-set.ts';
import type { Goal } from './goal.ts';
import { type HeadIndex, headIndex } from './head-index.ts';
import { exactHead, headsOf } from './heads.ts';
import { type LiveRule, liveRule, neededAt } from './live-rule.ts';

/** Which rules can match together: all but those whose values begin otherwise. */
export interface Candidates {
  /** Together with the rule of a goal, which is one of them unless it never matches. */
  of(goal: Goal): readonly LiveRule[];
  /** For these values of dimensions, by name; null = the attribute is missing. */
  at(values: ReadonlyMap<string, string | number | null>): readonly SideRule[];
}

interface DimensionIndex {
  /** Rules that may match whatever the value. */
  readonly free: readonly number[];
  readonly freeBits: BitSet;
  readonly heads: HeadIndex;
}

/** So few rules are not worth looking at more dimensions. */
const FEW = 32;

type HeadsAt = (dimension: number) => readonly string[] | null;

export function createCandidates({ rules, dimensions }: Arena): Candidates {
  const live = rules.map(liveRule);
  // Two rules may well ask for different lines of one header.
  const indexes = dimensions.map(({ single }, dimension) => (single ? indexOf(live, dimension) : null));
  // Written again and again: there may be ten thousand searches in ten thousand rules.
  const [left, other] = [emptyBits(rules.length), emptyBits(rules.length)];

  /** All rules but those that can't match for any of the heads, in order. */
  function among(headsAt: HeadsAt): number[] {
    return few(headsAt) ?? common(headsAt) ?? rules.map(({ index }) => index);
  }

  /** Those that one dimension leaves, if it leaves few. The last dimensions tell rules apart best: paths. */
  function few(headsAt: HeadsAt): number[] | null {
    for (const [dimension, index] of [...indexes.entries()].reverse()) {
      if (index === null || index.free.length > FEW) continue;
      const heads = headsAt(dimension);
      const related = heads === null ? null : index.heads.related(heads, FEW);
      if (related !== null) return [...new Set([...index.free, ...related])].sort((a, b) => a - b);
    }
    return null;
  }

  /** Those that all dimensions leave; null = no dimension tells. */
  function common(headsAt: HeadsAt): number[] | null {
    let found = false;
    for (const [dimension, index] of indexes.entries()) {
      const heads = index && headsAt(dimension);
      if (index === null || heads === null) continue;
      const related = found ? other : left;
      related.set(index.freeBits);
      index.heads.addRelated(heads, related);
      if (found) keepCommon(left, related);
      found = true;
    }
    return found ? bitsOf(left) : null;
  }

  return {
    of({ rule }) {
      if (rule === null) return live;
      return among((dimension) => ruleHeads(live[rule.index]!, dimension)).map((index) => live[index]!);
    },
    at(values) {
      return among((dimension) => {
        const value = values.get(dimensions[dimension]!.name);
        if (value === undefined) return null;
        return value === null ? [] : [exactHead(value)];
      }).map((index) => rules[index]!);
    },
  };
}

/** null = no rule asks for anything there that has heads. */
function indexOf(live: readonly LiveRule[], dimension: number): DimensionIndex | null {
  const free: number[] = [];
  const pairs: [string, number][] = [];
  for (const one of live) {
    const heads = ruleHeads(one, dimension);
    if (heads === null) free.push(one.rule.index);
    else for (const head of heads) pairs.push([head, one.rule.index]);
  }
  if (pairs.length === 0) return null;
  const freeBits = emptyBits(live.length);
  for (const index of free) addBit(freeBits, index);
  return { free, freeBits, heads: headIndex(live.length, pairs) };
}

/** null = the rule may match whatever the value. */
function ruleHeads(live: LiveRule, dimension: number): readonly string[] | null {
  const needed = neededAt(live, dimension);
  if (needed === null) return null;
  const heads = new Set<string>();
  for (const atom of needed) {
    for (const head of headsOf(atom) ?? ['']) heads.add(head);
  }
  return heads.has('') ? null : [...heads];
}
