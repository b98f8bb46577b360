/**
 * Up to which moment the pods that were given are known to be complete.
 *
 * A byte alone proves nothing of the kind: it may have been under way for long. What does is a question and its
 * answer. The API server is asked, at a known moment, for a state that is no older than the question (a read without
 * a resource version), and answers with that state's resource version. Changes are delivered in the order of their
 * resource versions; so once the watch has delivered an event or a bookmark of at least that one, whatever happened
 * before the question was asked has arrived, however late. What happened after it may not have, and if no more
 * arrives, the moment stands still.
 *
 * The moment is by the clock here; records bear those of nodes, and what a kubelet does it tells the API server a
 * little later: `allowance` is for both.
 */
export interface PodCertainty {
  /** A state no older than `at` (ms) was of this resource version. False: the cluster's history went back. */
  answered(resourceVersion: string, question: Question): boolean;
  /** A state that was asked for at `askedAt` was given whole. */
  listed(resourceVersion: string, askedAt: number): void;
  /** All changes up to it were given. */
  reached(resourceVersion: string): void;
  /** Asks now. */
  question(at: number): Question;
  /** ms; -Infinity = never. */
  until(): number;
}

export interface Question {
  readonly at: number;
  /** What had been reached before it was asked. */
  readonly after: number;
}

/** More questions than this wait only while nothing arrives. */
const MOST = 30;

export function createPodCertainty(allowance: number): PodCertainty {
  let reached = Number.NEGATIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  /** Answered, and not yet reached; in the order in which they were asked. */
  let waiting: { readonly version: number; readonly at: number }[] = [];
  const settle = () => {
    for (const { version, at } of waiting) if (version <= reached) until = Math.max(until, at - allowance);
    waiting = waiting.filter(({ version }) => version > reached);
  };
  return {
    question: (at) => ({ at, after: reached }),
    answered(resourceVersion, { at, after }) {
      const version = Number(resourceVersion);
      if (Number.isNaN(version)) return true;
      // A server that was restored from an older copy: its watch would be silent until it has caught up.
      if (version < after) return false;
      waiting = [...waiting.slice(1 - MOST), { version, at }];
      settle();
      return true;
    },
    listed(resourceVersion, askedAt) {
      reached = Number(resourceVersion);
      waiting = [];
      until = Math.max(until, askedAt - allowance);
    },
    reached(resourceVersion) {
      reached = Math.max(reached, Number(resourceVersion));
      if (waiting.length > 0) settle();
    },
    until: () => until,
  };
}
