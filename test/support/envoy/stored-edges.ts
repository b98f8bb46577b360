import type { Counts } from '../../../src/core/model/operation.ts';
import type { ExpectedEdge } from './ledger.ts';

/** An item of the API's edge list at `detail=paths`, and the workload that it was asked of. */
export interface StoredEdge {
  readonly workload: string;
  readonly principal: string | null;
  readonly anonymousReason?: string | null;
  readonly port: number;
  readonly protocol: 'http' | 'grpc' | 'tcp';
  readonly method: string | null;
  readonly path: string | null;
  readonly evidence: boolean;
  readonly counts: Counts;
}

const NONE: Counts = { ok: 0, failed: 0, denied: 0 };
const OUTCOMES = ['ok', 'failed', 'denied'] as const;

/**
 * Differences between what was driven and what is stored, in words; none = equal. A template stands for all driven
 * paths that belong to it: to the literal that equals it, else to the matching template with the fewest wildcards.
 */
export function edgeDifferences(
  driven: readonly ExpectedEdge[],
  stored: readonly StoredEdge[],
  allowed: 'equal' | 'fewer' = 'equal',
): string[] {
  const sums = new Map<StoredEdge, Counts>(stored.map((edge) => [edge, NONE]));
  const missing: string[] = [];
  for (const call of driven) {
    const home = mostSpecific(stored.filter((edge) => covers(edge, call)));
    if (home !== undefined) sums.set(home, add(sums.get(home) ?? NONE, call.counts));
    else if (allowed === 'equal') missing.push(`missing: ${words(call)} ${JSON.stringify(call.counts)}`);
  }
  const wrong = [...sums].flatMap(([edge, counts]) => {
    const sameEvidence = edge.evidence === edge.counts.ok > 0;
    const fits = OUTCOMES.every((outcome) =>
      allowed === 'equal'
        ? edge.counts[outcome] === counts[outcome]
        : edge.counts[outcome] <= counts[outcome],
    );
    if (fits && sameEvidence) return [];
    return [`stored ${words(edge)} ${JSON.stringify(edge.counts)} driven ${JSON.stringify(counts)}`];
  });
  return [...missing, ...wrong].toSorted();
}

function covers(edge: StoredEdge, call: ExpectedEdge): boolean {
  return (
    edge.workload === call.workload &&
    edge.principal === call.caller.principal &&
    (edge.anonymousReason ?? null) === call.caller.anonymousReason &&
    edge.port === call.port &&
    (edge.protocol === 'tcp') === (call.protocol === 'tcp') &&
    edge.method === call.method &&
    (edge.path === call.path || (edge.path !== null && call.path !== null && matches(edge.path, call.path)))
  );
}

function matches(template: string, path: string): boolean {
  const segments = template.split('/');
  const values = path.split('/');
  if (segments.length !== values.length) return false;
  return segments.every(
    (segment, index) => segment === values[index] || (segment === '{*}' && values[index] !== ''),
  );
}

function mostSpecific(edges: readonly StoredEdge[]): StoredEdge | undefined {
  return edges.toSorted((one, other) => wildcards(one) - wildcards(other))[0];
}

function wildcards({ path }: StoredEdge): number {
  return (path?.split('{*}').length ?? 1) - 1;
}

function add(one: Counts, other: Counts): Counts {
  return { ok: one.ok + other.ok, failed: one.failed + other.failed, denied: one.denied + other.denied };
}

function words(edge: StoredEdge | ExpectedEdge): string {
  const caller = 'caller' in edge ? edge.caller : edge;
  const who = caller.principal ?? `anonymous ${caller.anonymousReason}`;
  return `${who} → ${edge.workload}:${edge.port} ${edge.protocol} ${edge.method ?? ''} ${edge.path ?? ''}`.trimEnd();
}
