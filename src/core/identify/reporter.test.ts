import { describe, expect, it } from 'vitest';
import { CART_REPORTER, NO_REPORTER, samplePod } from '../../../test/support/sample-record.ts';
import type { Reporter } from '../model/record.ts';
import { Directory } from './directory.ts';
import { reporterOf } from './reporter.ts';

const mesh = { cluster: 'Kubernetes' };
const nameOf = (reporter: Reporter) => reporterOf(reporter, new Directory(), mesh)?.workload.name ?? null;

describe('by its own claims', () => {
  it('is who it says', () => {
    expect(reporterOf(CART_REPORTER, new Directory(), mesh)).toEqual({
      workload: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
      plane: 'sidecar',
      nodeType: 'sidecar',
      labels: { app: 'cart' },
      rollout: { owner: 'cart', revision: '7d9f' },
      serviceAccount: 'cart',
      addresses: ['10.1.2.3'],
    });
  });

  it.each([
    [
      'Y3: canonical name first',
      { 'service.istio.io/canonical-name': 'a', 'app.kubernetes.io/name': 'b', app: 'c' },
      'a',
    ],
    ['then the recommended label', { 'app.kubernetes.io/name': 'b', app: 'c' }, 'b'],
    ['then app', { app: 'c' }, 'c'],
    ['then the owner', { version: 'v1' }, 'cart'],
  ])('%s', (_, labels, name) => {
    expect(nameOf({ ...CART_REPORTER, labels })).toBe(name);
  });

  it.each([
    ['CronJob', { owner: 'reports', labels: {} }, 'reports'],
    [
      'CronJob, its Job named',
      { owner: 'reports-29384720', labels: { 'job-name': 'reports-29384720' } },
      'reports',
    ],
    ['Job', { owner: 'migrate', labels: { 'batch.kubernetes.io/job-name': 'migrate' } }, 'migrate'],
    ['StatefulSet', { owner: 'orders-db', pod: 'orders-db-0', labels: {} }, 'orders-db'],
    ['Deployment that ends in digits', { owner: 'build-20240101', labels: {} }, 'build-20240101'],
    ['no labels', { labels: null }, 'cart'],
    ['labels alone', { owner: null }, 'cart'],
    ['neither', { owner: null, labels: null }, null],
    ['no namespace', { namespace: null }, null],
    ['nothing', NO_REPORTER, null],
    ['a pod’s name alone', { ...NO_REPORTER, pod: 'cart-7d9f-x2' }, null],
    ['a pod’s name and namespace alone', { ...NO_REPORTER, pod: 'cart-7d9f-x2', namespace: 'shop' }, null],
  ])('%s', (_, changes, name) => {
    expect(nameOf({ ...CART_REPORTER, ...changes })).toBe(name);
  });

  it.each([
    ['sidecar', 'sidecar'],
    ['router', 'gateway'],
    ['waypoint', 'waypoint'],
    ['unknown', 'sidecar'],
  ] as const)('a %s enforces on the plane %s', (nodeType, plane) => {
    expect(reporterOf({ ...CART_REPORTER, nodeType }, new Directory(), mesh)?.plane).toBe(plane);
  });

  it('a log’s labels tell a gateway', () => {
    const labels = { app: 'istio-ingressgateway', istio: 'ingressgateway' };
    const reporter = { ...CART_REPORTER, nodeType: 'unknown', labels } as const;
    expect(reporterOf(reporter, new Directory(), mesh)).toMatchObject({
      plane: 'gateway',
      nodeType: 'router',
    });
  });

  it('is of the mesh’s cluster when it names none', () => {
    const west = { cluster: 'west' };
    expect(reporterOf({ ...CART_REPORTER, cluster: null }, new Directory(), west)?.workload.cluster).toBe(
      'west',
    );
  });
});

describe('by the Directory', () => {
  const basket = { cluster: 'Kubernetes', namespace: 'shop', name: 'basket' };
  const rollout = { owner: 'basket', revision: '7d9f' };
  const pod = samplePod('cart-7d9f-x2', '10.1.2.3', { workload: basket, rollout, labels: { app: 'basket' } });

  function known(...pods: readonly ReturnType<typeof samplePod>[]): Directory {
    const directory = new Directory();
    for (const one of pods) directory.put(one);
    return directory;
  }

  it('the inventory’s word goes before the proxy’s own', () => {
    expect(reporterOf(CART_REPORTER, known(pod), mesh)).toMatchObject({
      workload: basket,
      labels: { app: 'basket' },
      rollout,
    });
  });

  it('a pod’s name alone is enough when one pod has it', () => {
    const reporter = { ...NO_REPORTER, pod: 'cart-7d9f-x2' };
    expect(reporterOf(reporter, known(pod), mesh)).toMatchObject({
      workload: basket,
      serviceAccount: 'cart-7d9f-x2',
      addresses: ['10.1.2.3'],
    });
    const twin = { ...pod, namespace: 'data' };
    expect(reporterOf(reporter, known(pod, twin), mesh)).toBeNull();
    expect(reporterOf({ ...reporter, namespace: 'shop' }, known(pod, twin), mesh)?.workload).toEqual(basket);
    expect(reporterOf({ ...reporter, namespace: 'ops' }, known(pod, twin), mesh)).toBeNull();
  });

  it('another cluster’s pod of that name is somebody else', () => {
    const west = { ...pod, cluster: 'west' };
    expect(reporterOf(CART_REPORTER, known(west), mesh)?.workload.name).toBe('cart');
    // A log that names no cluster may well be the other's.
    expect(reporterOf({ ...NO_REPORTER, pod: 'cart-7d9f-x2' }, known(west), mesh)?.workload).toEqual(basket);
    expect(reporterOf({ ...CART_REPORTER, cluster: 'west' }, known(pod, west), mesh)?.workload).toEqual(
      basket,
    );
  });

  it('a gateway by the inventory’s labels', () => {
    const gateway = { ...pod, nodeType: 'router' as const };
    expect(reporterOf({ ...NO_REPORTER, pod: 'cart-7d9f-x2' }, known(gateway), mesh)?.plane).toBe('gateway');
  });
});
