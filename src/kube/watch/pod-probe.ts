import type { ApiClient } from './api-client.ts';
import type { PodCertainty } from './pod-certainty.ts';
import { pause, type Timing } from './timing.ts';
import type { WatchTimes } from './watch-times.ts';

/** Metadata of one pod: a few hundred bytes, whatever the cluster's size. */
const PATH = '/api/v1/pods?limit=1';
const ACCEPT = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json';

export interface PodProbeOptions {
  readonly client: Pick<ApiClient, 'get'>;
  readonly certainty: PodCertainty;
  /** Nothing is asked while there is no watch that could answer. */
  readonly watching: () => boolean;
  /** The cluster's history went back: what was listed is of another one. */
  readonly wentBack: () => void;
  /** Nothing new is certain, and why; null = it is again. */
  readonly lacking: (why: string | null) => void;
  readonly times: Pick<WatchTimes, 'probe' | 'probeAnswer' | 'missingRetry'>;
  readonly timing: Timing;
}

/** Asks again and again how far the cluster is, until the signal is aborted. Never rejects. */
export async function probePods(options: PodProbeOptions, signal: AbortSignal): Promise<void> {
  const { client, certainty, watching, wentBack, lacking, times, timing } = options;
  let backAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    await pause(times.probe, timing, signal);
    if (signal.aborted || !watching()) continue;
    const question = certainty.question(timing.now());
    try {
      const answer = await client.get(PATH, { signal, silence: times.probeAnswer, accept: ACCEPT });
      const { metadata } = Object(answer) as { readonly metadata?: { readonly resourceVersion?: unknown } };
      const resourceVersion = metadata?.resourceVersion;
      if (typeof resourceVersion !== 'string') continue;
      const back = !certainty.answered(resourceVersion, question);
      lacking(back ? 'no new pod is certain: the server answers with a state older than one before' : null);
      // Not again and again, of a server that counts in another way.
      if (!back || timing.now() - backAt < times.missingRetry[1]) continue;
      backAt = timing.now();
      wentBack();
    } catch (error) {
      if (signal.aborted) return;
      lacking(`no new pod is certain: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
