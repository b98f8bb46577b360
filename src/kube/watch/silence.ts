import type { Timing } from './timing.ts';

/** A request's end: its owner's, or after too long a silence: of `first` ms before the answer, of `later` ms in it. */
export interface Silence {
  readonly signal: AbortSignal;
  /** Something came. */
  touch(): void;
  stop(): void;
  /** It was the silence that ended it. */
  fell(): boolean;
}

export function createSilence(
  { first, later }: { readonly first: number; readonly later: number },
  owner: AbortSignal,
  timing: Timing,
): Silence {
  const controller = new AbortController();
  let fell = false;
  let heardAt = timing.now();
  let limit = first;
  let cancel = () => {};
  const abort = () => controller.abort(owner.reason);
  // Bytes come often; a timer is set anew only when it runs out.
  const look = (wait: number) => {
    cancel = timing.after(wait, () => {
      const left = heardAt + limit - timing.now();
      if (left > 0) return look(Math.min(left, limit));
      fell = true;
      controller.abort(new Error(`no byte for ${limit} ms`));
    });
  };
  if (owner.aborted) abort();
  else owner.addEventListener('abort', abort, { once: true });
  look(Math.min(first, later));
  return {
    signal: controller.signal,
    touch() {
      heardAt = timing.now();
      limit = later;
    },
    stop() {
      cancel();
      owner.removeEventListener('abort', abort);
    },
    fell: () => fell,
  };
}
