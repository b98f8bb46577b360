/** Time and chance, as tests replace them. */
export interface Timing {
  /** ms since 1970. */
  now(): number;
  /** 0 … 1 */
  random(): number;
  /** Runs it once after `ms`, unless it is cancelled by what is returned. */
  after(ms: number, run: () => void): () => void;
}

export const SYSTEM_TIMING: Timing = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export function between([from, to]: readonly [number, number], timing: Timing): number {
  return from + timing.random() * (to - from);
}

/** Resolves after `ms`, or at once when the signal is aborted. */
export function pause(ms: number, timing: Timing, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = timing.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
