import { describe, expect, it } from 'vitest';
import { samplePod } from '../../../test/support/sample-record.ts';
import { Directory } from './directory.ts';

function directoryOf(...pods: readonly ReturnType<typeof samplePod>[]): Directory {
  const directory = new Directory();
  for (const pod of pods) directory.put(pod);
  return directory;
}

describe('pods by name', () => {
  it('gives the newest of a name', () => {
    const first = samplePod('orders-db-0', '10.0.0.1', { endTime: 50 });
    const directory = directoryOf(samplePod('orders-db-0', '10.0.0.2', { startTime: 60 }), first);
    expect(directory.podNamed('shop', 'orders-db-0')?.addresses).toEqual(['10.0.0.2']);
    expect(directory.podsNamed('orders-db-0')).toHaveLength(1);
  });

  it('tells namespaces and clusters apart', () => {
    const directory = directoryOf(
      samplePod('a', '10.0.0.1'),
      samplePod('a', '10.0.0.2', { namespace: 'data' }),
      samplePod('b', '10.0.0.3'),
      samplePod('b', '10.0.0.4', { cluster: 'west' }),
    );
    expect(directory.podNamed('data', 'a')?.addresses).toEqual(['10.0.0.2']);
    expect(directory.podsNamed('a').map((pod) => pod.namespace)).toEqual(['shop', 'data']);
    expect(directory.podNamed('shop', 'b')).toBeNull();
    expect(directory.podNamed('shop', 'c')).toBeNull();
    expect(directory.podsNamed('c')).toEqual([]);
  });
});
