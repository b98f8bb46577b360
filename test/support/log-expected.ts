import { readFile } from 'node:fs/promises';
import type { OperationCounts } from './log-tally.ts';

interface ExpectedEdge {
  readonly principal: string | null;
  readonly anonymousReason?: string;
  readonly destination: { readonly cluster: string; readonly namespace: string; readonly workload: string };
  readonly port: number;
  readonly protocol: string;
  readonly counts: OperationCounts;
  readonly operations?: readonly {
    readonly method: string;
    readonly path: string;
    readonly counts: OperationCounts;
  }[];
}

export interface ExpectedLog {
  readonly edges: readonly ExpectedEdge[];
  readonly outboundEdges?: readonly ExpectedEdge[];
}

export async function readExpected(file: string): Promise<ExpectedLog> {
  return JSON.parse(await readFile(file, 'utf8')) as ExpectedLog;
}

/** The form of `LogTally.operations`. */
export function expectedOperations(edges: readonly ExpectedEdge[]): Record<string, OperationCounts> {
  const found: Record<string, OperationCounts> = {};
  for (const { principal, anonymousReason, destination, port, protocol, counts, operations } of edges) {
    const { cluster, namespace, workload } = destination;
    const key = protocol === 'grpc' ? 'http' : protocol;
    const caller = principal ?? `anonymous:${anonymousReason}`;
    const edge = `${caller} → ${cluster}/${namespace}/${workload}:${port} ${key}`;
    if (operations === undefined) found[edge] = counts;
    for (const operation of operations ?? [])
      found[`${edge} ${operation.method} ${operation.path}`] = operation.counts;
  }
  return found;
}
