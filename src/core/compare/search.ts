import type { Arena } from './arena.ts';
import { idsOf } from './arena.ts';
import { type Budget, pay } from './budget.ts';
import type { ClassesAt } from './classes-at.ts';
import type { Value } from './dimension.ts';
import { type Goal, type Rival, rivalsOf } from './goal.ts';
import { afterDeciding, atomsAt, type LiveRule, neededAt, nextDimensionOf } from './live-rule.ts';
import { isUntold } from './untold.ts';

/** A call at which the verdicts differ, by the values of the dimensions that were decided. */
export interface Hit {
  readonly goal: Goal;
  readonly rival: Rival;
  /** An external service has the last word on one of the sides. */
  readonly asked: boolean;
  readonly values: ReadonlyMap<number, Value>;
}

/** Takes what a search finds. */
export interface HitSink {
  /** Is there still something to find for the rival? */
  wants(goal: Goal, rival: Rival, asked: boolean): boolean;
  take(hit: Hit): void;
}

/**
 * Decides dimension after dimension, trying one value for each combination of conditions that can hold together, and
 * gives up where no difference can come any more. Values are tried from small to large, so the first hit for a
 * rival is its smallest.
 */
export function search(
  goal: Goal,
  arena: Arena,
  rules: readonly LiveRule[],
  classesAt: ClassesAt,
  sink: HitSink,
  budget: Budget,
): void {
  const values = new Map<number, Value>();
  /** True: with what calls tell alone. */
  const visited = new Map<string, boolean>();
  // A rule that nothing can match isn't even a candidate with itself.
  if (goal.rule === null || rules.some(({ rule }) => rule === goal.rule)) visit(rules, 0, false);

  /** `unsure`: a value before needs what no call tells, so that a hit is no more than a possibility. */
  function visit(live: readonly LiveRule[], start: number, unsure: boolean): void {
    const { left, asked } = rivalsOf(goal, arena, live);
    const wanted = left.filter((rival) => sink.wants(goal, rival, asked));
    if (wanted.length === 0 || !pay(budget, live.length)) return;
    const dimension = nextDimensionOf(live, start);
    if (dimension === Number.POSITIVE_INFINITY) {
      for (const rival of wanted) sink.take({ goal, rival, asked, values });
      return;
    }
    if (isKnown(dimension, live, unsure)) return;
    const own = goal.rule && live.find(({ rule }) => rule === goal.rule);
    const must = own ? neededAt(own, dimension) : null;
    const atoms = atomsAt(live, dimension);
    for (const { value, holding } of classesAt(dimension, atoms, must)) {
      const next = decideAll(live, dimension, holding);
      if (next === null) continue;
      values.set(dimension, value);
      visit(next, dimension + 1, unsure || isUntold(arena.dimensions[dimension]!.name, value));
      values.delete(dimension);
      if (!wanted.some((rival) => sink.wants(goal, rival, asked))) return;
    }
  }

  /** null = the goal's own rule doesn't match. */
  function decideAll(
    live: readonly LiveRule[],
    dimension: number,
    holding: Parameters<typeof afterDeciding>[2],
  ): LiveRule[] | null {
    const next: LiveRule[] = [];
    pay(budget, live.length);
    for (const one of live) {
      const after = afterDeciding(one, dimension, holding);
      if (after !== null) next.push(after);
      else if (one.rule === goal.rule) return null;
    }
    return next;
  }

  /** From here on nothing depends on what was decided before but what is left of the rules, and how sure a hit is. */
  function isKnown(dimension: number, live: readonly LiveRule[], unsure: boolean): boolean {
    const key = `${dimension} ${live.map(({ rule, from, to }) => `${rule.index}:${idsOf(from)}:${idsOf(to)}`)}`;
    if (visited.get(key) || (unsure && visited.has(key))) return true;
    visited.set(key, !unsure);
    return false;
  }
}
