import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgesAt } from '../../src/core/aggregate/edges.ts';
import { merge } from '../../src/core/aggregate/merge.ts';
import { createOperationIndex } from '../../src/core/aggregate/operation-index.ts';
import { matchesTemplate, wildcards } from '../../src/core/aggregate/path-language.ts';
import { resolveOperation } from '../../src/core/aggregate/resolve-operation.ts';
import {
  type AnonymousReason,
  anonymous,
  type Caller,
  callerKey,
  known,
} from '../../src/core/model/caller.ts';
import type { Edge } from '../../src/core/model/edge.ts';
import type { Flow, Outcome } from '../../src/core/model/flow.ts';
import type { Principal } from '../../src/core/model/principal.ts';
import { type WorkloadId, workloadId } from '../../src/core/model/workload.ts';
import type { DayRow } from '../../src/ports.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { deltaOf } from '../support/sighting.ts';

type Counts = Record<Outcome, number>;

interface Expected {
  readonly edges: readonly {
    readonly principal: string | null;
    readonly anonymousReason?: AnonymousReason;
    readonly destination: { readonly cluster: string; readonly namespace: string; readonly workload: string };
    readonly port: number;
    readonly protocol: string;
    readonly counts: Counts;
    readonly operations?: readonly {
      readonly method: string | null;
      readonly path: string;
      readonly counts: Counts;
    }[];
  }[];
}

interface Call {
  readonly flow: Flow;
  readonly outcome: Outcome;
  readonly count: number;
}

const fixtures = new URL('../fixtures/als/', import.meta.url);
const captures = readdirSync(fixtures).filter((name) => name.endsWith('.expected.json'));
const DAY = 86_400_000;

/** What a real proxy reported, in any order and in several flushes, must come back as the ledger has it. */
describe('operations of a capture, through the store', () => {
  it.each(captures)('%s', async (name) => {
    const expected: Expected = JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));
    const calls = callsOf(expected);
    const [orders] = fc.sample(
      fc.array(fc.shuffledSubarray(calls, { minLength: calls.length }), { minLength: 3, maxLength: 3 }),
      { numRuns: 1, seed: 7 },
    );
    for (const order of orders ?? []) check(expected, await stored(order));
  });
});

function callsOf({ edges }: Expected): Call[] {
  return edges.flatMap((edge) => {
    const { cluster, namespace, workload } = edge.destination;
    const protocol = edge.protocol === 'tcp' ? 'tcp' : 'http';
    const rows = edge.operations ?? [{ method: null, path: null, counts: edge.counts }];
    return rows.flatMap(({ method, path, counts }) => {
      const flow: Flow = {
        reporter: 'destination',
        workload: { cluster, namespace, name: workload },
        ...{ plane: 'sidecar', labels: null, rollout: null },
        caller: callerOf(edge),
        port: edge.port,
        protocol,
        grpc: edge.protocol === 'grpc',
        method,
        path,
        pathMark: null,
      };
      return (['ok', 'failed', 'denied'] as const)
        .filter((outcome) => counts[outcome] > 0)
        .map((outcome) => ({ flow, outcome, count: counts[outcome] }));
    });
  });
}

function callerOf(edge: { principal: string | null; anonymousReason?: AnonymousReason }): Caller {
  return edge.principal === null
    ? anonymous(edge.anonymousReason ?? 'plaintext')
    : known(edge.principal as Principal);
}

async function stored(calls: readonly Call[]): Promise<Map<WorkloadId, Edge[]>> {
  await using store = await openSqliteStore(':memory:', { migrate: true });
  for (const [flush, call] of calls.entries()) {
    const workload = workloadId(call.flow.workload);
    const index = createOperationIndex(await store.operations(workload));
    const { key, literal } = resolveOperation(call.flow, call.outcome, index, {
      paths: 1000,
      principals: 100,
      operations: 1000,
    });
    const about = { outcome: call.outcome, count: call.count, grpc: call.flow.grpc, mark: null, literal };
    const delta = deltaOf({ ...about, time: flush * 0.1 * DAY }, DAY);
    const merged = merge(index.find(key) ?? null, key, index.admit(key, call.outcome), delta);
    const dayRows: DayRow[] = merged.dayRows.map((row) => ({ ...row, workload, seq: merged.operation.seq }));
    const operations = [{ workload, operation: merged.operation }];
    const rest = { counters: [], workloads: [], hourCounts: [], denials: [], listening: [], gaps: [] };
    await store.commit({ batch: String(flush), time: flush, operations, dayRows, ...rest });
  }
  const edges = new Map<WorkloadId, Edge[]>();
  for (const { flow } of calls) {
    const id = workloadId(flow.workload);
    edges.set(id, edgesAt(await store.operations(id), 'paths'));
  }
  return edges;
}

/** Each expected path belongs to exactly one stored operation, the most specific, and the sums agree. */
function check(expected: Expected, edges: ReadonlyMap<WorkloadId, readonly Edge[]>): void {
  const sums = new Map<Edge, Counts>();
  for (const call of callsOf(expected)) {
    const { flow, outcome, count } = call;
    const candidates = (edges.get(workloadId(flow.workload)) ?? [])
      .filter((edge) => callerKey(edge.caller) === callerKey(flow.caller) && edge.port === flow.port)
      .filter(
        (edge) => (edge.protocol === 'tcp') === (flow.protocol === 'tcp') && edge.method === flow.method,
      )
      .filter((edge) => edge.path === flow.path || matchesTemplate(edge.path ?? '', flow.path ?? ''));
    const literal = candidates.filter((edge) => edge.path === flow.path);
    const fewest = Math.min(...candidates.map((edge) => wildcards(edge.path ?? '')));
    const holders =
      literal.length > 0 ? literal : candidates.filter((edge) => wildcards(edge.path ?? '') === fewest);
    expect(holders, JSON.stringify(flow)).toHaveLength(1);
    const [holder] = holders as [Edge];
    const sum = sums.get(holder) ?? { ok: 0, failed: 0, denied: 0 };
    sums.set(holder, { ...sum, [outcome]: sum[outcome] + count });
  }
  const all = [...edges.values()].flat();
  for (const edge of all) expect(sums.get(edge), JSON.stringify(edge)).toEqual(edge.counts);
  expect(sums.size).toBe(all.length);
}
