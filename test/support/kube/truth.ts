import type { Inventory } from '../../../src/core/model/inventory.ts';
import { eventually } from '../eventually.ts';
import type { KubeClient } from './kube-client.ts';
import type { WatchedCluster } from './watched-cluster.ts';

/** `namespace/name uid address,…` of each pod that runs, sorted. */
export type RunningPods = readonly string[];

/** What the API has, asked by the administrator. */
export async function podsInTruth({ request }: Pick<KubeClient, 'request'>): Promise<RunningPods> {
  const { status, body } = await request('GET', '/api/v1/pods');
  if (status !== 200) throw new Error(`pods: ${status} ${body.message}`);
  const items: readonly ListedPod[] = body.items;
  return items
    .filter(({ status: { phase } }) => phase !== 'Succeeded' && phase !== 'Failed')
    .map(({ metadata, status: { podIPs } }) => {
      const addresses = (podIPs ?? []).map(({ ip }) => ip);
      return `${metadata.namespace}/${metadata.name} ${metadata.uid} ${addresses}`;
    })
    .sort();
}

interface ListedPod {
  readonly metadata: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly status: { readonly phase?: string; readonly podIPs?: readonly { readonly ip: string }[] };
}

/** The pods of an inventory that haven't ended. */
export function podsBelieved({ pods }: Inventory): RunningPods {
  return pods
    .filter(({ endTime }) => endTime === null)
    .map(({ namespace, name, uid, addresses }) => `${namespace}/${name} ${uid} ${addresses}`)
    .sort();
}

export interface Difference {
  /** The API has it, the inventory hasn't; and the other way round. A few of each. */
  readonly missing: readonly string[];
  readonly invented: readonly string[];
}

/** Waits until what is believed is what the API has, for all pods. Gives the milliseconds it took. */
export async function convergence(
  server: Pick<KubeClient, 'request'>,
  { inventory }: Pick<WatchedCluster, 'inventory'>,
  within = 30_000,
): Promise<number> {
  const truth = await podsInTruth(server);
  const began = performance.now();
  const compare = async (): Promise<Difference> => {
    const believed = podsBelieved(inventory());
    const [known, real] = [new Set(believed), new Set(truth)];
    const missing = truth.filter((pod) => !known.has(pod)).slice(0, 3);
    return { missing, invented: believed.filter((pod) => !real.has(pod)).slice(0, 3) };
  };
  await eventually(compare, ({ missing, invented }) => missing.length + invented.length === 0, within);
  return performance.now() - began;
}
