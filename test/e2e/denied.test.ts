import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { DeniedItem } from '../../src/http/denied-dto.ts';
import { capturedStreams, createAlsSender, replayStreams } from '../../src/ingest/als/als-replay.ts';
import { getAll } from '../support/api.ts';
import { type AppUnderTest, startApp } from '../support/app-under-test.ts';

const FIXTURES = resolve(import.meta.dirname, '../fixtures');
const principals = (...names: string[]) =>
  names.map((name) => `cluster.local/ns/${name.replace('/', '/sa/')}`);

function policy(namespace: string, name: string, app: string, spec: object, onTrial = false): object {
  const annotations = onTrial ? { annotations: { 'istio.io/dry-run': 'true' } } : {};
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace, ...annotations },
    spec: { selector: { matchLabels: { app } }, ...spec },
  };
}

const callers = (...names: string[]) => [{ source: { principals: principals(...names) } }];
const to = (operation: object) => [{ operation }];
const GUARDED = { methods: ['GET', 'POST'], paths: ['/charge', '/refund', '/admin*'] };

/** What the recorded proxies enforced, and had on trial. */
const POLICIES = [
  policy('payments', 'callers', 'payments', {
    rules: [{ from: callers('shop/cart', 'ops/reports'), to: to(GUARDED) }],
  }),
  policy('payments', 'no-admin', 'payments', {
    action: 'DENY',
    rules: [{ to: to({ paths: ['/admin*'], ports: ['8443'] }) }],
  }),
  policy(
    'payments',
    'try-allow',
    'ledger',
    { rules: [{ from: callers('payments/payments'), to: to({ methods: ['GET'], paths: ['/entries/*'] }) }] },
    true,
  ),
  policy(
    'payments',
    'try-deny-delete',
    'ledger',
    { action: 'DENY', rules: [{ to: to({ methods: ['DELETE'] }) }] },
    true,
  ),
  policy('data', 'cache-callers', 'cache', { rules: [{ from: callers('shop/cart') }] }),
];

let folder = '';
let inventory = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leastpath-denied-'));
  inventory = join(folder, 'inventory.yaml');
  const objects = await readFile(join(FIXTURES, 'logs/inventory.yaml'), 'utf8');
  await writeFile(inventory, [objects, ...POLICIES.map((one) => stringify(one))].join('\n---\n'));
});
afterAll(() => rm(folder, { recursive: true }));

const WORKLOADS = ['payments/payments', 'payments/ledger', 'payments/vault', 'data/cache'];

/** `payments: shop/cart GET /admin/keys ×2 by payments/no-admin[0]; deny agrees`, sorted. */
async function deniedAt({ httpAddress }: AppUnderTest): Promise<string[]> {
  const lists = WORKLOADS.map(async (workload) => {
    const path = `/api/v1/workloads/Kubernetes/${workload}/denied`;
    const items = await getAll<DeniedItem>(httpAddress, path);
    return items.map((item) => `${workload.split('/')[1]}: ${words(item)}`);
  });
  return (await Promise.all(lists)).flat().toSorted();
}

function words({
  principal,
  anonymousReason,
  method,
  path,
  count,
  enforced,
  named,
  filter,
  ...said
}: DeniedItem) {
  const who = principal?.replace('cluster.local/ns/', '').replace('/sa/', '/') ?? anonymousReason;
  const call = [who, method, path].filter(Boolean).join(' ');
  const by = named === null ? (filter ?? 'none') : `${named.policy}[${named.rule}]`;
  const { evaluator, agrees, nearest } = said;
  const verdict = evaluator === null ? 'no answer' : evaluator.verdict;
  const agreement = agrees === null ? '' : agrees ? ' agrees' : ' disagrees';
  const near = nearest === null ? '' : `, nearest ${nearest.policy}[${nearest.rule}]`;
  return `${call} ×${count}${enforced ? '' : ' on trial'} by ${by}; ${verdict}${agreement}${near}`;
}

async function findingIds({ httpAddress }: AppUnderTest): Promise<string[]> {
  const findings = await getAll<{ id: string; workload: string }>(httpAddress, '/api/v1/findings');
  const about = ['known-caller-denied', 'evaluator-disagrees'];
  return findings.flatMap(({ id, workload }) => (about.includes(id) ? `${id} ${workload}` : []));
}

async function replay(app: AppUnderTest, capture: string): Promise<void> {
  const streams = await capturedStreams(await readFile(join(FIXTURES, `als/${capture}.bin`)));
  using sender = createAlsSender(app.alsAddress);
  await replayStreams(sender, streams, 'sequential');
  await app.flush();
}

it('names what a recorded Envoy named, and the evaluator agrees', async () => {
  await using app = await startApp({ kubernetes: inventory });
  await replay(app, 'denied-and-shadow');

  expect(await deniedAt(app)).toEqual([
    'cache: shop/web ×2 by none; deny agrees, nearest data/cache-callers[0]',
    'ledger: payments/payments DELETE /entries/{*} ×2 on trial by payments/try-deny-delete[0]; deny agrees',
    'ledger: payments/payments GET /balance ×1 on trial by none; deny agrees, nearest payments/try-allow[0]',
    'ledger: shop/web GET /entries/{*} ×2 on trial by none; deny agrees, nearest payments/try-allow[0]',
    'payments: plaintext GET /charge ×2 by none; deny agrees, nearest payments/callers[0]',
    'payments: shop/cart GET /admin/keys ×2 by payments/no-admin[0]; deny agrees',
    'payments: shop/cart GET /other ×2 by none; deny agrees, nearest payments/callers[0]',
    'payments: shop/web POST /charge ×3 by none; deny agrees, nearest payments/callers[0]',
    'vault: shop/web GET /secret ×2 by ext_authz_denied; allow',
  ]);
  expect(await findingIds(app)).toEqual(['known-caller-denied Kubernetes/payments/payments']);
});

it('names the same from Istio’s text log, which says nothing of what is on trial', async () => {
  await using app = await startApp({ kubernetes: inventory });
  const body = await readFile(join(FIXTURES, 'logs/istio-text.log'));
  const answer = await fetch(`http://${app.httpAddress}/api/v1/ingest/logs?format=istio-text`, {
    method: 'POST',
    body,
  });
  expect(answer.status).toBe(200);
  await app.flush();

  const denied = await deniedAt(app);
  expect(denied.map((one) => one.replace(/ ×\d+/, ''))).toEqual([
    'cache: shop/web by none; deny agrees, nearest data/cache-callers[0]',
    'payments: plaintext GET /charge by none; deny agrees, nearest payments/callers[0]',
    'payments: shop/cart GET /admin/keys by payments/no-admin[0]; deny agrees',
    'payments: shop/cart GET /other by none; deny agrees, nearest payments/callers[0]',
    'payments: shop/web POST /charge by none; deny agrees, nearest payments/callers[0]',
    'vault: shop/web GET /secret by ext_authz_denied; allow',
  ]);
});

it('shows what was denied without an inventory too, and after a restart', async () => {
  const store = `sqlite:${join(folder, 'kept.db')}`;
  {
    await using app = await startApp({ store });
    await replay(app, 'denied-and-shadow');
  }
  await using app = await startApp({ store });
  const denied = await deniedAt(app);
  expect(denied).toHaveLength(9);
  expect(denied.every((one) => one.endsWith('; no answer'))).toBe(true);
  expect(denied).toContain('payments: shop/cart GET /admin/keys ×2 by payments/no-admin[0]; no answer');
});
