import type { SideRule } from './arena.ts';
import type { Atom } from './atom.ts';
import { type Alternatives, decide, nextDimension } from './entry.ts';

/** A rule of which some dimensions are decided, and what is left of it. */
export interface LiveRule {
  readonly rule: SideRule;
  readonly from: Alternatives;
  readonly to: Alternatives;
}

export function liveRule(rule: SideRule): LiveRule {
  return { rule, from: rule.from, to: rule.to };
}

/** Does the rule match whatever else comes? */
export function isMet({ from, to }: LiveRule): boolean {
  return from === true && to === true;
}

/** What is left once one more dimension is decided; null = the rule can't match any more. */
export function afterDeciding(
  live: LiveRule,
  dimension: number,
  holding: ReadonlySet<Atom>,
): LiveRule | null {
  const from = decide(live.from, dimension, holding);
  if (from !== true && from.length === 0) return null;
  const to = decide(live.to, dimension, holding);
  if (to !== true && to.length === 0) return null;
  return from === live.from && to === live.to ? live : { rule: live.rule, from, to };
}

/** The first dimension from `start` on that decides about one of the rules; Infinity = all are decided. */
export function nextDimensionOf(rules: readonly LiveRule[], start: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { from, to } of rules)
    next = Math.min(next, nextDimension(from, start), nextDimension(to, start));
  return next;
}

/** The atoms of a dimension that rules still look at. */
export function atomsAt(rules: readonly LiveRule[], dimension: number): Atom[] {
  const atoms = new Set<Atom>();
  for (const { from, to } of rules) {
    for (const alternatives of [from, to]) {
      if (alternatives === true) continue;
      for (const { steps } of alternatives) {
        for (const { atom } of steps.find((step) => step.dimension === dimension)?.literals ?? [])
          atoms.add(atom);
      }
    }
  }
  return [...atoms];
}

/** Atoms of which one must hold for the rule to match; null = it may match without. */
export function neededAt({ from, to }: LiveRule, dimension: number): ReadonlySet<Atom> | null {
  return neededBy(from, dimension) ?? neededBy(to, dimension);
}

function neededBy(alternatives: Alternatives, dimension: number): ReadonlySet<Atom> | null {
  if (alternatives === true) return null;
  const needed = new Set<Atom>();
  for (const { steps } of alternatives) {
    const literals = steps.find((step) => step.dimension === dimension)?.literals;
    const positive = literals?.find(({ holds }) => holds);
    if (positive === undefined) return null;
    needed.add(positive.atom);
  }
  return needed;
}
