import type { Pod } from '../model/pod.ts';
import type { Labels } from '../model/workload.ts';
import { inKeyOrder, selects } from '../survey/labels.ts';

/** Where several labels would do, the ones that people choose for this (Y4). */
const PREFERRED = [
  'app.kubernetes.io/name',
  'app',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/component',
  'k8s-app',
];

/**
 * Adds labels until the selector touches none of `others`, each time the one that keeps most of them out;
 * never empty unless there is no label. Stops where no label helps: then the result still selects others.
 */
export function enlarge(start: Labels, available: Labels, others: readonly Pod[]): Labels {
  const selected = others.filter(({ labels }) => selects(start, labels));
  if (Object.keys(start).length > 0 && selected.length === 0) return start;
  const [best] = Object.entries(available)
    .filter(([key]) => !Object.hasOwn(start, key))
    .map(([key, value]) => ({ key, value, left: countWith(key, value, selected) }))
    .toSorted((a, b) => a.left - b.left || rank(a.key) - rank(b.key) || (a.key < b.key ? -1 : 1));
  if (best === undefined) return start;
  if (best.left === selected.length && Object.keys(start).length > 0) return start;
  return enlarge(inKeyOrder([...Object.entries(start), [best.key, best.value]]), available, others);
}

function countWith(key: string, value: string, pods: readonly Pod[]): number {
  return pods.filter(({ labels }) => labels[key] === value).length;
}

function rank(key: string): number {
  const place = PREFERRED.indexOf(key);
  return place === -1 ? PREFERRED.length : place;
}
