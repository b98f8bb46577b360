import type { Detail } from '../model/flow.ts';
import { dayOf } from '../model/scaled-time.ts';
import { evidenceEdges, type WorkloadHistory } from './history.ts';
import { lengthWithin, momentAt, totalLength } from './intervals.ts';
import type { LearnSettings } from './settings.ts';

/** Length of a fold in covered days: a list frozen so long ago is judged by what came since. */
export const FOLD_DAYS = 7;

/** One fold: the requests in it, and those of them on edges that were first seen in it. */
interface Fold {
  readonly requests: number;
  readonly fresh: number;
}

/** First (scaled) day whose evidence the backtest looks at: half of the covered time ago, and one fold before. */
export function backtestFrom(history: Pick<WorkloadHistory, 'covered' | 'now'>, timeUnit: number): number {
  const earliest = totalLength(history.covered) / 2 - FOLD_DAYS * timeUnit;
  return dayOf(momentAt(history.covered, Math.max(0, earliest)) ?? history.now, timeUnit);
}

/**
 * Share of requests (0–1) that lists frozen 7 covered days earlier would have denied: the mean of the folds that end
 * now, 7 days ago, … in the last half. A longer horizon scales it up. null = no fold with requests.
 */
export function backtest(history: WorkloadHistory, detail: Detail, settings: LearnSettings): number | null {
  const judged = folds(history, detail, settings.timeUnit).filter((fold) => fold.requests > 0);
  if (judged.length === 0) return null;
  const mean = judged.reduce((sum, fold) => sum + fold.fresh / fold.requests, 0) / judged.length;
  return Math.min(1, mean * Math.max(1, settings.horizon / FOLD_DAYS));
}

/** Newest first. A fold is made of whole days; the day in which it begins belongs to the one before. */
function folds(history: WorkloadHistory, detail: Detail, timeUnit: number): Fold[] {
  const t = totalLength(history.covered) / timeUnit;
  const count = t < FOLD_DAYS ? 0 : Math.ceil(t / 2 / FOLD_DAYS);
  const today = dayOf(history.now, timeUnit);
  const foldOf = foldsByAge(history, count, timeUnit);
  const firstFold = new Map<number, number | undefined>();
  for (const edge of evidenceEdges(history, detail)) {
    const fold = foldOf[today - dayOf(edge.firstEvidence, timeUnit)];
    for (const seq of edge.seqs) firstFold.set(seq, fold);
  }
  const requests = new Array<number>(count).fill(0);
  const fresh = new Array<number>(count).fill(0);
  for (const { seq, day, ok } of history.daily) {
    const fold = foldOf[today - day];
    if (fold === undefined || !firstFold.has(seq)) continue;
    requests[fold]! += ok;
    if (firstFold.get(seq) === fold) fresh[fold]! += ok;
  }
  return requests.map((number, fold) => ({ requests: number, fresh: fresh[fold]! }));
}

/** Index: days before today. Value: the fold, 0 the newest; days before the last fold are left out. */
function foldsByAge(history: WorkloadHistory, count: number, timeUnit: number): number[] {
  const foldOf: number[] = [];
  const lastDay = dayOf(history.now, timeUnit);
  const firstDay = dayOf(history.covered[0]?.from ?? history.now, timeUnit);
  let since = 0;
  for (let day = lastDay; day >= firstDay; day--) {
    const end = Math.min(history.now, (day + 1) * timeUnit);
    // The tolerance keeps rounding of scaled hours from moving a day into the next fold.
    const fold = Math.floor((since / timeUnit + 1e-6) / FOLD_DAYS);
    if (fold >= count) break;
    foldOf.push(fold);
    since += lengthWithin(history.covered, day * timeUnit, end);
  }
  return foldOf;
}
