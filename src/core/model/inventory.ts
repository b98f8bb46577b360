import type { ClusterView } from './cluster-view.ts';
import type { PolicyMesh } from './enforcement-point.ts';
import type { Pod } from './pod.ts';
import type { AuthorizationPolicy } from './policy.ts';
import type { Labels } from './workload.ts';

/** The owner that a policy's selector is taken from (Y1). */
export interface Owner {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly matchLabels: Labels;
}

/** What a cluster tells: from watches, or from an inventory file. */
export interface Inventory {
  readonly pods: readonly Pod[];
  readonly owners: readonly Owner[];
  /** In the order of their names; null = none is listed, so it isn't known whether there are any. */
  readonly policies: readonly AuthorizationPolicy[] | null;
  /** What the `istio` ConfigMap says; what it doesn't is absent. */
  readonly mesh: Partial<PolicyMesh>;
  /** Left out: nothing more is known. */
  readonly cluster?: ClusterView;
}
