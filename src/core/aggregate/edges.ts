import { callerKey } from '../model/caller.ts';
import type { Edge } from '../model/edge.ts';
import type { Detail } from '../model/flow.ts';
import { type Operation, operationKey } from '../model/operation.ts';
import { compareEdges } from './compare-edges.ts';
import { foldedPaths } from './folded-paths.ts';
import { groupBy } from './group-by.ts';
import { totalOf } from './total-of.ts';

/**
 * The edges of one workload at one detail, from all its operations (folded or not). Rows of source reporters
 * are edges of their own: `preferDestination` decides about them.
 */
export function edgesAt(operations: readonly Operation[], detail: Detail): Edge[] {
  const pathOf = foldedPaths(operations);
  const keyed = operations.map((operation) => ({
    operation,
    method: detail === 'callers' ? null : operation.method,
    path: detail === 'paths' ? pathOf(operation) : null,
  }));
  const groups = groupBy(keyed, ({ operation, method, path }) =>
    operationKey({ ...operation, method, path }),
  );
  const edges: Edge[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const members = group.map(({ operation }) => operation);
    edges.push(edgeOf(members, first.operation, first.method, first.path));
  }
  return edges.sort(compareEdges);
}

function edgeOf(
  members: readonly Operation[],
  of: Operation,
  method: string | null,
  path: string | null,
): Edge {
  const total = totalOf(members);
  return {
    caller: of.caller,
    port: of.port,
    protocol: of.protocol === 'http' && total.grpc ? 'grpc' : of.protocol,
    method,
    path,
    evidence: total.counts.ok > 0,
    counts: total.counts,
    firstSeen: total.firstSeen,
    lastSeen: total.lastSeen,
    firstEvidence: total.firstEvidence,
    lastEvidence: total.lastEvidence,
    days: total.days,
    thin: total.days < 2 || total.hours < 3,
    reporter: of.reporter,
    seqs: members.map(({ seq }) => seq).sort((a, b) => a - b),
  };
}

type Row = Pick<Edge, 'reporter' | 'caller' | 'port' | 'protocol' | 'method' | 'path'>;

/**
 * Rows of source reporters fill in, where no destination row says the same, only while the workload is
 * `silent`: no covered inbound hour for 7 days. Takes edges or operations; keeps their order.
 */
export function preferDestination<T extends Row>(rows: readonly T[], silent: boolean): T[] {
  const covered = new Set(rows.filter(({ reporter }) => reporter === 'destination').map(rowKey));
  return rows.filter((row) => row.reporter === 'destination' || (silent && !covered.has(rowKey(row))));
}

function rowKey(row: Row): string {
  const protocol = row.protocol === 'tcp' ? 'tcp' : 'http';
  return [callerKey(row.caller), row.port, protocol, row.method ?? '', row.path ?? ''].join('\n');
}
