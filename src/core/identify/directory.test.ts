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

describe('who has an address when', () => {
  it('a pod from its start until its end', () => {
    const directory = directoryOf(samplePod('a', '10.0.0.1', { startTime: 100, endTime: 200 }));
    expect([99, 100, 199, 200].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual([
      null,
      'a',
      'a',
      null,
    ]);
    expect(directory.spanAt('10.0.0.1', 150)).toMatchObject({ from: 100, to: 200 });
    expect(nameAt(directory, '10.0.0.2', 150)).toBeNull();
  });

  it('nobody in the gap before an address is used again', () => {
    const first = samplePod('a', '10.0.0.1', { startTime: 0, endTime: 100 });
    const directory = directoryOf(first, samplePod('b', '10.0.0.1', { startTime: 2000 }));
    expect([99, 100, 1999, 2000].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual([
      'a',
      null,
      null,
      'b',
    ]);
  });

  it('the next pod ends one whose end nobody told, for good', () => {
    const second = samplePod('b', '10.0.0.1', { startTime: 100, endTime: 200 });
    const directory = directoryOf(second, samplePod('a', '10.0.0.1', { startTime: 0 }));
    expect([99, 100, 200, 900].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual([
      'a',
      'b',
      null,
      null,
    ]);
  });

  it('nobody where two overlap, and in the second that the end of the first names', () => {
    const first = samplePod('a', '10.0.0.1', { startTime: 0, endTime: 5000 });
    const directory = directoryOf(first, samplePod('b', '10.0.0.1', { startTime: 4000 }));
    expect([3999, 4000, 4999, 5999, 6000].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual([
      'a',
      null,
      null,
      null,
      'b',
    ]);
  });

  it('nobody in the second that an end names, when the next starts in it', () => {
    const first = samplePod('a', '10.0.0.1', { endTime: 5000 });
    const directory = directoryOf(first, samplePod('b', '10.0.0.1', { startTime: 5000 }));
    expect([4999, 5000, 5999, 6000].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual([
      'a',
      null,
      null,
      'b',
    ]);
  });

  it('nobody of two that start at the same moment', () => {
    const directory = directoryOf(samplePod('a', '10.0.0.1'), samplePod('b', '10.0.0.1', { endTime: 50 }));
    expect([10, 60].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual([null, null]);
  });

  it('a pod of the same name that starts elsewhere ends the one before', () => {
    const first = samplePod('db-0', '10.0.0.1');
    for (const order of [0, 1]) {
      const second = samplePod('db-0', '10.0.0.2', { startTime: 100 });
      const directory = order === 0 ? directoryOf(first, second) : directoryOf(second, first);
      expect([99, 100].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual(['db-0', null]);
      expect([99, 100].map((time) => nameAt(directory, '10.0.0.2', time))).toEqual([null, 'db-0']);
    }
  });

  it('a pod without a start time has been there always', () => {
    const ever = samplePod('a', '10.0.0.1', { startTime: Number.NEGATIVE_INFINITY });
    const directory = directoryOf(ever, samplePod('b', '10.0.0.1', { startTime: 100 }));
    expect([-1e15, 0, 99, 100].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual([
      'a',
      'a',
      'a',
      'b',
    ]);
  });

  it('nobody while pods on the host network share the address', () => {
    const host = samplePod('h', '10.0.0.1', { hostNetwork: true, startTime: 100, endTime: 200 });
    const directory = directoryOf(host, samplePod('a', '10.0.0.1', { startTime: 150 }));
    expect([120, 150, 199, 200].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual([
      null,
      null,
      null,
      'a',
    ]);
  });

  it('nobody while pods of two clusters have it', () => {
    const far = samplePod('a', '10.0.0.1', { cluster: 'west', endTime: 200 });
    const directory = directoryOf(far, samplePod('b', '10.0.0.1', { startTime: 100 }));
    expect([50, 150, 1199, 1200].map((time) => nameAt(directory, '10.0.0.1', time))).toEqual([
      'a',
      null,
      null,
      'b',
    ]);
  });

  it('each of a pod’s addresses, in any spelling', () => {
    const directory = directoryOf(samplePod('a', '', { addresses: ['10.0.0.1', 'FD00::3'] }));
    for (const address of ['10.0.0.1', '::ffff:10.0.0.1', 'fd00::3', 'fd00::3%eth0']) {
      expect(nameAt(directory, address, 1)).toBe('a');
    }
  });
});

describe('what changes', () => {
  it('a pod put again replaces itself', () => {
    const directory = directoryOf(samplePod('a', '10.0.0.1'));
    const before = directory.spanAt('10.0.0.1', 1);
    directory.put(samplePod('a', '10.0.0.2'));
    expect(nameAt(directory, '10.0.0.1', 1)).toBeNull();
    expect(nameAt(directory, '10.0.0.2', 1)).toBe('a');
    expect(directory.spanAt('10.0.0.2', 1)?.id).not.toBe(before?.id);
  });

  it('nothing by the same words again', () => {
    const directory = directoryOf(samplePod('a', '10.0.0.1', { labels: { x: '1', y: '2' } }));
    const { epoch } = directory;
    const span = directory.spanAt('10.0.0.1', 1);
    directory.put(samplePod('a', '10.0.0.1', { labels: { y: '2', x: '1' } }));
    expect(directory.epoch).toBe(epoch);
    expect(directory.spanAt('10.0.0.1', 1)).toEqual(span);
  });

  it.each([
    ['its end', { endTime: 500 }],
    ['its labels', { labels: { app: 'b' } }],
    ['its service account', { serviceAccount: 'b' }],
    ['its workload', { workload: { cluster: 'Kubernetes', namespace: 'shop', name: 'b' } }],
    ['its node type', { nodeType: 'router' }],
    ['its revision', { rollout: { owner: 'a', revision: '1' } }],
  ] as const)('a span gets a new id with %s', (_, changes) => {
    const directory = directoryOf(samplePod('a', '10.0.0.1'));
    const { epoch } = directory;
    const id = directory.spanAt('10.0.0.1', 1)?.id;
    directory.put(samplePod('a', '10.0.0.1', changes));
    expect(directory.spanAt('10.0.0.1', 1)?.id).not.toBe(id);
    expect(directory.epoch).toBeGreaterThan(epoch);
  });

  it('the span that the next pod cuts short gets a new id', () => {
    const directory = directoryOf(samplePod('a', '10.0.0.1'));
    const id = directory.spanAt('10.0.0.1', 1)?.id;
    directory.put(samplePod('b', '10.0.0.1', { startTime: 100 }));
    expect(directory.spanAt('10.0.0.1', 1)).toMatchObject({ to: 100 });
    expect(directory.spanAt('10.0.0.1', 1)?.id).not.toBe(id);
  });

  it('a pod elsewhere leaves the ids here alone', () => {
    const directory = directoryOf(samplePod('a', '10.0.0.1'));
    const id = directory.spanAt('10.0.0.1', 1)?.id;
    directory.put(samplePod('b', '10.0.0.2'));
    expect(directory.spanAt('10.0.0.1', 1)?.id).toBe(id);
  });
});

describe('pods that no inventory knows', () => {
  const [address] = CART_REPORTER.addresses as [string];

  it('are known by their own claims while they are heard', () => {
    const directory = new Directory();
    directory.heard(CART_REPORTER, 100);
    directory.heard(CART_REPORTER, 300);
    expect([99, 100, 200, 300, 301].map((time) => nameAt(directory, address, time))).toEqual([
      null,
      'cart-7d9f-x2',
      'cart-7d9f-x2',
      'cart-7d9f-x2',
      null,
    ]);
    expect(directory.spanAt(address, 200)?.pod).toMatchObject({
      workload: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
      serviceAccount: 'cart',
      rollout: { owner: 'cart', revision: '7d9f' },
      labels: { app: 'cart' },
    });
  });

  it('keep id and epoch when they are heard again', () => {
    const directory = new Directory();
    directory.heard(CART_REPORTER, 100);
    const [id, epoch] = [directory.spanAt(address, 100)?.id, directory.epoch];
    directory.heard(CART_REPORTER, 900);
    expect(directory.spanAt(address, 800)?.id).toBe(id);
    expect(directory.epoch).toBe(epoch);
  });

  it('get a new id when their claims change', () => {
    const directory = new Directory();
    directory.heard(CART_REPORTER, 100);
    const [id, epoch] = [directory.spanAt(address, 100)?.id, directory.epoch];
    directory.heard({ ...CART_REPORTER, labels: { app: 'other' } }, 200);
    expect(directory.spanAt(address, 100)?.id).not.toBe(id);
    expect(directory.epoch).toBeGreaterThan(epoch);
  });

  it('yield to the inventory, whichever came first', () => {
    const pod = samplePod('cart-7d9f-x2', address, {
      workload: { cluster: 'Kubernetes', namespace: 'shop', name: 'basket' },
    });
    for (const order of [0, 1]) {
      const directory = new Directory();
      if (order === 0) directory.put(pod);
      directory.heard(CART_REPORTER, 100);
      if (order === 1) directory.put(pod);
      expect(directory.spanAt(address, 100)?.pod.workload.name).toBe('basket');
      expect(directory.spanAt(address, 9000)?.pod.workload.name).toBe('basket');
      expect(directory.podNamed('shop', 'cart-7d9f-x2')?.workload.name).toBe('basket');
    }
  });

  it('yield to it as well for a time before it has them start', () => {
    const pod = samplePod('cart-7d9f-x2', address, { startTime: 500 });
    const directory = directoryOf(pod);
    directory.heard(CART_REPORTER, 100);
    expect(nameAt(directory, address, 100)).toBe('cart-7d9f-x2');
    directory.put(pod);
    expect(nameAt(directory, address, 100)).toBeNull();
  });

  it('stand beside an inventory that is out of date', () => {
    const old = samplePod('orders-db-0', '10.0.0.1', { endTime: 50 });
    const directory = directoryOf(old);
    const reporter = { ...CART_REPORTER, pod: 'orders-db-0', owner: 'orders-db', addresses: ['10.0.0.7'] };
    directory.heard(reporter, 100);
    directory.heard(reporter, 200);
    expect(nameAt(directory, '10.0.0.7', 150)).toBe('orders-db-0');
    expect(nameAt(directory, '10.0.0.1', 150)).toBeNull();
  });

  it('end what an inventory forgot to end', () => {
    const directory = directoryOf(samplePod('old', address));
    directory.heard(CART_REPORTER, 100);
    expect([99, 100, 101].map((time) => nameAt(directory, address, time))).toEqual([
      'old',
      'cart-7d9f-x2',
      null,
    ]);
  });

  it('are nobody while two of them have the address', () => {
    const directory = new Directory();
    const other = { ...CART_REPORTER, pod: 'web-5c-y1', owner: 'web', labels: { app: 'web' } };
    directory.heard(CART_REPORTER, 100);
    directory.heard(other, 200);
    expect(nameAt(directory, address, 200)).toBe('web-5c-y1');
    const { epoch } = directory;
    directory.heard(CART_REPORTER, 300);
    directory.heard(other, 400);
    expect([150, 250, 350].map((time) => nameAt(directory, address, time))).toEqual([
      'cart-7d9f-x2',
      null,
      'web-5c-y1',
    ]);
    expect(directory.epoch).toBeGreaterThan(epoch);
  });

  it.each([
    ['no pod', { pod: null }],
    ['no namespace', { namespace: null }],
    ['no address', { addresses: [] }],
    ['no name', { owner: null, labels: null }],
  ])('say nothing with %s', (_, changes) => {
    const directory = new Directory();
    directory.heard({ ...CART_REPORTER, ...changes }, 100);
    expect(directory.spanAt(address, 100)).toBeNull();
    expect(directory.epoch).toBe(0);
  });
});
