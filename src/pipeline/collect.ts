import { setImmediate } from 'node:timers/promises';
import type { Caps } from '../core/aggregate/caps.ts';
import type { FlowDelta } from '../core/aggregate/delta.ts';
import { merge } from '../core/aggregate/merge.ts';
import { resolveOperation } from '../core/aggregate/resolve-operation.ts';
import type { Flow, Outcome } from '../core/model/flow.ts';
import type { Operation } from '../core/model/operation.ts';
import type { RecordSource } from '../core/model/reason.ts';
import { type Workload, type WorkloadId, workloadId } from '../core/model/workload.ts';
import type { DayRow, DenialRow, HourCount } from '../ports.ts';
import { DenialRows, deniedCount } from './denials.ts';
import { growWorkload } from './grow-workload.ts';
import { bringsEvidence, isGrown } from './news.ts';
import { isOverflow, overflowFlow } from './overflow-workload.ts';
import type { CountedFlow, HourSlot, Taken } from './taken.ts';
import type { WorkloadCache } from './workload-cache.ts';

export interface CollectOptions {
  readonly source: RecordSource;
  readonly caps: Caps;
  /** Past it a new workload's flows are counted on one overflow workload, which never gets a policy. */
  readonly mostWorkloads: number;
}

/** Slots counted before the event loop gets its turn: a few milliseconds of work. */
const SLICE = 500;

/** Where the flows of one or more tallies end: the changed rows of one commit. */
export class Collection {
  readonly workloads = new Map<WorkloadId, Workload>();
  readonly dayRows: DayRow[] = [];
  /** Workloads that weren't there before. */
  readonly fresh = new Set<WorkloadId>();
  /** Workloads of which something new was seen, and not just more of the same. */
  readonly news = new Set<WorkloadId>();
  readonly #operations = new Map<WorkloadId, Map<number, Operation>>();
  readonly #hours = new Map<string, HourCount>();
  readonly #denials = new DenialRows();
  readonly #cache: WorkloadCache;
  readonly #known: ReadonlySet<WorkloadId>;
  #counted = 0;

  /** `known`: ids of all workloads that are stored. */
  constructor(cache: WorkloadCache, known: ReadonlySet<WorkloadId>) {
    this.#cache = cache;
    this.#known = known;
  }

  /** Evidence first: a template that it makes takes the failures of the same flush. */
  async add(taken: Taken, options: CollectOptions): Promise<void> {
    for (const outcomes of [['ok'], ['failed', 'denied']] as const) {
      for (const { flow: seen, denial, slots } of taken.flows) {
        for (const slot of slots) {
          if (outcomes.every((outcome) => slot[outcome] === 0)) continue;
          if (++this.#counted % SLICE === 0) await setImmediate();
          const flow = this.#within(seen, options.mostWorkloads);
          await this.#count({ flow, denial }, slot, outcomes, options);
        }
      }
    }
  }

  get operations(): { workload: WorkloadId; operation: Operation }[] {
    return [...this.#operations].flatMap(([workload, bySeq]) =>
      [...bySeq.values()].map((operation) => ({ workload, operation })),
    );
  }

  get hourCounts(): HourCount[] {
    return [...this.#hours.values()];
  }

  get denials(): DenialRow[] {
    return this.#denials.rows;
  }

  async #count(
    { flow, denial }: Pick<CountedFlow, 'flow' | 'denial'>,
    slot: HourSlot,
    outcomes: readonly Outcome[],
    options: CollectOptions,
  ): Promise<void> {
    const id = workloadId(flow.workload);
    const active = await this.#cache.get(id);
    const succeeded = outcomes.includes('ok');
    const span = succeeded ? slot.succeeded : slot.refused;
    const workload = growWorkload(active.workload, flow, span, options.source);
    if (isGrown(active.workload, workload)) this.news.add(id);
    active.workload = workload;
    this.workloads.set(id, workload);
    // Failed and denied calls resolve alike, so one delta carries both.
    const outcome = succeeded ? 'ok' : 'failed';
    const { key, literal } = resolveOperation(flow, outcome, active.index, options.caps);
    const seq = active.index.admit(key, outcome);
    const before = active.index.find(key) ?? null;
    const { operation, dayRows } = merge(before, key, seq, deltaOf(flow, slot, succeeded, literal));
    active.index.put(operation);
    if (before === null) active.size++;
    if (bringsEvidence(before, operation)) this.news.add(id);
    this.#changed(id).set(seq, operation);
    for (const row of dayRows) this.dayRows.push({ ...row, workload: id, seq });
    if (flow.reporter === 'source') return;
    if (succeeded) this.#countHour(id, flow, slot);
    const count = deniedCount(denial, slot, succeeded);
    if (denial === null || count === 0) return;
    const row = {
      workload: id,
      seq,
      denial,
      sample: literal,
      count,
      firstSeen: span.first,
      lastSeen: span.last,
    };
    if (this.#denials.add(row, await this.#cache.denials(id))) this.news.add(id);
  }

  #within(flow: Flow, most: number): Flow {
    const id = workloadId(flow.workload);
    if (isOverflow(flow.workload)) return overflowFlow(flow);
    if (this.#known.has(id) || this.fresh.has(id)) return flow;
    if (this.#known.size + this.fresh.size >= most) return overflowFlow(flow);
    this.fresh.add(id);
    return flow;
  }

  #changed(id: WorkloadId): Map<number, Operation> {
    const changed = this.#operations.get(id) ?? new Map<number, Operation>();
    this.#operations.set(id, changed);
    return changed;
  }

  #countHour(workload: WorkloadId, flow: Flow, slot: HourSlot): void {
    const hour = slot.day * 24 + slot.hour;
    const key = `${workload} ${hour}`;
    const before = this.#hours.get(key) ?? { workload, hour, evidence: 0, anonymous: 0 };
    const anonymous = flow.caller.principal === null ? slot.ok : 0;
    this.#hours.set(key, {
      ...before,
      evidence: before.evidence + slot.ok,
      anonymous: before.anonymous + anonymous,
    });
  }
}

function deltaOf(flow: Flow, slot: HourSlot, succeeded: boolean, literal: string | null): FlowDelta {
  const hours = 1 << slot.hour;
  const span = succeeded ? slot.succeeded : slot.refused;
  return {
    day: slot.day,
    hours,
    evidenceHours: succeeded ? hours : 0,
    ok: succeeded ? slot.ok : 0,
    failed: succeeded ? 0 : slot.failed,
    denied: succeeded ? 0 : slot.denied,
    firstSeen: span.first,
    lastSeen: span.last,
    firstEvidence: succeeded ? span.first : null,
    lastEvidence: succeeded ? span.last : null,
    grpc: flow.grpc,
    marks: flow.pathMark === null ? [] : [flow.pathMark],
    literal,
  };
}
