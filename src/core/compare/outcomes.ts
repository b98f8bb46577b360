import type { Verdict } from '../evaluate/evaluate.ts';
import type { Arena, SideRule } from './arena.ts';
import type { Change, Difference } from './comparison.ts';
import type { Value } from './dimension.ts';
import type { Goal, Rival } from './goal.ts';
import type { Judge } from './judge.ts';
import type { Reading } from './reading.ts';
import type { Hit, HitSink } from './search.ts';
import {
  askedWords,
  type Deciding,
  metadataWords,
  serviceWords,
  tokenWords,
  unconfirmedWords,
} from './undecided-words.ts';
import { isGuess, isUntold } from './untold.ts';
import { witnessOf } from './witness.ts';

export interface Outcomes extends HitSink {
  differences(): readonly Difference[];
  /** Sentences about what could differ and can't be known. */
  undecided(): readonly string[];
}

/** Keeps the first hit for each pair of deciding rules, once the evaluator has confirmed it. */
export function createOutcomes(arena: Arena, reading: Reading, judge: Judge): Outcomes {
  const found = new Map<string, Difference>();
  const unsure = new Map<string, string>();

  /** A difference, or why there may be one; null = another pair of rules decides. */
  function judged(hit: Hit): Difference | string | null {
    if (hit.rival === 'service' && hit.goal.rule !== null) return askedWords(hit.goal.rule);
    const change = changeOf(hit.goal);
    const rules = decidingOf(hit, arena);
    if (hit.asked) return serviceWords(change, rules);
    const token = metToken(hit.values, arena);
    if (token !== null) return tokenWords(token, change, rules);
    const witness = witnessOf(hit.values, arena, reading);
    const { from, to } = judge(witness);
    if (from.verdict === 'unknown' || to.verdict === 'unknown') return metadataWords(change, rules);
    const [before, after] =
      change === 'newly-denied' ? (['allow', 'deny'] as const) : (['deny', 'allow'] as const);
    if (isBy(from, rules.from) && isBy(to, rules.to) && from.verdict === before && to.verdict === after) {
      return { change, witness, from, to };
    }
    // If the guess is wrong, a later rule decides: that one has its own search.
    return hasGuess(hit.values, arena) ? null : unconfirmedWords(change, rules);
  }

  return {
    wants(goal, rival, asked) {
      const pair = pairOf(goal, rival);
      return !found.has(pair) && !(asked && unsure.has(pair));
    },
    take(hit) {
      const pair = pairOf(hit.goal, hit.rival);
      if (found.has(pair)) return;
      const result = judged(hit);
      if (typeof result === 'string') unsure.set(pair, unsure.get(pair) ?? result);
      else if (result !== null) found.set(pair, result);
    },
    differences: () => [...found.values()],
    undecided: () => [...unsure].filter(([pair]) => !found.has(pair)).map(([, words]) => words),
  };
}

/** What becomes of the calls that a goal's rule decides; a CUSTOM rule's are allowed if its service says so. */
export function changeOf({ side, rule }: Goal): Change {
  return (side === 'from') === (rule?.action !== 'DENY') ? 'newly-denied' : 'newly-allowed';
}

/** The same pair of rules has one name, whichever of the two was searched for. */
function pairOf(goal: Goal, rival: Rival): string {
  const own = goal.rule?.index ?? 'none';
  if (rival === 'service') return `${own} asks`;
  return goal.side === 'from' ? `${changeOf(goal)} ${own} ${rival}` : `${changeOf(goal)} ${rival} ${own}`;
}

function decidingOf({ goal, rival }: Hit, { rules }: Arena): Deciding {
  const other: SideRule | null = typeof rival === 'number' ? (rules[rival] ?? null) : null;
  return goal.side === 'from' ? { from: goal.rule, to: other } : { from: other, to: goal.rule };
}

/** The key of a condition on a token that would have to be met; without a token none is (S13). */
function metToken(values: ReadonlyMap<number, Value>, { dimensions }: Arena): string | null {
  for (const [dimension, value] of values) {
    const { name } = dimensions[dimension]!;
    if (!isGuess(name) && isUntold(name, value)) return name.split(' ')[2] ?? '';
  }
  return null;
}

/** Was something taken for granted that a call never tells? */
function hasGuess(values: ReadonlyMap<number, Value>, { dimensions }: Arena): boolean {
  return [...values.keys()].some((dimension) => isGuess(dimensions[dimension]!.name));
}

function isBy({ by }: Verdict, rule: SideRule | null): boolean {
  return by?.policy === rule?.by.policy && by?.rule === rule?.by.rule;
}
