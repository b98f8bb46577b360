import type { Timing } from './timing.ts';

/** Work that is asked for more often than it is done. */
export interface Coalesced {
  /** Does it within `ms`. */
  ask(): void;
  stop(): void;
}

export function coalesce(ms: number, work: () => void, timing: Timing): Coalesced {
  let cancel: (() => void) | null = null;
  let stopped = false;
  return {
    ask() {
      if (stopped) return;
      cancel ??= timing.after(ms, () => {
        cancel = null;
        work();
      });
    },
    stop() {
      stopped = true;
      cancel?.();
      cancel = null;
    },
  };
}
