import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { arenaOf } from './arena.ts';
import type { Budget } from './budget.ts';
import { createCandidates } from './candidates.ts';
import { classesOf } from './classes-at.ts';
import type { Change, Comparison } from './comparison.ts';
import { type Goal, goalsOf } from './goal.ts';
import { createJudge } from './judge.ts';
import { createLiterals } from './literals.ts';
import { changeOf, createOutcomes } from './outcomes.ts';
import { readingOf } from './reading.ts';
import { search } from './search.ts';
import { readSide } from './side.ts';
import { boundWords } from './undecided-words.ts';

/** What a comparison looks for. */
export interface Ask {
  /** null = all differences; of one kind the first is enough. */
  readonly only: Change | null;
  readonly bound: number;
  readonly budget: Budget;
}

/** Compares what is attached on both sides, on one of the point's filter chains. */
export function compareChain(
  from: readonly AuthorizationPolicy[],
  to: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  chain: 'http' | 'tcp',
  { only, bound, budget }: Ask,
): Comparison {
  const reading = readingOf(point, chain, [...from, ...to]);
  const literals = createLiterals(reading);
  const arena = arenaOf(readSide(from, literals), readSide(to, literals), reading);
  const candidates = createCandidates(arena);
  const classesAt = classesOf(arena, budget);
  const outcomes = createOutcomes(arena, reading, createJudge({ from, to }, point, arena, candidates));
  const goals = goalsOf(arena).filter((goal) => only === null || mayFind(goal, only));
  const undecided: string[] = [];
  for (const [index, goal] of goals.entries()) {
    search(goal, arena, candidates.of(goal), classesAt, outcomes, budget);
    if (budget.left < 0) {
      undecided.push(boundWords(bound, goals.length - index));
      break;
    }
    if (only !== null && outcomes.differences().length > 0) break;
  }
  return { differences: outcomes.differences(), undecided: [...outcomes.undecided(), ...undecided] };
}

/** What an external service says may change either way. */
function mayFind(goal: Goal, change: Change): boolean {
  return goal.rule?.action === 'CUSTOM' || changeOf(goal) === change;
}
