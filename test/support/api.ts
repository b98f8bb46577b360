import type { ActualEdge } from './expected-edges.ts';

/** What `GET path` answers, as JSON; throws on anything but 200. */
export async function getJson<T>(httpAddress: string, path: string): Promise<T> {
  const response = await fetch(`http://${httpAddress}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** All pages of a list. */
export async function getAll<T>(httpAddress: string, path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<T> = await getJson(
      httpAddress,
      `${path}${path.includes('?') ? '&' : '?'}limit=1000${query}`,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

/** Every edge of every workload at detail `paths`. */
export async function allEdges(httpAddress: string): Promise<ActualEdge[]> {
  const workloads = await getAll<{ readonly id: string }>(httpAddress, '/api/v1/workloads');
  const edges: ActualEdge[] = [];
  for (const { id } of workloads) {
    const own = await getAll<Omit<ActualEdge, 'workload'>>(
      httpAddress,
      `/api/v1/workloads/${id}/edges?detail=paths`,
    );
    edges.push(...own.map((edge) => ({ ...edge, workload: id })));
  }
  return edges;
}

export interface RecordSums {
  readonly received: number;
  readonly evidence: number;
  readonly kept: number;
  readonly dropped: number;
}

/** The sums of one source at /metrics, all reasons together. */
export async function recordSums(httpAddress: string, source: string): Promise<RecordSums> {
  const lines = (await (await fetch(`http://${httpAddress}/metrics`)).text()).split('\n');
  const sum = (name: string) =>
    lines
      .filter(
        (line) => line.startsWith(`leastpath_records_${name}_total{`) && line.includes(`source="${source}"`),
      )
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  return { received: sum('received'), evidence: sum('evidence'), kept: sum('kept'), dropped: sum('dropped') };
}
