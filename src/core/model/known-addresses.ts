import type { Pod } from './pod.ts';

/** A pod's hold on its addresses. */
export interface KnownPod {
  readonly pod: Pod;
  /** ms; -Infinity = always. */
  readonly from: number;
  /** ms; Infinity = it goes on, as far as it is certain. */
  readonly to: number;
  /** Only its own telemetry told of it. */
  readonly heard: boolean;
}

/** Who had which address, to go on from after a restart. */
export interface KnownAddresses {
  /** ms until which it is certain; null = never. */
  readonly settled: number | null;
  readonly pods: readonly KnownPod[];
  /** When pods' own proxies were last heard: `cluster/namespace/pod`, ms. */
  readonly reporters: readonly { readonly pod: string; readonly heardAt: number }[];
}
