import { matchesTemplate, wildcards } from '../../src/core/aggregate/path-language.ts';

interface Counts {
  readonly ok: number;
  readonly failed: number;
  readonly denied: number;
}

/** As the fixtures' `expected.json` has them. */
export interface ExpectedEdge {
  readonly principal: string | null;
  readonly anonymousReason?: string;
  readonly destination: { readonly cluster: string; readonly namespace: string; readonly workload: string };
  readonly port: number;
  readonly protocol: string;
  readonly evidence: boolean;
  readonly counts: Counts;
  readonly operations?: readonly {
    readonly method: string | null;
    readonly path: string;
    readonly counts: Counts;
  }[];
}

/** As API and `recommend` give them at detail `paths`. */
export interface ActualEdge {
  readonly workload: string;
  readonly principal: string | null;
  readonly anonymousReason: string | null;
  readonly port: number;
  readonly protocol: string;
  readonly method: string | null;
  readonly path: string | null;
  readonly evidence: boolean;
  readonly counts: Counts;
  readonly reporter: string;
}

/** In words; empty = the same edges, and each expected path counts on exactly one stored operation. */
export function edgeDifferences(expected: readonly ExpectedEdge[], actual: readonly ActualEdge[]): string[] {
  const inbound = actual.filter((edge) => edge.reporter === 'destination');
  const wanted = new Map(expected.map((edge) => [expectedKey(edge), edge]));
  const stored = Map.groupBy(inbound, actualKey);
  const problems: string[] = [];
  for (const key of stored.keys()) if (!wanted.has(key)) problems.push(`not expected: ${key}`);
  for (const [key, edge] of wanted) {
    const operations = stored.get(key) ?? [];
    const counts = text(total(operations.map((operation) => operation.counts)));
    if (operations.length === 0) problems.push(`missing: ${key}`);
    else if (counts !== text(edge.counts)) problems.push(`${key}: ${counts} instead of ${text(edge.counts)}`);
    else if (operations.some(({ evidence }) => evidence) !== edge.evidence) problems.push(`${key}: evidence`);
    else problems.push(...operationDifferences(key, edge, operations));
  }
  return problems.sort();
}

function operationDifferences(key: string, edge: ExpectedEdge, stored: readonly ActualEdge[]): string[] {
  const hits = new Map<ActualEdge, Counts[]>(stored.map((operation) => [operation, []]));
  const problems: string[] = [];
  for (const { method, path, counts } of edge.operations ?? []) {
    const operation = mostSpecific(
      stored.filter((one) => one.method === method),
      path,
    );
    if (operation === undefined) problems.push(`${key}: no operation for ${method} ${path.slice(0, 100)}`);
    else hits.get(operation)?.push(counts);
  }
  if (edge.operations === undefined) return problems;
  for (const [{ method, path, counts }, found] of hits) {
    const sum = text(total(found));
    if (sum !== text(counts)) problems.push(`${key}: ${method} ${path}: ${text(counts)} instead of ${sum}`);
  }
  return problems;
}

function mostSpecific(operations: readonly ActualEdge[], path: string): ActualEdge | undefined {
  const literal = operations.find((operation) => operation.path === path);
  const templates = operations.filter(
    (operation) => operation.path !== null && matchesTemplate(operation.path, path),
  );
  return literal ?? templates.toSorted((a, b) => wildcards(a.path ?? '') - wildcards(b.path ?? ''))[0];
}

function expectedKey({ destination, ...edge }: ExpectedEdge): string {
  const { cluster, namespace, workload } = destination;
  return key(`${cluster}/${namespace}/${workload}`, {
    ...edge,
    anonymousReason: edge.anonymousReason ?? null,
  });
}

function actualKey(edge: ActualEdge): string {
  return key(edge.workload, edge);
}

type Key = Pick<ActualEdge, 'principal' | 'anonymousReason' | 'port' | 'protocol'>;

function key(workload: string, { principal, anonymousReason, port, protocol }: Key): string {
  return `${principal ?? anonymousReason} → ${workload}:${port}/${protocol === 'grpc' ? 'http' : protocol}`;
}

function total(counts: readonly Counts[]): Counts {
  const sum = { ok: 0, failed: 0, denied: 0 };
  for (const { ok, failed, denied } of counts) {
    sum.ok += ok;
    sum.failed += failed;
    sum.denied += denied;
  }
  return sum;
}

function text({ ok, failed, denied }: Counts): string {
  return `${ok} ok ${failed} failed ${denied} denied`;
}
