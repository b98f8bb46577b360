import type { Pod } from '../core/model/pod.ts';
import type { Reporter } from '../core/model/record.ts';

/** Names are free to invent: past it the one heard least recently is forgotten. */
const MOST = 100_000;

/** Which pods' own proxies were ever heard, and when last: `cluster/namespace/pod` → ms. */
export class HeardPods {
  readonly #cluster: string;
  readonly #pods = new Map<string, number>();

  /** `cluster`: where a reporter that names none runs. */
  constructor(cluster: string) {
    this.#cluster = cluster;
  }

  hear({ cluster, namespace, pod }: Pick<Reporter, 'cluster' | 'namespace' | 'pod'>, at: number): void {
    if (namespace === null || pod === null) return;
    this.add(`${cluster ?? this.#cluster}/${namespace}/${pod}`, at);
  }

  add(key: string, at: number): void {
    const before = this.#pods.get(key);
    if (before !== undefined && before >= at) return;
    // Re-inserted at the end: the map's order is that of hearing.
    this.#pods.delete(key);
    this.#pods.set(key, at);
    const [oldest] = this.#pods.keys();
    if (this.#pods.size > MOST && oldest !== undefined) this.#pods.delete(oldest);
  }

  /** ms when the proxy of a pod of that name was heard last; undefined = never. */
  last({ cluster, namespace, name }: Pick<Pod, 'cluster' | 'namespace' | 'name'>): number | undefined {
    return this.#pods.get(`${cluster}/${namespace}/${name}`);
  }

  get all(): ReadonlyMap<string, number> {
    return this.#pods;
  }
}
