import { describe, expect, it } from 'vitest';
import type { Pod } from '../model/pod.ts';
import type { Labels, Workload } from '../model/workload.ts';
import { podPointsOf, pointOf } from './point-of.ts';

const mesh = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  aliases: [],
  pathNormalization: 'BASE',
} as const;
const key = { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' };
const workload: Workload = {
  key,
  plane: 'sidecar',
  labels: { app: 'cart', seen: 'by reporters' },
  firstRecord: 0,
  lastRecord: 0,
  rollouts: [],
  inputs: ['als'],
};

function pod(labels: Labels, change: Partial<Pod> = {}): Pod {
  return {
    cluster: 'Kubernetes',
    namespace: 'shop',
    name: 'cart-1',
    addresses: [],
    hostNetwork: false,
    labels,
    serviceAccount: 'cart',
    workload: key,
    nodeType: 'sidecar',
    rollout: null,
    startTime: 0,
    endTime: null,
    ...change,
  };
}

describe('where policies for a workload are asked', () => {
  const v1 = pod({ app: 'cart', version: 'v1' });
  const v2 = pod({ app: 'cart', version: 'v2' });
  const other = pod({ app: 'pay' }, { workload: { ...key, name: 'pay' } });
  const elsewhere = pod({ app: 'x' }, { workload: { ...key, namespace: 'data' } });
  const ended = pod({ app: 'old' }, { endTime: 5 });

  it.each<[string, readonly Pod[] | null, Labels, Labels[]]>([
    ['no inventory', null, workload.labels!, [workload.labels!]],
    ['an inventory that has none of its pods', [other, elsewhere], workload.labels!, [workload.labels!]],
    ['one pod', [v1, other], v1.labels, [v1.labels]],
    ['canaries', [v2, v1, v2, other], { app: 'cart' }, [v1.labels, v2.labels]],
    ['pods that ended don’t count', [ended, v1], v1.labels, [v1.labels]],
    ['unless there are no others', [ended], { app: 'old' }, [{ app: 'old' }]],
  ])('Y1, Y4: %s', (_, pods, labels, each) => {
    const inventory = pods === null ? null : { pods };
    expect(pointOf(workload, inventory, mesh)).toEqual({
      plane: 'sidecar',
      namespace: 'shop',
      labels,
      service: null,
      mesh,
    });
    expect(podPointsOf(workload, inventory, mesh).map((point) => point.labels)).toEqual(each);
  });

  it('Y9: behind a waypoint it is a Service', () => {
    const behind: Workload = { ...workload, plane: 'waypoint', key: { ...key, name: 'service:cart' } };
    const service = { name: 'cart', namespace: 'shop', kind: 'Service' };
    expect(pointOf(behind, null, mesh)).toMatchObject({ plane: 'waypoint', service });
  });

  it('knows no labels where nobody said any', () => {
    expect(pointOf({ ...workload, labels: null }, null, mesh).labels).toEqual({});
  });
});
