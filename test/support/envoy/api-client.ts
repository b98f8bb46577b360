import type { StoredEdge } from './stored-edges.ts';

/** Reads leastpath's HTTP API as a script would. */
export interface ApiClient {
  /** Every edge of every workload at `detail=paths`. */
  edges(): Promise<StoredEdge[]>;
  /** One answer; throws with the body unless the status is 2xx. */
  get<T>(path: string): Promise<T>;
  /** Sum of a metric's series whose labels contain `labels`, e.g. `source="als"`. */
  metric(name: string, labels?: string): Promise<number>;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** `address` as `host:port`, or with its scheme. */
export function createApiClient(address: string): ApiClient {
  const base = address.startsWith('http') ? address : `http://${address}`;

  async function text(path: string): Promise<string> {
    const answer = await fetch(new URL(path, base));
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${body}`);
    return body;
  }
  async function get<T>(path: string): Promise<T> {
    return JSON.parse(await text(path)) as T;
  }
  async function list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<T> = await get(`${path}limit=1000${more}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }
  return {
    get,
    async edges() {
      const workloads = await list<{ id: string }>('/api/v1/workloads?');
      const lists = workloads.map(async ({ id }) => {
        const edges = await list<Omit<StoredEdge, 'workload'>>(`/api/v1/workloads/${id}/edges?detail=paths&`);
        return edges.map((edge) => ({ ...edge, workload: id }));
      });
      return (await Promise.all(lists)).flat();
    },
    async metric(name, labels = '') {
      const lines = (await text('/metrics')).split('\n');
      const series = lines.filter((line) => /^[^{ ]+/.exec(line)?.[0] === name && line.includes(labels));
      return series.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
  };
}
