import type { KubeClient } from './kube-client.ts';
import { create, type KubeObject, patch } from './kube-objects.ts';

type Client = Pick<KubeClient, 'request'>;

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface PodWish {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** `default` if left out. */
  readonly serviceAccount?: string;
  /** One, or one of each family; null = none yet. */
  readonly addresses: readonly string[];
  readonly owner?: OwnerReference;
  readonly node?: string;
  readonly hostAddress?: string;
  readonly hostNetwork?: boolean;
  readonly phase?: string;
  /** Instead of one container named `app` on port 8080. */
  readonly containers?: readonly unknown[];
  readonly initContainers?: readonly unknown[];
}

export function podObject(wish: PodWish): KubeObject {
  const { namespace, name, labels = {}, annotations = {}, owner, initContainers } = wish;
  const container = { name: 'app', image: 'app:1', ports: [{ name: 'http', containerPort: 8080 }] };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      name,
      labels,
      annotations,
      ...(owner && { ownerReferences: [{ ...owner, controller: true }] }),
    },
    spec: {
      serviceAccountName: wish.serviceAccount ?? 'default',
      containers: wish.containers ?? [container],
      ...(initContainers && { initContainers }),
      ...(wish.hostNetwork && { hostNetwork: true }),
      ...(wish.node !== undefined && { nodeName: wish.node }),
    },
  };
}

/** What a kubelet would say of it: it started now, in whole seconds. */
export function podStatus({ addresses, phase = 'Running', hostAddress = '10.0.0.1' }: PodWish): unknown {
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const state = { Running: { running: { startedAt: now } }, Pending: { waiting: {} } }[phase] ?? {
    terminated: { startedAt: now, finishedAt: now, exitCode: 0 },
  };
  return {
    status: {
      phase,
      hostIP: hostAddress,
      hostIPs: [{ ip: hostAddress }],
      ...(addresses.length > 0 && { podIP: addresses[0], podIPs: addresses.map((ip) => ({ ip })) }),
      startTime: now,
      conditions: [{ type: 'Ready', status: phase === 'Running' ? 'True' : 'False' }],
      containerStatuses: [
        { name: 'app', image: 'app:1', imageID: '', ready: phase === 'Running', restartCount: 0, state },
      ],
    },
  };
}

/** A pod that runs, as far as the API can tell; what the server made of it. */
export async function createPod(client: Client, wish: PodWish): Promise<KubeObject> {
  const object = podObject(wish);
  await create(client, object);
  return patch(client, object, podStatus(wish), 'status');
}
