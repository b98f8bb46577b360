import type { Pod } from '../model/pod.ts';
import type { Labels, WorkloadKey } from '../model/workload.ts';
import { selects } from './labels.ts';

/** The pods of an inventory by what is asked of them. Ended ones are among them. */
export interface PodIndex {
  /** Pods of the workload. */
  of(key: WorkloadKey): readonly Pod[];
  /** Those that run; between two runs of a job its last ones tell as much. */
  living(key: WorkloadKey): readonly Pod[];
  in(cluster: string, namespace: string): readonly Pod[];
  /** Those that a selector picks, of any namespace and cluster. */
  selected(matchLabels: Labels): readonly Pod[];
}

const known = new WeakMap<readonly Pod[], PodIndex>();
const NONE: readonly Pod[] = [];

/** Made once for each list of pods: many workloads ask the same one. */
export function podIndexOf(pods: readonly Pod[]): PodIndex {
  const found = known.get(pods) ?? indexed(pods);
  known.set(pods, found);
  return found;
}

function indexed(pods: readonly Pod[]): PodIndex {
  const byWorkload = Map.groupBy(pods, ({ workload }) => keyOf(workload));
  const byNamespace = Map.groupBy(pods, ({ cluster, namespace }) => `${cluster}/${namespace}`);
  const byLabel = labelIndex(pods);
  const of = (key: WorkloadKey) => byWorkload.get(keyOf(key)) ?? NONE;
  return {
    of,
    living(key) {
      const own = of(key);
      const running = own.filter(isRunning);
      return running.length > 0 ? running : own;
    },
    in: (cluster, namespace) => byNamespace.get(`${cluster}/${namespace}`) ?? NONE,
    selected(matchLabels) {
      const [first] = Object.entries(matchLabels);
      if (first === undefined) return pods;
      return (byLabel().get(first.join('=')) ?? NONE).filter(({ labels }) => selects(matchLabels, labels));
    },
  };
}

/** Made when it is first asked for. */
function labelIndex(pods: readonly Pod[]): () => ReadonlyMap<string, readonly Pod[]> {
  let index: Map<string, Pod[]> | null = null;
  return () => {
    if (index !== null) return index;
    index = new Map();
    for (const pod of pods) {
      for (const [key, value] of Object.entries(pod.labels)) {
        const label = `${key}=${value}`;
        const same = index.get(label);
        if (same) same.push(pod);
        else index.set(label, [pod]);
      }
    }
    return index;
  };
}

function keyOf({ cluster, namespace, name }: WorkloadKey): string {
  return `${cluster}/${namespace}/${name}`;
}

export function isRunning({ endTime }: Pod): boolean {
  return endTime === null;
}

/** A pod of a Job: the next one comes with the next run, also while none is there. */
export function isOfJob({ labels }: Pod): boolean {
  return labels['job-name'] !== undefined || labels['batch.kubernetes.io/job-name'] !== undefined;
}
