import type { SeenPod } from '../inventory-of.ts';
import { podObject } from '../kube-object.ts';
import { createPodCertainty } from './pod-certainty.ts';
import { podLifetimes } from './pod-lifetimes.ts';
import { probePods } from './pod-probe.ts';
import { createReflector, type Reflector, type ReflectorOptions } from './reflector.ts';

export type PodWatchOptions = Pick<
  ReflectorOptions,
  'client' | 'resource' | 'times' | 'timing' | 'changed'
> & {
  /** `pods` is another one from now on. */
  readonly podsChanged: () => void;
};

/** The watch of pods, and up to when what was taken from it is complete. */
export interface PodWatch {
  readonly reflector: Reflector;
  pods(): readonly SeenPod[];
  /** What `pods` gives was given on. */
  given(): void;
  /**
   * ms: up to here the pods that were given on are all there were. Infinity where the server won't tell of pods: there
   * is nothing to wait for, and nobody has an address.
   */
  certainUntil(): number;
  /** Asks how far the cluster is until the signal is aborted. `wentBack`: it is another cluster's history. */
  probe(wentBack: () => void, signal: AbortSignal): Promise<void>;
}

export function createPodWatch({ podsChanged, ...common }: PodWatchOptions): PodWatch {
  const { client, times, timing } = common;
  const certainty = createPodCertainty(times.clockAllowance);
  /** What was certain before the first change that wasn't given on; null = all was. */
  let givenUntil: number | null = Number.NEGATIVE_INFINITY;
  const life = podLifetimes({
    read: (object) => podObject.parse(object),
    now: timing.now,
    certainUntil: certainty.until,
    keepEnded: times.keepEnded,
    endedLimit: times.endedLimit,
    changed() {
      givenUntil ??= certainty.until();
      podsChanged();
    },
  });
  const reflector = createReflector({
    ...common,
    pace: { seconds: times.podWatchSeconds, silence: times.podWatchSilence },
    leftOut: life.leftOut,
    sink: {
      begin: life.begin,
      put: life.put,
      drop: life.drop,
      forget: life.forget,
      listed(resourceVersion, askedAt) {
        // What is missing ended by what was certain before this listing.
        life.complete();
        certainty.listed(resourceVersion, askedAt);
      },
      reached: certainty.reached,
    },
  });
  return {
    reflector,
    pods: () => life.values() ?? [],
    given() {
      givenUntil = null;
    },
    certainUntil() {
      if (givenUntil !== null) return givenUntil;
      const { state } = reflector.status();
      return state === 'forbidden' || state === 'absent' ? Number.POSITIVE_INFINITY : certainty.until();
    },
    probe(wentBack, signal) {
      const { watching, lacking } = reflector;
      return probePods({ client, certainty, watching, wentBack, lacking, times, timing }, signal);
    },
  };
}
