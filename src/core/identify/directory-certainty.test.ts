import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CART_REPORTER, samplePod } from '../../../test/support/sample-record.ts';
import type { Pod } from '../model/pod.ts';
import { Directory } from './directory.ts';

const IP = '10.0.0.1';
const OTHER = '10.0.0.2';

function settledAt(settled: number, ...pods: readonly Pod[]): Directory {
  const directory = new Directory();
  directory.settle(settled);
  for (const pod of pods) directory.put(pod);
  return directory;
}

/** Names of those who had the address at these times, or why none is named. */
function holders(directory: Directory, times: readonly number[], address = IP): string[] {
  return times.map((time) => {
    const holder = directory.holderAt(address, time);
    return typeof holder === 'string' ? holder : holder.pod.name;
  });
}

const reporterOf = (name: string, changes: object = {}) => ({
  ...CART_REPORTER,
  pod: name,
  owner: name,
  serviceAccount: name,
  labels: { app: name },
  addresses: [IP],
  ...changes,
});

describe('how far an answer is certain', () => {
  it('up to the moment to which all is known, and then for everybody', () => {
    const directory = settledAt(5000, samplePod('a', IP, { startTime: 1000 }));
    expect(holders(directory, [500, 1000, 5000, 5001])).toEqual(['nobody', 'a', 'a', 'unsettled']);
    expect(directory.spanAt(IP, 5001)).toBeNull();
    expect(holders(directory, [5000, 5001], OTHER)).toEqual(['nobody', 'unsettled']);
    directory.settle(9000);
    expect(holders(directory, [9000])).toEqual(['a']);
    directory.settle(8000);
    expect(holders(directory, [9000])).toEqual(['a']);
  });

  it('for ever, where no word will come', () => {
    const directory = settledAt(Number.POSITIVE_INFINITY, samplePod('a', IP));
    expect(holders(directory, [1e15])).toEqual(['a']);
    directory.settle(5000);
    expect(holders(directory, [1e15])).toEqual(['unsettled']);
  });

  it('beyond, to where the pod itself was heard for certain', () => {
    const directory = settledAt(5000, samplePod('a', IP, { startTime: 1000 }));
    directory.heard(reporterOf('a'), 60_000, { from: 6000, to: 50_000 });
    const times = [5001, 6000, 50_000, 50_001];
    expect(holders(directory, times)).toEqual(['unsettled', 'a', 'a', 'unsettled']);
  });

  it.each([
    ['another pod', reporterOf('b')],
    ['another of its name, with other rights', reporterOf('a', { serviceAccount: 'root' })],
    ['another of its name, of another workload', reporterOf('a', { labels: { app: 'z' } })],
    ['it, with another address', reporterOf('a', { addresses: [OTHER] })],
  ])('not because %s was heard', (_, reporter) => {
    const directory = settledAt(5000, samplePod('a', IP, { startTime: 1000 }));
    directory.heard(reporter, 60_000);
    expect(holders(directory, [50_000])).toEqual(['unsettled']);
  });

  it('for a pod that only its own stream told of: to where it was heard for certain, and never more', () => {
    const directory = settledAt(5000);
    directory.heard(reporterOf('new'), 6000);
    directory.heard(reporterOf('new'), 90_000, { from: 6000, to: 30_000 });
    expect(holders(directory, [5999, 6000, 30_000, 30_001])).toEqual([
      'unsettled',
      'new',
      'new',
      'unsettled',
    ]);
    // Its connection stands, but the cluster doesn’t know it.
    directory.settle(80_000);
    expect(holders(directory, [6000, 30_000, 30_001, 80_000])).toEqual(['new', 'new', 'nobody', 'nobody']);
  });

  it('not in between, when its stream was opened again: it may have been without its address', () => {
    const directory = settledAt(5000, samplePod('a', IP, { startTime: 1000 }));
    directory.heard(reporterOf('a'), 70_000, { from: 6000, to: 10_000 });
    directory.heard(reporterOf('a'), 90_000);
    const times = [6000, 10_000, 10_001, 89_999, 90_000];
    expect(holders(directory, times)).toEqual(['a', 'a', 'unsettled', 'unsettled', 'a']);
    for (let time = 100_000; time <= 108_000; time += 1000) directory.heard(reporterOf('a'), time);
    expect(holders(directory, [6000, 90_000, 100_000, 101_000, 108_000])).toEqual([
      ...['unsettled', 'unsettled', 'unsettled', 'a', 'a'],
    ]);
  });

  it('is not changed, where the cluster’s word is, by another that is heard with the address', () => {
    const directory = settledAt(5000, samplePod('a', IP, { startTime: 1000 }));
    directory.heard(reporterOf('b'), 20_000);
    expect(holders(directory, [19_999, 20_000, 20_001])).toEqual(['unsettled', 'b', 'unsettled']);
    directory.settle(90_000);
    expect(holders(directory, [19_999, 20_000, 20_001])).toEqual(['a', 'a', 'a']);
    directory.heard(reporterOf('w', { cluster: 'west' }), 30_000);
    expect(holders(directory, [29_999, 30_000])).toEqual(['a', 'nobody']);
  });

  it('is not stretched by the connection of a pod that ended', () => {
    const ended = samplePod('a', IP, { startTime: 1000, endTime: 20_000 });
    const directory = settledAt(90_000, ended, samplePod('b', IP, { startTime: 30_000 }));
    directory.heard(reporterOf('a'), 60_000);
    expect(holders(directory, [19_999, 20_000, 30_000, 60_000, 70_000])).toEqual([
      'a',
      'nobody',
      'b',
      'b',
      'b',
    ]);
  });
});

describe('a pod whose network is made anew', () => {
  const first = samplePod('a', IP, { uid: '1', startTime: 1000 });

  it('had its old address until that was last certain', () => {
    const directory = settledAt(30_000, first);
    directory.put({ ...first, addresses: [OTHER], startTime: 50_000 });
    directory.settle(90_000);
    expect(holders(directory, [29_999, 30_000, 50_000])).toEqual(['a', 'nobody', 'nobody']);
    expect(holders(directory, [49_999, 50_000], OTHER)).toEqual(['nobody', 'a']);
  });

  it('has none while it waits', () => {
    const directory = settledAt(30_000, first);
    directory.put({ ...first, addresses: [], startTime: 40_000 });
    directory.put(samplePod('b', IP, { startTime: 60_000 }));
    directory.settle(90_000);
    expect(holders(directory, [29_999, 30_000, 59_999, 60_000])).toEqual(['a', 'nobody', 'nobody', 'b']);
  });

  it('may get the same address again, and somebody else had it meanwhile', () => {
    const directory = settledAt(30_000, first);
    directory.put({ ...first, startTime: 80_000 });
    directory.put(samplePod('b', IP, { startTime: 40_000, endTime: 60_000 }));
    directory.settle(99_000);
    expect(holders(directory, [29_999, 30_000, 40_000, 60_000, 80_000])).toEqual([
      'a',
      'nobody',
      'b',
      'nobody',
      'a',
    ]);
  });

  it('lasts on when its end tells a later start of what was certain all along', () => {
    const directory = settledAt(30_000, first);
    directory.put({ ...first, startTime: 5000, endTime: 40_000 });
    directory.settle(90_000);
    expect(holders(directory, [1000, 39_999, 40_000])).toEqual(['a', 'a', 'nobody']);
  });
});

describe('what was known before a restart', () => {
  const pod = samplePod('a', IP, { uid: '1', startTime: 1000 });
  const stored = { pod, from: 1000, to: 30_000, heard: false };

  it('holds until it was last certain', () => {
    const directory = new Directory();
    directory.restore(stored);
    directory.settle(30_000);
    expect(holders(directory, [999, 1000, 29_999, 30_001])).toEqual(['nobody', 'a', 'a', 'unsettled']);
  });

  it('and all the time since, if the very same pod is there', () => {
    const directory = new Directory();
    directory.restore(stored);
    directory.put(pod);
    directory.settle(90_000);
    expect(holders(directory, [1000, 30_000, 90_000])).toEqual(['a', 'a', 'a']);
  });

  it('but not if it is another one of its name, or has its network anew', () => {
    for (const other of [
      { ...pod, uid: '2' },
      { ...pod, startTime: 60_000 },
    ]) {
      const directory = new Directory();
      directory.restore(stored);
      directory.put({ ...other, startTime: 60_000 });
      directory.settle(90_000);
      expect(holders(directory, [29_999, 30_000, 59_999, 60_000])).toEqual(['a', 'nobody', 'nobody', 'a']);
    }
  });

  it('does not hide a pod that is heard where no cluster is watched any more', () => {
    const directory = new Directory();
    directory.restore(stored);
    directory.heard(reporterOf('a'), 60_000);
    expect(holders(directory, [29_999, 59_999, 60_000])).toEqual(['a', 'nobody', 'a']);
  });

  it('counts nothing for a pod that is known better already', () => {
    const directory = settledAt(90_000, { ...pod, endTime: 20_000 });
    directory.restore(stored);
    expect(holders(directory, [19_999, 20_000])).toEqual(['a', 'nobody']);
  });

  it('is all that can be stored', () => {
    const host = samplePod('h', '10.0.0.9', { uid: '3', hostNetwork: true });
    const directory = settledAt(5000, pod, host, samplePod('waits', '', { uid: '4', addresses: [] }));
    directory.heard(reporterOf('b', { addresses: [OTHER] }), 2000);
    expect(
      [...directory.kept()].map(({ pod: { name }, from, to, heard }) => [name, from, to, heard]),
    ).toEqual([
      ['a', 1000, Number.POSITIVE_INFINITY, false],
      ['b', 2000, 2001, true],
    ]);
  });
});

describe('pods with uids', () => {
  const seconds = (max: number) => fc.integer({ min: 0, max }).map((count) => count * 1000);
  const pods = fc.uniqueArray(
    fc
      .record({
        name: fc.constantFrom('a', 'b', 'c'),
        uid: fc.constantFrom('1', '2', '3', '4', '5'),
        startTime: seconds(40),
        length: fc.option(seconds(20)),
        addresses: fc.constantFrom([IP], [OTHER], [IP, OTHER]),
      })
      .map(({ length, startTime, uid, ...rest }) => {
        const endTime = length === null ? null : startTime + length;
        return samplePod(rest.name, '', { ...rest, uid: `${rest.name}${uid}`, startTime, endTime });
      }),
    { selector: ({ uid }) => uid, maxLength: 8 },
  );
  const times = Array.from({ length: 140 }, (_, index) => (index - 2) * 500);
  const answers = (directory: Directory) =>
    [IP, OTHER].map((ip) => times.map((time) => directory.spanAt(ip, time)?.pod.uid ?? null));

  it('give the same answers in whatever order they are told, and told again', () => {
    fc.assert(
      fc.property(
        pods,
        fc.infiniteStream(fc.nat()),
        fc.constantFrom(null, -1e9, 1e9),
        (all, dice, settled) => {
          const shuffled = all
            .map((pod) => [dice.next().value ?? 0, pod] as const)
            .sort((a, b) => a[0] - b[0]);
          const [forth, other] = [new Directory(), new Directory()];
          for (const one of [forth, other]) if (settled !== null) one.settle(settled);
          for (const pod of all) forth.put(pod);
          for (const [, pod] of shuffled) other.put({ ...pod, endTime: null });
          for (const [, pod] of shuffled) other.put(pod);
          forth.settle(1e9);
          other.settle(1e9);
          expect(answers(other)).toEqual(answers(forth));
          const { epoch } = other;
          for (const [, pod] of shuffled) other.put(structuredClone(pod));
          expect(other.epoch).toBe(epoch);
        },
      ),
      { numRuns: 300 },
    );
  });
});
