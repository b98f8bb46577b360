import { setTimeout as pause } from 'node:timers/promises';

/** Something that happens again and again; `turn` counts from 0. All times in ms from the start. */
export interface Beat {
  readonly first: number;
  readonly every: number;
  readonly run: (turn: number) => Promise<unknown>;
}

/** Runs all beats beside each other until `duration`; throws what the first failing one threw. */
export async function playBeats(beats: readonly Beat[], duration: number): Promise<void> {
  const schedule = beats
    .flatMap(({ first, every, run }) =>
      Array.from({ length: Math.max(0, Math.ceil((duration - first) / every)) }, (_, turn) => ({
        due: first + turn * every,
        start: () => run(turn),
      })),
    )
    .toSorted((one, other) => one.due - other.due);
  const began = performance.now();
  const running: Promise<unknown>[] = [];
  for (const { due, start } of schedule) {
    const early = began + due - performance.now();
    if (early > 1) await pause(early);
    running.push(start());
  }
  await Promise.all(running);
}
