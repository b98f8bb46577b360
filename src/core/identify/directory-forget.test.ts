import { describe, expect, it } from 'vitest';
import { CART_REPORTER, samplePod } from '../../../test/support/sample-record.ts';
import { Directory } from './directory.ts';

function directoryOf(...pods: readonly ReturnType<typeof samplePod>[]): Directory {
  const directory = new Directory();
  for (const pod of pods) directory.put(pod);
  return directory;
}

const nameAt = (directory: Directory, address: string, time: number) =>
  directory.spanAt(address, time)?.pod.name ?? null;

describe('what is forgotten', () => {
  it('pods that ended before, by name and by address', () => {
    const directory = directoryOf(
      samplePod('old', '10.0.0.1', { startTime: 0, endTime: 100 }),
      samplePod('young', '10.0.0.1', { startTime: 200, endTime: 300 }),
      samplePod('lives', '10.0.0.2', { startTime: 0 }),
    );
    directory.heard({ ...CART_REPORTER, pod: 'heard', addresses: ['10.0.0.3'] }, 50);
    directory.forget(300);

    expect(nameAt(directory, '10.0.0.1', 50)).toBeNull();
    expect(nameAt(directory, '10.0.0.1', 250)).toBe('young');
    expect(nameAt(directory, '10.0.0.2', 250)).toBe('lives');
    expect(nameAt(directory, '10.0.0.3', 50)).toBeNull();
    expect(directory.podsNamed('old')).toEqual([]);
    expect(directory.podsNamed('heard')).toEqual([]);
    expect(directory.podsNamed('young')).toHaveLength(1);
  });

  it('but not one that ended another whose end nobody told', () => {
    const directory = directoryOf(
      samplePod('open', '10.0.0.1', { startTime: 0 }),
      samplePod('next', '10.0.0.1', { startTime: 100, endTime: 200 }),
    );
    directory.forget(1000);

    expect(nameAt(directory, '10.0.0.1', 500)).toBeNull();
    expect(nameAt(directory, '10.0.0.1', 50)).toBe('open');
  });
});
