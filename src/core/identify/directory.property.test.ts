import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CART_REPORTER, samplePod } from '../../../test/support/sample-record.ts';
import type { Pod } from '../model/pod.ts';
import { Directory } from './directory.ts';
import type { Span } from './span.ts';

const ADDRESSES = ['10.0.0.1', '10.0.0.2'];
const TIMES = Array.from({ length: 90 }, (_, time) => (time - 2) * 500);
const seconds = (max: number, min = 0) => fc.integer({ min, max }).map((count) => count * 1000);
const time = seconds(40);

/** Lives of pods that really followed one another on one address: gap, length, gap, length, … */
const lives = fc
  .array(
    fc.record({
      gap: seconds(5, 1),
      length: seconds(8, 1),
      told: fc.boolean(),
    }),
  )
  .map((steps) => {
    let now = 0;
    return steps.map(({ gap, length, told }, index) => {
      const from = now + gap;
      now = from + length;
      return { name: `pod-${index}`, from, to: now, told };
    });
  });

const pods = fc.array(
  fc
    .record({
      name: fc.constantFrom('a', 'b', 'c'),
      startTime: time,
      length: fc.option(time),
      two: fc.boolean(),
    })
    .map(({ name, startTime, length, two }) =>
      samplePod(name, '', {
        addresses: two ? ADDRESSES : ADDRESSES.slice(0, 1),
        startTime,
        endTime: length === null ? null : startTime + length,
      }),
    ),
  { maxLength: 8 },
);

/** -Infinity: nobody said when. */
function endOf({ name, startTime, endTime }: Pod, all: readonly Pod[]): number {
  const next = all.filter((other) => other.name === name && other.startTime > startTime);
  const end = Math.min(endTime ?? Number.POSITIVE_INFINITY, ...next.map((other) => other.startTime));
  return end < Number.POSITIVE_INFINITY ? Math.max(end, startTime) : Number.NEGATIVE_INFINITY;
}

/** The rule for an inventory, said once more, moment by moment. */
function truth(all: readonly Pod[], address: string, at: number): Pod | null {
  const started = all.filter((pod) => pod.addresses.includes(address) && pod.startTime <= at);
  const isBack = ({ name, startTime }: Pod) =>
    all.some((other) => other.name === name && other.startTime > startTime && other.startTime <= at);
  const start = Math.max(...started.map((pod) => pod.startTime));
  const last = started.filter((pod) => pod.startTime === start);
  const [pod] = last;
  if (last.length !== 1 || pod === undefined || isBack(pod)) return null;
  // One that began before, whose end is known, stands beside it until the second after that end.
  const beside = started.some((other) => other !== pod && at < endOf(other, all) + 1000);
  return !beside && at < (pod.endTime ?? Number.POSITIVE_INFINITY) ? pod : null;
}

describe('an inventory', () => {
  it('never names the wrong pod of those that followed one another on an address', () => {
    fc.assert(
      fc.property(lives, fc.infiniteStream(fc.nat()), (all, shuffle) => {
        const directory = new Directory();
        const order = all
          .map((life) => [shuffle.next().value ?? 0, life] as const)
          .sort((a, b) => a[0] - b[0]);
        for (const [, { name, from, to, told }] of order) {
          directory.put(samplePod(name, '10.0.0.1', { startTime: from, endTime: told ? to : null }));
        }
        for (const { name, from, to, told } of all) {
          for (let at = from; at < to; at += 250)
            expect(directory.spanAt('10.0.0.1', at)?.pod.name).toBe(name);
          if (told) expect(directory.spanAt('10.0.0.1', to)).toBeNull();
        }
        expect(directory.spanAt('10.0.0.1', 0)).toBeNull();
      }),
    );
  });

  it('answers by the last start, in whatever order it was read', () => {
    fc.assert(
      fc.property(pods, (all) => {
        // Put again for the same start, a pod replaces itself.
        const kept = [...new Map(all.map((pod) => [`${pod.name} ${pod.startTime}`, pod])).values()];
        const [forth, back] = [new Directory(), new Directory()];
        for (const pod of all) forth.put(pod);
        for (const pod of kept.toReversed()) back.put(pod);
        for (const address of ADDRESSES) {
          for (const at of TIMES) {
            const want = truth(kept, address, at);
            expect(forth.spanAt(address, at)?.pod ?? null).toEqual(want);
            expect(back.spanAt(address, at)?.pod ?? null).toEqual(want);
          }
        }
      }),
    );
  });
});

type Step = { readonly pod: Pod } | { readonly heard: string; readonly label: string; readonly at: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  pods.filter((all) => all.length > 0).map((all) => ({ pod: all[0] as Pod })),
  fc.record({ heard: fc.constantFrom('a', 'b', 'd'), label: fc.constantFrom('x', 'y'), at: time }),
);

function apply(directory: Directory, one: Step): void {
  if ('pod' in one) directory.put(one.pod);
  else {
    const labels = { app: one.label };
    directory.heard({ ...CART_REPORTER, pod: one.heard, labels, addresses: ['10.0.0.1'] }, one.at);
  }
}

function answers(directory: Directory): (Span | null)[] {
  return ADDRESSES.flatMap((address) => TIMES.map((at) => directory.spanAt(address, at)));
}

describe('ids and epoch', () => {
  it('an id always stands for the same pod on the same address', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const directory = new Directory();
        const meaning = new Map<number, string>();
        for (const one of steps) {
          apply(directory, one);
          for (const [index, span] of answers(directory).entries()) {
            if (span === null) continue;
            const says = JSON.stringify([index < TIMES.length, span.pod, span.from]);
            expect(meaning.get(span.id) ?? says).toBe(says);
            meaning.set(span.id, says);
          }
        }
      }),
    );
  });

  it('an id changes exactly when its answer does; the epoch moves whenever one goes', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const directory = new Directory();
        for (const one of steps) {
          const [before, epoch] = [answers(directory), directory.epoch];
          apply(directory, one);
          const after = answers(directory);
          for (const [index, old] of before.entries()) {
            const now = after[index] ?? null;
            if (old === null) continue;
            // A pod known by its own word has no start time; its span may grow under the same id.
            const heard = old.pod.startTime === Number.NEGATIVE_INFINITY;
            const longer = heard && now !== null && now.to > old.to;
            const same = now !== null && now.from === old.from && (now.to === old.to || longer);
            const unchanged = same && JSON.stringify(now.pod) === JSON.stringify(old.pod);
            expect(now?.id === old.id).toBe(unchanged);
            if (!unchanged) expect(directory.epoch).toBeGreaterThan(epoch);
          }
        }
      }),
    );
  });

  it('spans never overlap', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const directory = new Directory();
        for (const one of steps) apply(directory, one);
        for (const [index, span] of answers(directory).entries()) {
          const at = TIMES[index % TIMES.length] as number;
          if (span !== null) expect(span.from <= at && at < span.to).toBe(true);
        }
      }),
    );
  });
});
