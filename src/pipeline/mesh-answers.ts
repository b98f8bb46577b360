import { setImmediate } from 'node:timers/promises';
import { edgesAt, preferDestination } from '../core/aggregate/edges.ts';
import { foldOperations } from '../core/aggregate/fold.ts';
import { createExplainer } from '../core/explain/explain.ts';
import { lengthWithin } from '../core/learn/intervals.ts';
import type { LearnSettings } from '../core/learn/settings.ts';
import type { Edge } from '../core/model/edge.ts';
import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import type { Finding } from '../core/model/finding.ts';
import type { Detail } from '../core/model/flow.ts';
import type { Inventory } from '../core/model/inventory.ts';
import type { Operation } from '../core/model/operation.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import type { Recommendation } from '../core/model/recommendation.ts';
import { type Workload, type WorkloadId, workloadId } from '../core/model/workload.ts';
import { ALLOWED_ELSEWHERE } from '../core/recommend/allowed-elsewhere.ts';
import type { Deployed } from '../core/recommend/deployed.ts';
import { recommend } from '../core/recommend/recommend.ts';
import { selectorOf } from '../core/recommend/selector.ts';
import { policyYaml } from '../core/render/policy-yaml.ts';
import { changesOf } from '../core/review/changes.ts';
import { denialJudge, wouldBeDenied } from '../core/review/judge-denials.ts';
import type { WorkloadSurvey } from '../core/survey/survey-workload.ts';
import type {
  ChangesAnswer,
  Clock,
  DeniedAnswer,
  MeshReader,
  RecordCount,
  Simulation,
  Store,
  WorkloadReport,
} from '../ports.ts';
import type { Collector } from './collector.ts';
import { rememberedComparisons } from './comparisons.ts';
import { deniedCalls } from './denied-calls.ts';
import { coveredOf } from './gather-evidence.ts';
import type { Judge } from './judge.ts';
import { simulate } from './simulate.ts';
import type { StreamCoverage } from './stream-coverage.ts';
import type { Surroundings } from './surroundings.ts';

export interface MeshAnswersOptions {
  readonly store: Store;
  readonly collector: Pick<Collector, 'listening' | 'counters' | 'pendingRecords'>;
  readonly streams: Pick<StreamCoverage, 'openGaps'>;
  readonly judge: Pick<Judge, 'judgedAt' | 'reports' | 'report'>;
  readonly clock: Clock;
  readonly settings: LearnSettings;
  readonly inventory: () => Inventory | null;
  readonly mesh: () => PolicyMesh;
  /** What is deployed at the workload; null = not known. */
  readonly deployed: (workload: Workload) => Deployed | null;
  /** ms from which that is known to be what the proxies have. */
  readonly policiesSince: () => number;
  readonly surroundings: Surroundings;
  /** Anybody could have sent the telemetry. */
  readonly unauthenticated: boolean;
  /** What is to be said of the mesh as a whole. */
  readonly meshFindings: () => readonly Finding[];
}

const NOTHING_LISTED =
  'The inventory lists no AuthorizationPolicy, so it isn’t known whether there are any: ' +
  'give one with `kubectl get authorizationpolicies -A -o yaml` in it.';

const SEVERITIES = ['critical', 'warning', 'info'];
/** Callers' own rows fill in when no inbound hour was covered for so many (scaled) days. */
const SILENT_DAYS = 7;

/** What API, page, metrics and CLI ask: the last judgement, and what is stored now. */
export class MeshAnswers implements MeshReader {
  readonly #options: MeshAnswersOptions;
  readonly #comparisons = rememberedComparisons();
  #surveyed: {
    readonly by: readonly [Inventory | null, number | null];
    readonly findings: readonly Finding[];
  } | null = null;

  constructor(options: MeshAnswersOptions) {
    this.#options = options;
  }

  judgedAt(): number | null {
    return this.#options.judge.judgedAt();
  }

  reports(): readonly WorkloadReport[] {
    return this.#options.judge.reports();
  }

  report(id: WorkloadId): WorkloadReport | undefined {
    return this.#options.judge.report(id);
  }

  async edges(id: WorkloadId, detail: Detail): Promise<readonly Edge[] | null> {
    const { store } = this.#options;
    const workload = await store.workload(id);
    if (workload === null) return null;
    const edges = edgesAt(await store.operations(id), detail);
    return preferDestination(edges, await this.#isSilent(workload));
  }

  async recommendation(id: WorkloadId, detail: Detail): Promise<Recommendation | null> {
    const { store, inventory, mesh } = this.#options;
    // Some ask for hundreds in a row, and each takes milliseconds.
    await setImmediate();
    const workload = await store.workload(id);
    if (workload === null) return null;
    const stored = await store.operations(id);
    const operations = foldOperations(stored);
    const reported = this.reports().map((report) => report.workload);
    const selector = selectorOf(workload, inventory(), reported);
    const deployed = this.#options.deployed(workload);
    const survey = this.#surveyOf(workload, stored);
    const made = recommend({ workload, selector, operations, detail, mesh: mesh(), deployed, survey });
    if (made.policy === null || deployed === null) return made;
    // What was found nearby is so; an exact answer has the better witness.
    const elsewhere = this.#comparisons.elsewhere(made.policy, deployed);
    if (elsewhere.length === 0) return made;
    const others = made.findings.filter((finding) => finding.id !== ALLOWED_ELSEWHERE);
    return { ...made, findings: [...others, ...elsewhere] };
  }

  async changes(id: WorkloadId, detail: Detail): Promise<ChangesAnswer | null> {
    const recommendation = await this.recommendation(id, detail);
    const { store } = this.#options;
    const workload = await store.workload(id);
    if (workload === null || recommendation === null) return null;
    const deployed = this.#options.deployed(workload);
    const { policy } = recommendation;
    if (deployed === null) return { changes: null, why: NOTHING_LISTED };
    if (policy === null) return { changes: null, why: 'There is no policy to compare: it is withheld.' };
    const operations = (await store.operations(id)).filter(({ reporter }) => reporter === 'destination');
    const comparisons = this.#comparisons.effect(policy, deployed);
    return {
      changes: changesOf(policy, deployed, operations, comparisons),
      workload: workload.key,
      why: null,
    };
  }

  async denied(id: WorkloadId): Promise<DeniedAnswer | null> {
    const { store, policiesSince } = this.#options;
    const workload = await store.workload(id);
    if (workload === null) return null;
    const deployed = this.#options.deployed(workload);
    const { calls, pastBound } = deniedCalls(await store.operations(id), await store.denials(id));
    const judge = denialJudge(deployed, createExplainer, policiesSince());
    const judged = calls.filter((call) => wouldBeDenied(call, deployed)).map(judge);
    return { judged, pastBound, policiesKnown: deployed !== null };
  }

  async policyYaml(id: WorkloadId, detail: Detail, draft: boolean): Promise<string | null> {
    const { settings, unauthenticated } = this.#options;
    const recommendation = await this.recommendation(id, detail);
    const readiness = this.report(id)?.readiness[detail];
    if (recommendation === null || readiness === undefined) return null;
    const { timeUnit, horizon: horizonDays } = settings;
    return policyYaml({ recommendation, readiness, draft, unauthenticated, timeUnit, horizonDays });
  }

  simulate(policies: readonly AuthorizationPolicy[]): Promise<Simulation> {
    const { store, inventory, mesh } = this.#options;
    return simulate(store, { policies, inventory: inventory(), mesh: mesh() });
  }

  findings(): readonly Finding[] {
    const all = [
      ...this.#options.meshFindings(),
      ...this.#clusterFindings(),
      ...this.reports().flatMap((report) => report.findings),
    ];
    return all.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  }

  counters(): RecordCount[] {
    return this.#options.collector.counters();
  }

  pendingRecords(): number {
    return this.#options.collector.pendingRecords();
  }

  #surveyOf(workload: Workload, operations: readonly Operation[]): WorkloadSurvey {
    const { surroundings, clock, settings } = this.#options;
    const days = this.report(workloadId(workload.key))?.coveredDays ?? 0;
    return surroundings.survey({
      workload,
      operations,
      edges: edgesAt(operations, 'callers'),
      covered: days * settings.timeUnit,
      reporting: surroundings.reporting(workload, clock.now()),
    });
  }

  /** Of all pods and policies, so only as often as workloads are judged or the cluster changes. */
  #clusterFindings(): readonly Finding[] {
    const { inventory, surroundings, clock } = this.#options;
    const by = [inventory(), this.judgedAt()] as const;
    if (this.#surveyed?.by[0] !== by[0] || this.#surveyed.by[1] !== by[1]) {
      this.#surveyed = { by, findings: surroundings.findings(clock.now()) };
    }
    return this.#surveyed.findings;
  }

  async #isSilent(workload: Workload): Promise<boolean> {
    const { store, collector, streams, clock, settings } = this.#options;
    const now = clock.now();
    const listening = [...(await store.listening()), ...collector.listening()];
    const openGaps = streams.openGaps();
    const covered = await coveredOf(store, { workload, now, listening, openGaps, settings });
    return lengthWithin(covered, now - SILENT_DAYS * settings.timeUnit, now) === 0;
  }
}
