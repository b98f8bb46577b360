import type { Labels } from '../model/workload.ts';
import { inKeyOrder } from '../survey/labels.ts';
import { isLabelKey, isLabelValue } from './name.ts';

/**
 * Y2: labels that a rollout, a controller or Istio changes, so that a selector with them goes blind one day.
 */
const UNSTABLE = new Set([
  'pod-template-hash',
  'pod-template-generation',
  'controller-revision-hash',
  'controller-uid',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'job-name',
  'istio.io/rev',
  'security.istio.io/tlsMode',
  'version',
  'app.kubernetes.io/version',
  'track',
  'rollouts-pod-template-hash',
  'helm.sh/chart',
]);
const UNSTABLE_PREFIXES = ['batch.kubernetes.io/', 'service.istio.io/canonical-'];

/** The labels that a selector may use, in key order. What Kubernetes wouldn't take as a label is none. */
export function stableLabels(labels: Labels): Labels {
  return inKeyOrder(
    Object.entries(labels).filter(
      ([key, value]) =>
        !UNSTABLE.has(key) &&
        !UNSTABLE_PREFIXES.some((prefix) => key.startsWith(prefix)) &&
        isLabelKey(key) &&
        isLabelValue(value),
    ),
  );
}

/** What a product, a tool or the mesh puts on many workloads alike. */
const COMMON = new Set([
  'app.kubernetes.io/part-of',
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/created-by',
  'heritage',
  'sidecar.istio.io/inject',
  'istio.io/dataplane-mode',
]);
const COMMON_PREFIXES = ['topology.istio.io/', 'topology.kubernetes.io/'];

/**
 * Those that can be one workload's own. The others may tell namesakes apart, but alone they would select the
 * next workload that comes.
 */
export function ownLabels(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([key]) => !COMMON.has(key) && !COMMON_PREFIXES.some((prefix) => key.startsWith(prefix)),
    ),
  );
}
