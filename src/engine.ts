import { policyMeshOf } from './config/policy-mesh.ts';
import type { Config } from './config/schema.ts';
import { Directory } from './core/identify/directory.ts';
import { identify } from './core/identify/identify.ts';
import { KUBELET_LAG } from './core/identify/kubelet-lag.ts';
import { reporterOf } from './core/identify/reporter.ts';
import { seenRollouts } from './core/identify/seen-rollouts.ts';
import type { Finding } from './core/model/finding.ts';
import type { Inventory } from './core/model/inventory.ts';
import type { Pod } from './core/model/pod.ts';
import { DAY } from './core/model/scaled-time.ts';
import { workloadId } from './core/model/workload.ts';
import { AddressMemory, POD_MEMORY } from './pipeline/address-memory.ts';
import { Collector, type CollectorOptions } from './pipeline/collector.ts';
import { deployedPolicies } from './pipeline/deployed-policies.ts';
import { HeardPods } from './pipeline/heard-pods.ts';
import { Judge } from './pipeline/judge.ts';
import { MeshAnswers } from './pipeline/mesh-answers.ts';
import { PrincipalIndex } from './pipeline/principal-index.ts';
import { StreamCoverage } from './pipeline/stream-coverage.ts';
import { surroundings } from './pipeline/surroundings.ts';
import type { Clock, MeshReader, Store } from './ports.ts';

export interface EngineOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly store: Store;
  readonly unauthenticated: boolean;
  readonly meshFindings: () => readonly Finding[];
  /** As `InventorySource` says; left out: Infinity. */
  readonly certainUntil?: () => number;
  /** Namespaces for which nothing is proposed. Left out: none. */
  readonly leftOut?: (rootNamespace: string) => ReadonlySet<string>;
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
  /** When pods' own proxies were last heard, ever: `cluster/namespace/pod` → ms. */
  heardPods(): ReadonlyMap<string, number>;
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
  const heardPods = new HeardPods(mesh.cluster);
  const memory = new AddressMemory({ store, directory, heard: heardPods, clock });
  await memory.load();
  const settle = () => {
    directory.settle((options.certainUntil?.() ?? Number.POSITIVE_INFINITY) - KUBELET_LAG);
    return directory.settled;
  };
  settle();
  const streams = new StreamCoverage({
    workloadOf(reporter) {
      const known = reporterOf(reporter, directory, mesh);
      return known === null ? null : workloadId(known.workload);
    },
    heard(reporter, time, proven) {
      directory.heard(reporter, time, proven);
      heardPods.hear(reporter, time);
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
    settled: settle,
    remember: () => memory.save(),
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
    surroundings: surroundings({
      inventory: () => inventory,
      mesh: () => policyMesh,
      leftOut: () => options.leftOut?.(policyMesh.rootNamespace) ?? new Set(),
      isHeard(pod) {
        const at = heardPods.last(pod);
        // Before its start it was another pod of the same name.
        return at !== undefined && at >= pod.startTime;
      },
      collector,
      timeUnit: learn.timeUnit,
    }),
  };
  const judge = new Judge({
    ...parts,
    principals: () => principals.all,
    rollouts: () => seenRollouts(directory.kept()),
  });
  await judge.load();
  const { unauthenticated, meshFindings } = options;
  const reader = new MeshAnswers({ ...parts, judge, unauthenticated, meshFindings });
  return {
    directory,
    streams,
    collector,
    judge,
    reader,
    heardPods: () => heardPods.all,
    stored: () => stored,
    useInventory(next) {
      const meshBefore = policyMesh;
      policyMesh = policyMeshOf(config, next.mesh);
      if (inventory !== null && !saysTheSame(inventory, next)) policiesSince = clock.now() + PROPAGATION;
      const before = inventory?.pods ?? [];
      const [known, there] = [new Set(before), new Set(next.pods)];
      const changed = next.pods.filter((pod) => !known.has(pod));
      const still = new Set(changed.map(holdName));
      // A file tells no end; a watch does, but for a pod whose time it can't tell.
      const missed = before.filter(
        (pod) => pod.endTime === null && !there.has(pod) && !still.has(holdName(pod)),
      );
      const last = Math.min(clock.now(), directory.settled);
      for (const pod of missed) directory.missed(pod, last);
      for (const pod of changed) {
        directory.put(pod);
        principals.add(pod.workload, pod.serviceAccount);
      }
      inventory = next;
      settle();
      if (!isSame(meshBefore, policyMesh)) collector.forgetIdentities();
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

/** How long a repeated batch is recognised, ms. */
const BATCH_MEMORY = 7 * DAY;

/** Until all proxies have a policy that was changed, ms. */
const PROPAGATION = 60_000;

/** A pod with its addresses: it may be listed once more for those that it had. */
function holdName({ namespace, name, uid, addresses }: Pod): string {
  return `${namespace}/${name}/${uid}/${addresses.join()}`;
}

function saysTheSame(a: Inventory, b: Inventory): boolean {
  return (a.policies === b.policies || isSame(a.policies, b.policies)) && isSame(a.mesh, b.mesh);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
