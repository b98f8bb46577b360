import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../oracle/random.ts';
import type { AddressTruth } from './address-truth.ts';
import type { KubeClient } from './kube-client.ts';
import { create, type KubeObject, objectPath, patch, remove } from './kube-objects.ts';
import { podObject } from './pods.ts';

export interface KubeletOptions {
  readonly client: Pick<KubeClient, 'request'>;
  readonly random: Random;
  readonly truth: AddressTruth;
  readonly namespace: string;
  /** Few: they are used again and again. */
  readonly addresses: readonly string[];
  /** Pods at a time. */
  readonly pods: number;
}

/** How late it tells the API what happened to a pod, ms. A real one syncs each ten seconds at the latest. */
const LAG = 1_500;
const LIFE = 5_000;

/**
 * A kubelet with a network of few addresses: pods come, get an address, lose it, and are deleted, in the ways
 * in which that happens; the API is told later than it happens. The API server may be away. Until the signal
 * is aborted.
 */
export async function playKubelet(options: KubeletOptions, signal: AbortSignal): Promise<void> {
  const free = [...options.addresses];
  await Promise.all(Array.from({ length: options.pods }, (_, slot) => live(slot, free, options, signal)));
}

async function live(
  slot: number,
  free: string[],
  options: KubeletOptions,
  signal: AbortSignal,
): Promise<void> {
  const { client, random, truth, namespace } = options;
  for (let life = 0; !signal.aborted; life += 1) {
    // Half of them keep their name, as a StatefulSet's do.
    const name = slot % 2 === 0 ? `db-${slot}` : `web-${slot}-${life}`;
    const object = podObject({ namespace, name, labels: { app: name }, addresses: [], node: 'node-1' });
    const made = await untilTaken(() => create(client, object));
    const uid = String(made.metadata.uid);
    await pause(random.int(300));
    const address = free.splice(random.int(free.length), 1)[0]!;
    truth.given(address, uid);
    const since = new Date();
    await pause(random.int(LAG));
    await untilTaken(() => patch(client, object, running(address, since, random.chance(0.7)), 'status'));
    await pause(random.int(LIFE));
    if (random.chance(0.5)) await untilTaken(() => tellToGo(client, object));
    await pause(random.int(LAG));
    truth.returned(address, uid);
    const end = new Date();
    free.push(address);
    await pause(random.int(LAG));
    if (random.chance(0.5)) await untilTaken(() => patch(client, object, over(since, end), 'status'));
    await untilTaken(() => remove(client, object));
  }
}

/** With a time of grace: it stays until it is removed for good. */
async function tellToGo({ request }: KubeletOptions['client'], object: KubeObject): Promise<void> {
  const { status } = await request('DELETE', `${objectPath(object)}?gracePeriodSeconds=30`);
  if (status >= 300) throw new Error(`told to go: ${status}`);
}

/** The API is away, or answers as one that starts. */
async function untilTaken<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      // It was taken, and the answer was lost.
      if (attempt > 200 || (error instanceof Error && / 409 /.test(error.message))) throw error;
      await pause(100);
    }
  }
}

function running(address: string, since: Date, saysNetwork: boolean): unknown {
  const at = seconds(since);
  const network = { type: 'PodReadyToStartContainers', status: 'True', lastTransitionTime: at };
  return {
    status: {
      phase: 'Running',
      hostIP: '10.0.0.1',
      podIP: address,
      podIPs: [{ ip: address }],
      startTime: at,
      conditions: saysNetwork ? [network] : [],
      containerStatuses: [container({ running: { startedAt: at } })],
    },
  };
}

function over(since: Date, end: Date): unknown {
  const terminated = { startedAt: seconds(since), finishedAt: seconds(end), exitCode: 0 };
  return { status: { phase: 'Succeeded', containerStatuses: [container({ terminated })] } };
}

function container(state: unknown): unknown {
  return { name: 'app', image: 'app:1', imageID: '', ready: false, restartCount: 0, state };
}

/** The API keeps whole seconds, cut. */
function seconds(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '');
}
