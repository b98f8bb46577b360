import { policyMeshOf } from './config/policy-mesh.ts';
import type { Config } from './config/schema.ts';
import { Directory } from './core/identify/directory.ts';
import { identify } from './core/identify/identify.ts';
import { reporterOf } from './core/identify/reporter.ts';
import type { Finding } from './core/model/finding.ts';
import type { Inventory } from './core/model/inventory.ts';
import { DAY } from './core/model/scaled-time.ts';
import { workloadId } from './core/model/workload.ts';
import { Collector, type CollectorOptions } from './pipeline/collector.ts';
import { deployedPolicies } from './pipeline/deployed-policies.ts';
import { Judge } from './pipeline/judge.ts';
import { MeshAnswers } from './pipeline/mesh-answers.ts';
import { PrincipalIndex } from './pipeline/principal-index.ts';
import { StreamCoverage } from './pipeline/stream-coverage.ts';
import type { Clock, MeshReader, Store } from './ports.ts';

export interface EngineOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly store: Store;
  readonly unauthenticated: boolean;
  readonly meshFindings: () => readonly Finding[];
  readonly newBatchId: () => string;
  readonly onFlush: CollectorOptions['onFlush'];
  readonly onClamped: CollectorOptions['onClamped'];
}

/** The data's way from a record to a judgement, without input or listener; what is offline takes it too. */
export interface Engine {
  readonly directory: Directory;
  readonly streams: StreamCoverage;
  readonly collector: Collector;
  readonly judge: Judge;
  readonly reader: MeshReader;
  /** The last flush was stored. */
  stored(): boolean;
  /** Everything that the cluster looks like from now on; pods that are no longer listed have ended. */
  useInventory(inventory: Inventory): void;
  /** Forgets figures of days older than `retention` (ms of real days; scaled as all days are). */
  prune(retention: number): Promise<void>;
}

export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { config, clock, store } = options;
  const { learn } = config;
  let inventory: Inventory | null = null;
  // Of what is known from the beginning nothing tells how long it has been so.
  let policiesSince = Number.NEGATIVE_INFINITY;
  let policyMesh = policyMeshOf(config);
  const mesh = {
    cluster: config.mesh.cluster,
    get trustDomain() {
      return policyMesh.trustDomain;
    },
  };
  const directory = new Directory(mesh.cluster);
  const principals = new PrincipalIndex(() => mesh.trustDomain, config.limits.workloads);
  const streams = new StreamCoverage({
    workloadOf(reporter) {
      const known = reporterOf(reporter, directory, mesh);
      return known === null ? null : workloadId(known.workload);
    },
    heard(reporter, time) {
      directory.heard(reporter, time);
      const known = reporterOf(reporter, directory, mesh);
      if (known) principals.add(known.workload, known.serviceAccount);
    },
    now: clock.now,
  });
  let stored = true;
  const collector = new Collector({
    store,
    clock,
    identify: (record) => identify(record, directory, mesh),
    epoch: () => directory.epoch,
    streams,
    timeUnit: learn.timeUnit,
    limits: { ...config.limits, operations: OPERATIONS_PER_PATH * config.limits.paths },
    newBatchId: options.newBatchId,
    onClamped: options.onClamped,
    onFlush(outcome) {
      stored = outcome.error === null;
      options.onFlush(outcome);
    },
  });
  await collector.load();
  const settings = {
    horizon: learn.horizon / DAY,
    risk: learn.risk,
    requestBudget: learn.requestBudget,
    minAge: learn.minAge / DAY,
    calendar: learn.calendar,
    timeUnit: learn.timeUnit,
    timeZone: config.mesh.timeZone,
  };
  const parts = {
    store,
    collector,
    streams,
    clock,
    settings,
    inventory: () => inventory,
    mesh: () => policyMesh,
    deployed: deployedPolicies(
      () => inventory,
      () => policyMesh,
    ),
    policiesSince: () => policiesSince,
  };
  const judge = new Judge({ ...parts, principals: () => principals.all });
  await judge.load();
  const { unauthenticated, meshFindings } = options;
  const reader = new MeshAnswers({ ...parts, judge, unauthenticated, meshFindings });
  return {
    directory,
    streams,
    collector,
    judge,
    reader,
    stored: () => stored,
    useInventory(next) {
      policyMesh = policyMeshOf(config, next.mesh);
      if (inventory !== null && !isSame([inventory.policies, inventory.mesh], [next.policies, next.mesh])) {
        policiesSince = clock.now() + PROPAGATION;
      }
      const listed = new Set(next.pods.map(({ namespace, name }) => `${namespace}/${name}`));
      for (const pod of inventory?.pods ?? []) {
        const gone = pod.endTime === null && !listed.has(`${pod.namespace}/${pod.name}`);
        if (gone) directory.put({ ...pod, endTime: clock.now() });
      }
      for (const pod of next.pods) {
        directory.put(pod);
        principals.add(pod.workload, pod.serviceAccount);
      }
      inventory = next;
      collector.forgetIdentities();
    },
    async prune(retention) {
      const now = clock.now();
      const days = retention / DAY;
      const oldest = now - days * learn.timeUnit;
      directory.forget(now - POD_MEMORY);
      await store.prune({
        day: Math.floor(oldest / learn.timeUnit),
        hour: Math.floor((now - 2 * learn.timeUnit) / (learn.timeUnit / 24)),
        time: now - BATCH_MEMORY,
        moment: oldest,
      });
    },
  };
}

/** A path is called by several callers, with several methods, on several ports; far beyond it is a scan. */
const OPERATIONS_PER_PATH = 20;

/** How long a pod that has ended can still be asked for, ms: late lines and repeated batches are younger. */
const POD_MEMORY = 7 * DAY;

/** How long a repeated batch is recognised, ms. */
const BATCH_MEMORY = 7 * DAY;

/** Until all proxies have a policy that was changed, ms. */
const PROPAGATION = 60_000;

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
