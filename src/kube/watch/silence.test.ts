import { expect, it } from 'vitest';
import { createSilence } from './silence.ts';
import { SYSTEM_TIMING, type Timing } from './timing.ts';

/** Time that is moved by hand. */
function handTiming(): Timing & { move(ms: number): void } {
  let now = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  return {
    ...SYSTEM_TIMING,
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    move(ms) {
      const until = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        now = next.at;
        timers = timers.filter((one) => one !== next);
        next.run();
      }
      now = until;
    },
  };
}

const LIMITS = { first: 100, later: 1_000 };

it('ends a request that was never answered', () => {
  const timing = handTiming();
  const silence = createSilence(LIMITS, new AbortController().signal, timing);
  timing.move(99);
  expect(silence.signal.aborted).toBe(false);
  timing.move(1);
  expect([silence.signal.aborted, silence.fell()]).toEqual([true, true]);
});

it('ends an answer in which nothing came for too long, and no sooner', () => {
  const timing = handTiming();
  const silence = createSilence(LIMITS, new AbortController().signal, timing);
  for (let n = 0; n < 20; n += 1) {
    timing.move(90);
    silence.touch();
  }
  timing.move(999);
  expect(silence.fell()).toBe(false);
  timing.move(1);
  expect(silence.fell()).toBe(true);
});

it('ends with its owner, which is no silence', () => {
  const owner = new AbortController();
  const silence = createSilence(LIMITS, owner.signal, handTiming());
  owner.abort('stopped');
  expect([silence.signal.aborted, silence.signal.reason, silence.fell()]).toEqual([true, 'stopped', false]);
});

it('ends at once with an owner that has ended', () => {
  expect(createSilence(LIMITS, AbortSignal.abort('over'), handTiming()).signal.aborted).toBe(true);
});

it('ends nothing once it is stopped', () => {
  const timing = handTiming();
  const silence = createSilence(LIMITS, new AbortController().signal, timing);
  silence.stop();
  timing.move(10_000);
  expect(silence.signal.aborted).toBe(false);
});
