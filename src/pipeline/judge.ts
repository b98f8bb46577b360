import { setImmediate } from 'node:timers/promises';
import { joinRollouts } from '../core/identify/seen-rollouts.ts';
import type { CallerHistory, WorkloadHistory } from '../core/learn/history.ts';
import { totalLength } from '../core/learn/intervals.ts';
import { type PoolMember, poolMembers, poolOf } from '../core/learn/mesh-pool.ts';
import { readinessOf } from '../core/learn/readiness.ts';
import type { LearnSettings } from '../core/learn/settings.ts';
import type { Gap, Listening } from '../core/model/coverage.ts';
import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import { DETAILS, type Detail } from '../core/model/flow.ts';
import type { Inventory } from '../core/model/inventory.ts';
import type { Principal } from '../core/model/principal.ts';
import type { State } from '../core/model/readiness.ts';
import { type Rollout, type Workload, type WorkloadId, workloadId } from '../core/model/workload.ts';
import type { Deployed } from '../core/recommend/deployed.ts';
import { selectorOf } from '../core/recommend/selector.ts';
import type { Clock, Store, WorkloadReport } from '../ports.ts';
import type { Collector } from './collector.ts';
import { type Candidate, dueOf } from './due.ts';
import { type GatherInput, gatherEvidence, gatherSightings } from './gather-evidence.ts';
import { byDetail, reportOf } from './report.ts';
import type { StreamCoverage } from './stream-coverage.ts';
import type { Surroundings } from './surroundings.ts';

export interface JudgeOptions {
  readonly store: Store;
  readonly collector: Pick<Collector, 'listening' | 'newsOf' | 'allNews'>;
  readonly streams: Pick<StreamCoverage, 'openGaps'>;
  readonly clock: Clock;
  readonly settings: LearnSettings;
  readonly inventory: () => Inventory | null;
  readonly mesh: () => PolicyMesh;
  /** What is deployed at the workload; null = not known. */
  readonly deployed: (workload: Workload) => Deployed | null;
  /** ms from which that is known to be what the proxies have. */
  readonly policiesSince: () => number;
  readonly surroundings: Surroundings;
  /** Revisions of which pods tell, by workload. */
  readonly rollouts: () => ReadonlyMap<WorkloadId, readonly Rollout[]>;
  /** Whose proxies run under which principal, as far as proxies or the inventory said. */
  readonly principals: () => ReadonlyMap<Principal, ReadonlySet<WorkloadId>>;
}

/** What all workloads that are judged together have in common. */
interface Moment {
  /** ms */
  readonly now: number;
  readonly workloads: readonly Workload[];
  readonly listening: readonly Listening[];
  readonly openGaps: readonly Gap[];
  readonly callers: ReadonlyMap<Principal, CallerHistory>;
}

/** The last judgement of a workload, and what tells whether it is time for the next. */
interface Standing {
  readonly report: WorkloadReport;
  readonly tick: number;
  readonly news: number;
  readonly size: number;
}

type Members = Readonly<Record<Detail, readonly PoolMember[]>>;

/** Operations read at a tick: well below a second of work. A larger mesh is gone through in turns. */
const BUDGET = 4000;

/** Judges workloads: all of them, or on a tick those whose turn it is. Holds what was judged last. */
export class Judge {
  readonly #options: JudgeOptions;
  readonly #states = new Map<string, State>();
  readonly #members = new Map<WorkloadId, Members>();
  readonly #standings = new Map<WorkloadId, Standing>();
  #sorted: readonly WorkloadReport[] | null = null;
  #judgedAt: number | null = null;
  #tick = 0;
  #credit = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** Hysteresis goes on from the states of before a restart. */
  async load(): Promise<void> {
    for (const { workload, detail, state } of await this.#options.store.states()) {
      this.#states.set(`${detail} ${workload}`, state);
    }
  }

  /** Judges all that is stored. `signal`: stops between two workloads. */
  async judge(signal?: AbortSignal): Promise<void> {
    return this.#inTurn(async () => this.#judgeAll(await this.#moment(), signal));
  }

  /**
   * A tick. Judges what is new and, as far as that is cheap, what was judged longest ago; the first time all.
   */
  async refresh(signal?: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      const moment = await this.#moment();
      if (this.#judgedAt === null) return this.#judgeAll(moment, signal);
      this.#tick++;
      return this.#judgeThese(
        this.#due(moment, () => true),
        moment,
        signal,
      );
    });
  }

  /**
   * Between two ticks: judges only what there is news of, so that what has just been stored is soon answered
   * for. What waits for its turn waits no longer by it.
   */
  async refreshNews(signal?: AbortSignal): Promise<void> {
    if (this.#judgedAt === null || !this.#hasNews()) return;
    return this.#inTurn(async () => {
      const moment = await this.#moment();
      return this.#judgeThese(
        this.#due(moment, ({ news }) => news),
        moment,
        signal,
      );
    });
  }

  /** ms of the last judgement; null = none yet. */
  judgedAt(): number | null {
    return this.#judgedAt;
  }

  /** In id order. */
  reports(): readonly WorkloadReport[] {
    this.#sorted ??= [...this.#standings.values()]
      .map(({ report }) => report)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return this.#sorted;
  }

  report(id: WorkloadId): WorkloadReport | undefined {
    return this.#standings.get(id)?.report;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #moment(): Promise<Moment> {
    const { store, collector, streams, clock } = this.#options;
    const seen = this.#options.rollouts();
    const workloads = (await store.workloads()).map((workload) => {
      const rollouts = joinRollouts(workload.rollouts, seen.get(workloadId(workload.key)) ?? []);
      return rollouts === workload.rollouts ? workload : { ...workload, rollouts };
    });
    return {
      now: clock.now(),
      workloads,
      listening: [...(await store.listening()), ...collector.listening()],
      openGaps: streams.openGaps(),
      callers: this.#callers(workloads, seen),
    };
  }

  async #judgeAll(moment: Moment, signal: AbortSignal | undefined): Promise<void> {
    await this.#sight(moment.workloads, moment, signal);
    if (signal?.aborted) return;
    this.#tick++;
    await this.#judgeThese(moment.workloads, moment, signal);
  }

  /** Each is judged beside the others, so all are sighted before one is judged. */
  async #sight(
    workloads: readonly Workload[],
    moment: Moment,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (const workload of workloads) {
      if (signal?.aborted) return;
      const history = await gatherSightings(this.#options.store, this.#inputOf(workload, moment));
      this.#members.set(workloadId(workload.key), this.#membersOf(history));
      await setImmediate();
    }
  }

  async #judgeThese(
    workloads: readonly Workload[],
    moment: Moment,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const newcomers = workloads.filter(({ key }) => !this.#members.has(workloadId(key)));
    await this.#sight(newcomers, moment, signal);
    const members = byDetail((detail) => [...this.#members.values()].flatMap((one) => one[detail]));
    for (const workload of workloads) {
      if (signal?.aborted) break;
      await this.#judgeOne(workload, moment, members);
      // Each takes milliseconds; what arrives meanwhile shall not wait for all of them.
      await setImmediate();
    }
    if (!signal?.aborted) this.#judgedAt = moment.now;
    await this.#remember(moment.now);
  }

  async #judgeOne(workload: Workload, moment: Moment, members: Members): Promise<void> {
    const { store, collector, settings } = this.#options;
    const id = workloadId(workload.key);
    const news = collector.newsOf(id);
    const evidence = await gatherEvidence(store, this.#inputOf(workload, moment));
    const { history, operations } = evidence;
    const t = totalLength(history.covered) / settings.timeUnit;
    const readiness = byDetail((detail) => {
      const previous = this.#states.get(`${detail} ${id}`) ?? null;
      return readinessOf(history, detail, poolOf(members[detail], t), settings, previous);
    });
    const report = reportOf(evidence, readiness, settings.timeUnit);
    this.#members.set(id, this.#membersOf(history));
    this.#standings.set(id, { report, tick: this.#tick, news, size: operations.length });
    this.#sorted = null;
  }

  #hasNews(): boolean {
    const news = [...this.#options.collector.allNews()];
    return news.some(([id, count]) => this.#standings.get(id)?.news !== count);
  }

  #due({ workloads }: Moment, among: (candidate: Candidate) => boolean): Workload[] {
    // What one tick spends too much the next ones save.
    this.#credit = Math.min(BUDGET, this.#credit + BUDGET);
    const candidates = workloads.map(({ key }) => {
      const id = workloadId(key);
      const standing = this.#standings.get(id);
      if (standing === undefined) return { id, size: 0, age: Number.POSITIVE_INFINITY, news: true };
      const news = standing.news !== this.#options.collector.newsOf(id);
      return { id, size: standing.size, age: this.#tick - standing.tick, news };
    });
    const { ids, cost } = dueOf(candidates.filter(among), this.#credit);
    this.#credit -= cost;
    const due = new Set(ids);
    return workloads.filter(({ key }) => due.has(workloadId(key)));
  }

  #membersOf(history: WorkloadHistory): Members {
    return byDetail((detail) => poolMembers([history], detail, this.#options.settings.timeUnit));
  }

  /**
   * A caller's rollouts explain first sightings at those it calls. When its pods were created nothing says
   * yet.
   */
  #callers(
    workloads: readonly Workload[],
    seen: ReadonlyMap<WorkloadId, readonly Rollout[]>,
  ): Map<Principal, CallerHistory> {
    const rollouts = new Map(seen);
    for (const { key, rollouts: stored } of workloads) rollouts.set(workloadId(key), stored);
    const callers = [...this.#options.principals()].map(([principal, ids]): [Principal, CallerHistory] => {
      return [principal, { rollouts: [...ids].flatMap((id) => rollouts.get(id) ?? []), created: null }];
    });
    return new Map(callers);
  }

  #inputOf(workload: Workload, { now, workloads, listening, openGaps, callers }: Moment): GatherInput {
    const { settings, inventory, mesh, surroundings } = this.#options;
    const selector = selectorOf(workload, inventory(), workloads);
    const deployed = this.#options.deployed(workload);
    const policies = { selector, deployed, policiesSince: this.#options.policiesSince(), mesh: mesh() };
    return { workload, now, listening, openGaps, ...policies, surroundings, callers, settings };
  }

  async #remember(now: number): Promise<void> {
    const changed = this.reports().flatMap(({ id: workload, readiness }) =>
      DETAILS.filter((detail) => this.#states.get(`${detail} ${workload}`) !== readiness[detail].state).map(
        (detail) => ({ workload, detail, state: readiness[detail].state, since: now }),
      ),
    );
    if (changed.length === 0) return;
    await this.#options.store.saveStates(changed);
    for (const { workload, detail, state } of changed) this.#states.set(`${detail} ${workload}`, state);
  }
}
