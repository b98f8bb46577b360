import type { PodInbound } from './pod-inbound.ts';
import type { NodeType } from './record.ts';
import type { Labels, WorkloadKey } from './workload.ts';

/** A pod as an inventory or a reporter describes it. */
export interface Pod {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly hostNetwork: boolean;
  readonly labels: Labels;
  readonly serviceAccount: string;
  readonly workload: WorkloadKey;
  readonly nodeType: NodeType;
  readonly rollout: { readonly owner: string; readonly revision: string } | null;
  /** ms: has its addresses from here … */
  readonly startTime: number;
  /** … until here; null = still running. */
  readonly endTime: number | null;
  /** Left out: a file or a reporter doesn't say. A pod of the same name with another one is another pod. */
  readonly uid?: string;
  /** Its node's, from which the kubelet and pods on the host's network speak; left out: not said. */
  readonly hostAddress?: string;
  /** Left out: nothing is known of how calls reach it. */
  readonly inbound?: PodInbound;
}
