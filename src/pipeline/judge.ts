import { edgesAt, preferDestination } from '../core/aggregate/edges.ts';
import { foldOperations } from '../core/aggregate/fold.ts';
import type { CallerHistory } from '../core/learn/history.ts';
import { lengthWithin } from '../core/learn/intervals.ts';
import { meshReadiness } from '../core/learn/mesh-readiness.ts';
import type { LearnSettings } from '../core/learn/settings.ts';
import type { Edge } from '../core/model/edge.ts';
import type { Finding } from '../core/model/finding.ts';
import { DETAILS, type Detail } from '../core/model/flow.ts';
import type { Inventory } from '../core/model/inventory.ts';
import type { Principal } from '../core/model/principal.ts';
import type { Readiness, State } from '../core/model/readiness.ts';
import type { Recommendation } from '../core/model/recommendation.ts';
import { type Workload, type WorkloadId, workloadId } from '../core/model/workload.ts';
import { recommend } from '../core/recommend/recommend.ts';
import { selectorOf } from '../core/recommend/selector.ts';
import { policyYaml } from '../core/render/policy-yaml.ts';
import type { Clock, MeshReader, Store, WorkloadReport } from '../ports.ts';
import type { Collector } from './collector.ts';
import { type Evidence, gatherEvidence } from './gather-evidence.ts';
import { reportOf } from './report.ts';
import type { StreamCoverage } from './stream-coverage.ts';

export interface JudgeOptions {
  readonly store: Store;
  readonly collector: Pick<Collector, 'listening' | 'counters' | 'pendingRecords'>;
  readonly streams: Pick<StreamCoverage, 'openGaps'>;
  readonly clock: Clock;
  readonly settings: LearnSettings;
  readonly inventory: () => Inventory | null;
  /** Whose proxies run under which principal, as far as proxies or the inventory said. */
  readonly principals: () => ReadonlyMap<Principal, ReadonlySet<WorkloadId>>;
  /** Anybody could have sent the telemetry. */
  readonly unauthenticated: boolean;
  /** What is to be said of the mesh as a whole. */
  readonly meshFindings: () => readonly Finding[];
}

const SEVERITIES = ['critical', 'warning', 'info'];

/** Judges every workload on a tick, and answers what API, page, metrics and CLI ask. */
export class Judge implements MeshReader {
  readonly #options: JudgeOptions;
  #reports = new Map<WorkloadId, WorkloadReport>();
  #states = new Map<string, State>();
  #judgedAt: number | null = null;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** Hysteresis goes on from the states of before a restart. */
  async load(): Promise<void> {
    for (const { workload, detail, state } of await this.#options.store.states()) {
      this.#states.set(`${detail} ${workload}`, state);
    }
  }

  async judge(): Promise<void> {
    const { store, clock, settings } = this.#options;
    const now = clock.now();
    const evidence = new Map<WorkloadId, Evidence>();
    const workloads = await store.workloads();
    const callers = this.#callers(workloads);
    for (const workload of workloads) {
      evidence.set(workloadId(workload.key), await this.#gather(workload, now, callers));
    }
    const histories = new Map([...evidence].map(([id, { history }]) => [id, history]));
    const readiness = meshReadiness(
      histories,
      settings,
      (id, detail) => this.#states.get(`${detail} ${id}`) ?? null,
    );
    const reports = [...evidence].map(([id, gathered]) =>
      reportOf(gathered, readiness.get(id)!, settings.timeUnit),
    );
    this.#reports = new Map(
      reports.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((report) => [report.id, report]),
    );
    this.#judgedAt = now;
    await this.#remember(now);
  }

  judgedAt(): number | null {
    return this.#judgedAt;
  }

  reports(): readonly WorkloadReport[] {
    return [...this.#reports.values()];
  }

  report(id: WorkloadId): WorkloadReport | undefined {
    return this.#reports.get(id);
  }

  async edges(id: WorkloadId, detail: Detail): Promise<readonly Edge[] | null> {
    const workload = await this.#options.store.workload(id);
    if (workload === null) return null;
    return preferDestination(
      edgesAt(await this.#options.store.operations(id), detail),
      this.#isSilent(workload),
    );
  }

  async recommendation(id: WorkloadId, detail: Detail): Promise<Recommendation | null> {
    const { store, inventory } = this.#options;
    const workload = await store.workload(id);
    if (workload === null) return null;
    const operations = foldOperations(await store.operations(id));
    return recommend({ workload, selector: selectorOf(workload, inventory()), operations, detail });
  }

  async policyYaml(id: WorkloadId, detail: Detail, draft: boolean): Promise<string | null> {
    const { settings, unauthenticated } = this.#options;
    const recommendation = await this.recommendation(id, detail);
    const readiness: Readiness | undefined = this.#reports.get(id)?.readiness[detail];
    if (recommendation === null || readiness === undefined) return null;
    const { timeUnit, horizon: horizonDays } = settings;
    return policyYaml({ recommendation, readiness, draft, unauthenticated, timeUnit, horizonDays });
  }

  findings(): readonly Finding[] {
    const all = [...this.#options.meshFindings(), ...this.reports().flatMap((report) => report.findings)];
    return all.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  }

  counters() {
    return this.#options.collector.counters();
  }

  pendingRecords(): number {
    return this.#options.collector.pendingRecords();
  }

  /** A caller's rollouts explain first sightings at those it calls. When its pods were created nothing says yet. */
  #callers(workloads: readonly Workload[]): Map<Principal, CallerHistory> {
    const rollouts = new Map(workloads.map(({ key, rollouts }) => [workloadId(key), rollouts]));
    const callers = [...this.#options.principals()].map(([principal, ids]): [Principal, CallerHistory] => {
      return [principal, { rollouts: [...ids].flatMap((id) => rollouts.get(id) ?? []), created: null }];
    });
    return new Map(callers);
  }

  async #gather(workload: Workload, now: number, callers: Map<Principal, CallerHistory>): Promise<Evidence> {
    const { store, collector, streams, settings, inventory } = this.#options;
    const listening = [...(await store.listening()), ...collector.listening()];
    const selector = selectorOf(workload, inventory());
    const openGaps = streams.openGaps();
    return gatherEvidence(store, { workload, now, listening, openGaps, selector, callers, settings });
  }

  /** No covered inbound hour for 7 days: then callers' own rows may fill in. */
  #isSilent(workload: Workload): boolean {
    const { collector, clock, settings } = this.#options;
    const heard = collector.listening().filter((span) => workload.inputs.includes(span.input));
    const from = clock.now() - 7 * settings.timeUnit;
    return workload.inputs.length === 0 || lengthWithin(heard, from, clock.now()) === 0;
  }

  async #remember(now: number): Promise<void> {
    const changed = this.reports().flatMap(({ id: workload, readiness }) =>
      DETAILS.filter((detail) => this.#states.get(`${detail} ${workload}`) !== readiness[detail].state).map(
        (detail) => ({
          workload,
          detail,
          state: readiness[detail].state,
          since: now,
        }),
      ),
    );
    if (changed.length === 0) return;
    await this.#options.store.saveStates(changed);
    for (const { workload, detail, state } of changed) this.#states.set(`${detail} ${workload}`, state);
  }
}
