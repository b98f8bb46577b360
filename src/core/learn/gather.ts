import type { Edge } from '../model/edge.ts';
import type { Detail } from '../model/flow.ts';
import type { Interval } from '../model/interval.ts';
import { type Operation, OVERFLOW_PATH, OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import type { Principal } from '../model/principal.ts';
import type { Workload } from '../model/workload.ts';
import { coverageShare } from './covered-time.ts';
import type { CallerHistory, DailyEvidence, ReporterStanding, WorkloadHistory } from './history.ts';

/** What the store has of one workload, as it has it. */
export interface Gathered {
  /** ms */
  readonly now: number;
  readonly workload: Workload;
  readonly operations: readonly Operation[];
  readonly edges: Readonly<Record<Detail, readonly Edge[]>>;
  /** Without `today` of the operations; from `backtestFrom` on is enough. */
  readonly dayRows: readonly DailyEvidence[];
  /** `coveredTime` */
  readonly covered: readonly Interval[];
  readonly callers: ReadonlyMap<Principal, CallerHistory>;
  /** Left out or null: it isn't known who is asked to report. */
  readonly reporters?: ReporterStanding | null;
  readonly selectorKnown: boolean;
  /** Asked of evidence only: can a rule of this detail express the operation? */
  readonly writable: (operation: Operation, detail: Detail) => boolean;
}

/** `timeUnit`: ms of a day. */
export function historyOf(gathered: Gathered, timeUnit: number): WorkloadHistory {
  const { now, workload, operations, edges, dayRows, covered, callers, selectorKnown, writable } = gathered;
  const { firstRecord, rollouts } = workload;
  const evidence = operations.filter(({ reporter, counts }) => reporter === 'destination' && counts.ok > 0);
  const today = evidence.map((operation) => ({
    seq: operation.seq,
    day: operation.today.day,
    ok: operation.today.ok,
  }));
  const cappedCallers = evidence.some((operation) => operation.caller.principal === OVERFLOW_PRINCIPAL);
  const cappedPaths = evidence.some((operation) => operation.path === OVERFLOW_PATH);
  const unwritable = (detail: Detail) => evidence.filter((operation) => !writable(operation, detail)).length;
  return {
    now,
    firstRecord,
    covered,
    coverageShare: coverageShare(covered, firstRecord, now, timeUnit),
    edges,
    daily: [...dayRows, ...today],
    rollouts,
    callers,
    reporters: gathered.reporters ?? null,
    selectorKnown,
    capped: { callers: cappedCallers, methods: cappedCallers, paths: cappedCallers || cappedPaths },
    unwritable: {
      callers: unwritable('callers'),
      methods: unwritable('methods'),
      paths: unwritable('paths'),
    },
  };
}
