/** All waits and deadlines of watches, ms unless it says otherwise. */
export interface WatchTimes {
  readonly connect: number;
  /** Until the answer's headers. */
  readonly headers: number;
  /** A listing without a byte for so long is begun again. */
  readonly listSilence: number;
  /** A watch without a byte for so long is made again. */
  readonly watchSilence: number;
  /** Seconds after which the server is asked to end a watch, chosen between. */
  readonly watchSeconds: readonly [number, number];
  /** The same for pods: a bookmark comes shortly before the end, and each is a proof of completeness. */
  readonly podWatchSeconds: readonly [number, number];
  readonly podWatchSilence: number;
  /** A watch that stood for less isn't made again at once. */
  readonly lasting: number;
  readonly backoff: { readonly first: number; readonly most: number };
  /** A 403 or 404 is believed when it is repeated after so long: a starting API server says them falsely. */
  readonly believe: number;
  /** What is forbidden or absent is asked for again after, chosen between. */
  readonly missingRetry: readonly [number, number];
  /** Everything is listed anew after, chosen between. */
  readonly resync: readonly [number, number];
  /** How often the API server is asked how far the cluster is. */
  readonly probe: number;
  readonly probeAnswer: number;
  /** By how much clocks of nodes may differ from the clock here, and kubelets be late in telling of a pod. */
  readonly clockAllowance: number;
  /** From a change until it is given on, together with others. */
  readonly coalesce: number;
  /** How long the start waits for the first listings. */
  readonly firstListings: number;
  /** How long, and how many, ended pods are remembered. */
  readonly keepEnded: number;
  readonly endedLimit: number;
}

export const WATCH_TIMES: WatchTimes = {
  connect: 5_000,
  headers: 15_000,
  listSilence: 30_000,
  watchSilence: 90_000,
  watchSeconds: [240, 300],
  podWatchSeconds: [5, 7],
  podWatchSilence: 12_000,
  lasting: 1_000,
  backoff: { first: 500, most: 30_000 },
  believe: 10_000,
  missingRetry: [30_000, 60_000],
  resync: [600_000, 900_000],
  probe: 2_000,
  probeAnswer: 5_000,
  clockAllowance: 2_000,
  coalesce: 250,
  firstListings: 10_000,
  keepEnded: 3_600_000,
  endedLimit: 10_000,
};
