import type { Pod } from '../model/pod.ts';

/** A pod has an address from `from` until before `to` (ms). The same id stands for the same pod, always. */
export interface Span {
  readonly id: number;
  readonly pod: Pod;
  readonly from: number;
  readonly to: number;
  /** Only the pod's own telemetry says so. */
  readonly heard: boolean;
}

/**
 * What was said of a pod's hold on its addresses: by an inventory, or (`heard`) by the pod's own telemetry.
 * It has them for certain from `from` until before `to`.
 */
export interface Claim {
  readonly pod: Pod;
  readonly from: number;
  readonly to: number;
  /** Somebody said that it ended; else `to` is open, and that another has the address proves the end. */
  readonly ended: boolean;
  readonly heard: boolean;
}
