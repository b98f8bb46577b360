import type { WorkloadId } from '../core/model/workload.ts';

export interface Candidate {
  readonly id: WorkloadId;
  /** Operations that judging it reads. */
  readonly size: number;
  /** Ticks since it was last judged; Infinity = never. */
  readonly age: number;
  /** Something new was seen of it since. */
  readonly news: boolean;
}

export interface Due {
  readonly ids: readonly WorkloadId[];
  /** Operations; the last one of `ids` may go beyond the budget. */
  readonly cost: number;
}

/** Ticks that news goes before what merely waits; more would let what waits starve. */
const HEAD_START = 10;
/** What a workload costs that has hardly any operations. */
const LEAST = 20;

/**
 * Who is judged anew at a tick: news first, then what was judged longest ago, until `budget` operations are
 * read.
 */
export function dueOf(candidates: readonly Candidate[], budget: number): Due {
  const ids: WorkloadId[] = [];
  let cost = 0;
  for (const { id, size } of candidates.toSorted(byUrgency)) {
    if (cost >= budget) break;
    ids.push(id);
    cost += Math.max(size, LEAST);
  }
  return { ids, cost };
}

function byUrgency(a: Candidate, b: Candidate): number {
  const [first, second] = [urgency(b), urgency(a)];
  if (first !== second) return first - second;
  return a.id < b.id ? -1 : 1;
}

function urgency({ age, news }: Candidate): number {
  return news ? age + HEAD_START : age;
}
