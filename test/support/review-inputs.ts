import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { known } from '../../src/core/model/caller.ts';
import type { FlowLine } from '../../src/core/model/flow-line.ts';
import type { Operation } from '../../src/core/model/operation.ts';
import type { Principal } from '../../src/core/model/principal.ts';
import type { Workload } from '../../src/core/model/workload.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { commitOf } from './store-arbitraries.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const T = Date.UTC(2026, 2, 2, 10);

export interface FlowOver {
  readonly caller?: string | null;
  readonly path?: string;
  readonly method?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly labels?: Readonly<Record<string, string>> | null;
  readonly count?: number;
  readonly reporter?: 'destination' | 'source';
  readonly minute?: number;
  readonly workload?: string;
}

/** A request of shop's web to shop's cart that succeeded, unless it says otherwise. */
export function flowLine(over: FlowOver = {}): FlowLine {
  const { caller = 'web', path = '/cart', method = 'GET', status = 200, detail = 'via_upstream' } = over;
  const {
    labels = { app: 'cart' },
    count = 1,
    reporter = 'destination',
    minute = 0,
    workload = 'cart',
  } = over;
  return {
    time: new Date(T + minute * 60_000).toISOString(),
    reporter,
    source: caller === null ? {} : { principal: `cluster.local/ns/shop/sa/${caller}` },
    destination: { namespace: 'shop', workload, port: 8080, ...(labels && { labels }) },
    protocol: 'http',
    request: { method, path },
    outcome: { status, flags: [], detail },
    count,
  };
}

export const DENIED = { status: 403, detail: 'rbac_access_denied_matched_policy[none]' } as const;

export function flowText(...lines: readonly FlowOver[]): string {
  return lines.map((line) => `${JSON.stringify(flowLine(line))}\n`).join('');
}

export interface PolicyOver {
  readonly name?: string;
  readonly namespace?: string | null;
  readonly callers?: readonly string[];
  readonly paths?: readonly string[];
  readonly methods?: readonly string[];
  readonly app?: string | null;
  readonly dryRun?: boolean;
  readonly action?: string;
}

/** An allow-list for cart, as YAML. */
export function policyText(over: PolicyOver = {}): string {
  const { name = 'cart', namespace = 'shop', callers = ['web'], app = 'cart', action = 'ALLOW' } = over;
  const principals = callers.map((caller) => `cluster.local/ns/shop/sa/${caller}`);
  const { paths, methods } = over;
  return `${JSON.stringify({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: {
      name,
      ...(namespace !== null && { namespace }),
      ...(over.dryRun && { annotations: { 'istio.io/dry-run': 'true' } }),
    },
    spec: {
      ...(app !== null && { selector: { matchLabels: { app } } }),
      action,
      rules: [
        {
          ...(callers.length > 0 && { from: [{ source: { principals } }] }),
          to: [{ operation: { ports: ['8080'], ...(methods && { methods }), ...(paths && { paths }) } }],
        },
      ],
    },
  })}\n`;
}

/** A folder with these files. */
export async function filesOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<
  TemporaryFolder & {
    readonly at: (name: string) => string;
  }
> {
  const folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(at(name)), { recursive: true });
    await writeFile(at(name), content);
  }
  return { ...folder, at };
}

/** An operation of web on cart that succeeded 5 times. */
export function storedOperation(over: Partial<Operation> = {}): Operation {
  return {
    reporter: 'destination',
    caller: known('cluster.local/ns/shop/sa/web' as Principal),
    port: 8080,
    protocol: 'http',
    method: 'GET',
    path: '/cart',
    seq: 0,
    counts: { ok: 5, failed: 0, denied: 0 },
    firstSeen: T,
    lastSeen: T,
    firstEvidence: T,
    lastEvidence: T,
    today: { day: 0, ok: 5, failed: 0, denied: 0, hours: 1 },
    days: 1,
    hours: 1,
    dayBits: [1, 0, 0],
    weekBits: [1, 0, 0, 0, 0, 0, 0],
    grpc: false,
    marks: [],
    literals: [],
    ...over,
  };
}

export function storedWorkload(over: Partial<Workload> = {}): Workload {
  return {
    key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
    plane: 'sidecar',
    labels: { app: 'cart' },
    firstRecord: T,
    lastRecord: T,
    rollouts: [],
    inputs: ['als'],
    ...over,
  };
}

/** A database that holds these operations of cart. */
export async function databaseOf(
  path: string,
  operations: readonly Operation[],
  workload = storedWorkload(),
) {
  await using store = await openSqliteStore(path, { migrate: true });
  const { cluster, namespace, name } = workload.key;
  const rows = operations.map((operation, seq) => ({
    workload: `${cluster}/${namespace}/${name}` as const,
    operation: { ...operation, seq },
  }));
  await store.commit(commitOf({ workloads: [workload], operations: rows }));
}
