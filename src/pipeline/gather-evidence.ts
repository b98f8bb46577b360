import { edgesAt } from '../core/aggregate/edges.ts';
import { foldOperations } from '../core/aggregate/fold.ts';
import { backtestFrom } from '../core/learn/backtest.ts';
import { coveredTime } from '../core/learn/covered-time.ts';
import { historyOf } from '../core/learn/gather.ts';
import type { CallerHistory, WorkloadHistory } from '../core/learn/history.ts';
import type { LearnSettings } from '../core/learn/settings.ts';
import type { Gap, Listening } from '../core/model/coverage.ts';
import type { Edge } from '../core/model/edge.ts';
import { DETAILS, type Detail } from '../core/model/flow.ts';
import type { Operation } from '../core/model/operation.ts';
import type { Principal } from '../core/model/principal.ts';
import { type Workload, workloadId } from '../core/model/workload.ts';
import { isVerified } from '../core/recommend/evidence.ts';
import { obstacleOf } from '../core/recommend/expressible.ts';
import type { Selector } from '../core/recommend/selector.ts';
import type { HourCount, Store } from '../ports.ts';

export interface GatherInput {
  readonly workload: Workload;
  /** ms */
  readonly now: number;
  readonly listening: readonly Listening[];
  readonly openGaps: readonly Gap[];
  readonly selector: Selector;
  readonly callers: ReadonlyMap<Principal, CallerHistory>;
  readonly settings: LearnSettings;
}

/** All that one workload is judged and reported by. */
export interface Evidence {
  readonly workload: Workload;
  readonly selector: Selector;
  readonly history: WorkloadHistory;
  readonly operations: readonly Operation[];
  readonly edges: Readonly<Record<Detail, readonly Edge[]>>;
  /** Of the last 24 (scaled) hours. */
  readonly lastHours: readonly HourCount[];
}

export async function gatherEvidence(store: Store, input: GatherInput): Promise<Evidence> {
  const { workload, now, settings, selector } = input;
  const { timeUnit } = settings;
  const id = workloadId(workload.key);
  const stored = await store.operations(id);
  const edges = Object.fromEntries(DETAILS.map((detail) => [detail, edgesAt(stored, detail)])) as Record<
    Detail,
    Edge[]
  >;
  const gaps = [...(await store.gaps(id)), ...input.openGaps.filter((gap) => gap.workload === id)];
  const { firstRecord, inputs } = workload;
  const covered = coveredTime({ now, firstRecord, listening: input.listening, gaps, inputs, timeUnit });
  const fromDay = backtestFrom({ covered, now }, timeUnit);
  const history = historyOf(
    {
      now,
      workload,
      operations: stored,
      edges,
      dayRows: await store.dayRows(id, fromDay),
      listening: input.listening,
      gaps,
      callers: input.callers,
      selectorKnown: selector.kind === 'known',
      writable: (operation, detail) => !isVerified(operation) || obstacleOf(operation, detail) === null,
    },
    timeUnit,
  );
  const lastHours = await store.hourCounts(id, Math.floor(now / (timeUnit / 24)) - 23);
  return { workload, selector, history, operations: foldOperations(stored), edges, lastHours };
}
