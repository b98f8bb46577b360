import { edgesAt } from '../core/aggregate/edges.ts';
import { foldOperations } from '../core/aggregate/fold.ts';
import { backtestFrom } from '../core/learn/backtest.ts';
import { coveredTime } from '../core/learn/covered-time.ts';
import { historyOf } from '../core/learn/gather.ts';
import type { CallerHistory, DailyEvidence, WorkloadHistory } from '../core/learn/history.ts';
import { totalLength } from '../core/learn/intervals.ts';
import type { LearnSettings } from '../core/learn/settings.ts';
import type { Gap, Listening } from '../core/model/coverage.ts';
import type { Edge } from '../core/model/edge.ts';
import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import type { Detail } from '../core/model/flow.ts';
import type { Interval } from '../core/model/interval.ts';
import type { Operation } from '../core/model/operation.ts';
import type { Principal } from '../core/model/principal.ts';
import { type Workload, workloadId } from '../core/model/workload.ts';
import type { Deployed } from '../core/recommend/deployed.ts';
import { isVerified } from '../core/recommend/evidence.ts';
import { obstacleOf, trustDomainsOf } from '../core/recommend/expressible.ts';
import type { Selector } from '../core/recommend/selector.ts';
import type { WorkloadSurvey } from '../core/survey/survey-workload.ts';
import type { HourCount, Store } from '../ports.ts';
import { type DeniedCalls, deniedCalls } from './denied-calls.ts';
import type { Surroundings } from './surroundings.ts';

interface CoverageInput {
  readonly workload: Workload;
  /** ms */
  readonly now: number;
  /** Stored spans, and those that last until now. */
  readonly listening: readonly Listening[];
  readonly openGaps: readonly Gap[];
  readonly settings: LearnSettings;
}

export interface GatherInput extends CoverageInput {
  readonly selector: Selector;
  readonly callers: ReadonlyMap<Principal, CallerHistory>;
  /** What is deployed at the workload; null = not known. */
  readonly deployed: Deployed | null;
  /** ms from which `deployed` is known to be what the proxies have. */
  readonly policiesSince: number;
  readonly mesh: PolicyMesh;
  readonly surroundings: Surroundings;
}

/** All that one workload is judged and reported by. */
export interface Evidence {
  readonly workload: Workload;
  readonly selector: Selector;
  readonly deployed: Deployed | null;
  readonly policiesSince: number;
  readonly mesh: PolicyMesh;
  readonly survey: WorkloadSurvey;
  readonly denied: DeniedCalls;
  readonly history: WorkloadHistory;
  readonly operations: readonly Operation[];
  readonly edges: Readonly<Record<Detail, readonly Edge[]>>;
  /** Of the last 24 (scaled) hours. */
  readonly lastHours: readonly HourCount[];
}

export async function gatherEvidence(store: Store, input: GatherInput): Promise<Evidence> {
  const { workload, now, settings, selector, deployed, policiesSince, mesh } = input;
  const { timeUnit } = settings;
  const id = workloadId(workload.key);
  const stored = await store.operations(id);
  const denied = deniedCalls(stored, await store.denials(id));
  const edges = edgesOf(stored);
  const covered = await coveredOf(store, input);
  const daily = await store.dayRows(id, backtestFrom({ covered, now }, timeUnit));
  const lastHours = await store.hourCounts(id, Math.floor(now / (timeUnit / 24)) - 23);
  const reporting = input.surroundings.reporting(workload, now);
  const reporters = reporting && { ...reporting, silent: reporting.silent.length };
  const sighted = historyWith(input, covered, stored, edges, beforeToday(daily, stored));
  const survey = input.surroundings.survey({
    workload,
    operations: stored,
    edges: edges.callers,
    covered: totalLength(covered),
    reporting,
  });
  const operations = foldOperations(stored);
  const policies = { selector, deployed, policiesSince, mesh };
  const history = { ...sighted, reporters };
  return { workload, ...policies, survey, denied, history, operations, edges, lastHours };
}

/** What first sightings are counted by: without the counts of days, which are most of what is stored. */
export async function gatherSightings(store: Store, input: GatherInput): Promise<WorkloadHistory> {
  const stored = await store.operations(workloadId(input.workload.key));
  return historyWith(input, await coveredOf(store, input), stored, edgesOf(stored), []);
}

/** When the workload was heard, without its gaps: those that are stored and those that last until now. */
export async function coveredOf(
  store: Store,
  { workload, now, listening, openGaps, settings }: CoverageInput,
): Promise<Interval[]> {
  const { key, firstRecord, inputs } = workload;
  const id = workloadId(key);
  const gaps = [...(await store.gaps(id)), ...openGaps.filter((gap) => gap.workload === id)];
  return coveredTime({ now, firstRecord, listening, gaps, inputs, timeUnit: settings.timeUnit });
}

function edgesOf(stored: readonly Operation[]): Readonly<Record<Detail, Edge[]>> {
  return {
    callers: edgesAt(stored, 'callers'),
    methods: edgesAt(stored, 'methods'),
    paths: edgesAt(stored, 'paths'),
  };
}

/** A flush between two reads moves a day out of the operations' rows: what they have is not counted again. */
function beforeToday(daily: readonly DailyEvidence[], stored: readonly Operation[]): DailyEvidence[] {
  const today = new Map(stored.map((operation) => [operation.seq, operation.today.day]));
  return daily.filter(({ seq, day }) => day < (today.get(seq) ?? Number.NEGATIVE_INFINITY));
}

function historyWith(
  { now, workload, callers, selector, settings, mesh }: GatherInput,
  covered: readonly Interval[],
  operations: readonly Operation[],
  edges: Readonly<Record<Detail, readonly Edge[]>>,
  dayRows: readonly DailyEvidence[],
): WorkloadHistory {
  const selectorKnown = selector.kind === 'known';
  const trustDomains = trustDomainsOf(mesh);
  const writable = (operation: Operation, detail: Detail) =>
    !isVerified(operation) || obstacleOf(operation, detail, trustDomains) === null;
  return historyOf(
    { now, workload, operations, edges, dayRows, covered, callers, selectorKnown, writable },
    settings.timeUnit,
  );
}
