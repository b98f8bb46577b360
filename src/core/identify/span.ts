import type { Pod } from '../model/pod.ts';

/** A pod has an address from `from` until before `to` (ms). The same id stands for the same pod, always. */
export interface Span {
  readonly id: number;
  readonly pod: Pod;
  readonly from: number;
  readonly to: number;
}

/**
 * What was said of a pod's hold on its addresses: by an inventory, or (`heard`) by the pod's own telemetry.
 */
export interface Claim {
  readonly pod: Pod;
  readonly from: number;
  readonly to: number;
  readonly heard: boolean;
}
