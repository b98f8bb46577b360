import { expect, it } from 'vitest';
import { type CallNow, type EngineMesh, MIDNIGHT, openEngine } from '../../test/support/engine-mesh.ts';
import { CART } from '../../test/support/pipeline-store.ts';
import { handClock } from '../../test/support/pipeline-traffic.ts';
import type { Denial } from '../core/model/denial.ts';
import type { AuthorizationPolicy, PolicySpec } from '../core/model/policy.ts';
import { DAY } from '../core/model/scaled-time.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

async function openMesh(): Promise<EngineMesh & AsyncDisposable> {
  const store = await openSqliteStore(':memory:', { migrate: true });
  const mesh = await openEngine(store, handClock(MIDNIGHT));
  return { ...mesh, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

function policy(name: string, spec: PolicySpec, onTrial = false): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop', ...(onTrial && { annotations: { 'istio.io/dry-run': 'true' } }) },
    spec: { selector: { matchLabels: { app: 'cart' } }, ...spec },
  };
}
const from = (name: string) => [{ source: { principals: [`cluster.local/ns/shop/sa/${name}`] } }];
const CALLERS = policy('callers', { rules: [{ from: from('web') }] });
const NO_ADMIN = policy('no-admin', {
  action: 'DENY',
  rules: [{ to: [{ operation: { paths: ['/admin*'] } }] }],
});

/** A refused call; `by`: policy and rule. */
function denied(
  by: readonly [string, number] | null,
  rest: CallNow = {},
  change: Partial<Denial> = {},
): CallNow {
  const [name = null, rule = null] = by ?? [];
  const denial: Denial = { policy: name, rule, filter: null, dryRun: false, admittedBy: null, ...change };
  return { outcome: denial.dryRun ? 'ok' : 'denied', ...rest, change: { denial } };
}

function know(mesh: EngineMesh, policies: readonly AuthorizationPolicy[] | null): void {
  mesh.useInventory({ pods: [], owners: [], policies, mesh: {} });
}

async function settle(mesh: EngineMesh, ...calls: readonly CallNow[]): Promise<void> {
  mesh.send(...calls);
  await mesh.collector.flush();
  await mesh.judge.judge();
}

/** `scanner GET /admin: deny shop/no-admin 0, true`, sorted. */
async function answers({ reader }: EngineMesh): Promise<string[]> {
  return ((await reader.denied(CART))?.judged ?? [])
    .map(({ denied: { caller, method, path }, answer, agrees }) => {
      const who = caller.principal?.split('/').at(-1) ?? caller.anonymousReason;
      const by = answer?.by ? ` ${answer.by.policy} ${answer.by.rule}` : '';
      return `${who} ${method} ${path}: ${answer?.verdict ?? '-'}${by}, ${agrees ?? '-'}`;
    })
    .toSorted();
}

/** Ids of the findings about denials. */
function found({ reader }: EngineMesh): string[] {
  const about = new Set(['known-caller-denied', 'evaluator-disagrees']);
  return reader.findings().flatMap(({ id, workload }) => (about.has(id) ? `${id} ${workload}` : []));
}

it('sets the evaluator’s answer and the nearest rule beside what the proxy named', async () => {
  await using mesh = await openMesh();
  know(mesh, [CALLERS, NO_ADMIN]);
  const admin = { path: '/admin' };
  await settle(
    mesh,
    { caller: 'web' },
    denied(['shop/no-admin', 0], admin),
    denied(null, { caller: 'scanner' }),
  );

  expect(await answers(mesh)).toEqual([
    'scanner GET /cart: deny, true',
    'web GET /admin: deny shop/no-admin 0, true',
  ]);
  const { judged, policiesKnown } = (await mesh.reader.denied(CART)) ?? {};
  expect(policiesKnown).toBe(true);
  const stranger = judged?.find(({ denied: { caller } }) => caller.principal?.endsWith('scanner'));
  expect(stranger?.answer?.nearest).toMatchObject({ policy: 'shop/callers', rule: 0 });
  expect(mesh.reader.report(CART)?.denied).toEqual({ dryRun: 0, disagreements: 0 });
  // web is known by its evidence; that a stranger is denied is what policies are for.
  expect(found(mesh)).toEqual([`known-caller-denied ${CART}`]);
});

it('says nothing beside the proxy where no policies are listed', async () => {
  await using mesh = await openMesh();
  await settle(mesh, denied(null));
  expect(await answers(mesh)).toEqual(['web GET /cart: -, -']);
  know(mesh, null);
  expect((await mesh.reader.denied(CART))?.policiesKnown).toBe(false);
  expect(await mesh.reader.denied('Kubernetes/shop/nobody')).toBeNull();
  expect(found(mesh)).toEqual([]);
});

it('tells where they disagree, until the policies are known better', async () => {
  await using mesh = await openMesh();
  know(mesh, [CALLERS]);
  await settle(mesh, denied(['shop/new', 0], { caller: 'web' }), denied(null, { caller: 'scanner' }));

  expect(await answers(mesh)).toEqual([
    'scanner GET /cart: deny, true',
    'web GET /cart: allow shop/callers 0, false',
  ]);
  expect(mesh.reader.report(CART)?.denied.disagreements).toBe(1);
  expect(found(mesh)).toEqual([`evaluator-disagrees ${CART}`]);

  mesh.clock.time += 1000;
  know(mesh, [CALLERS, policy('other', { action: 'DENY', rules: [{ from: from('pay') }] })]);
  await mesh.judge.judge();
  expect(await answers(mesh)).toEqual([
    'scanner GET /cart: deny, -',
    'web GET /cart: allow shop/callers 0, -',
  ]);
  expect(found(mesh)).toEqual([]);

  mesh.clock.time += 120_000;
  await settle(mesh, denied(['shop/new', 0], { caller: 'web' }));
  expect(found(mesh)).toEqual([`evaluator-disagrees ${CART}`]);
  know(mesh, [CALLERS, policy('new', { action: 'DENY', rules: [{ from: from('web') }] })]);
  mesh.clock.time += 120_000;
  await settle(mesh, denied(['shop/new', 0], { caller: 'web' }));
  expect(found(mesh)).toEqual([]);
  expect(await answers(mesh)).toContain('web GET /cart: deny shop/new 0, true');
});

it('R3: judges what is on trial by what is on trial, and counts what it would deny', async () => {
  await using mesh = await openMesh();
  know(mesh, [policy('try', { rules: [{ from: from('web') }] }, true)]);
  const trial = { dryRun: true };
  await settle(mesh, denied(null, { caller: 'pay' }, trial), denied(null, { caller: 'pay' }, trial), {});

  expect(await answers(mesh)).toEqual(['pay GET /cart: deny, true']);
  expect(mesh.reader.report(CART)).toMatchObject({
    denied: { dryRun: 2, disagreements: 0 },
    requests: { ok: 3, denied: 0 },
  });
  // Let through, so pay is no caller that is denied.
  expect(found(mesh)).toEqual([]);
});

it('leaves out what an enforced ALLOW goes on letting in', async () => {
  await using mesh = await openMesh();
  know(mesh, [CALLERS, policy('try', { rules: [{ from: from('pay') }] }, true)]);
  await settle(mesh, denied(null, { caller: 'web' }, { dryRun: true, admittedBy: 'shop/callers' }));
  expect(await answers(mesh)).toEqual([]);
  expect(mesh.reader.report(CART)?.denied.dryRun).toBe(0);
});

it('acts upon what is recent and only shows what is old', async () => {
  await using mesh = await openMesh();
  know(mesh, [CALLERS]);
  await settle(mesh, {}, denied(['shop/gone', 0]));
  expect(found(mesh)).toEqual([`known-caller-denied ${CART}`, `evaluator-disagrees ${CART}`]);

  mesh.clock.time += 8 * DAY;
  await settle(mesh, {});
  expect(found(mesh)).toEqual([]);
  expect(await answers(mesh)).toHaveLength(1);
});

it('never learns: a caller that is only ever denied gets no rule, however often it comes', async () => {
  await using mesh = await openMesh();
  know(mesh, [CALLERS]);
  await mesh.days(
    20,
    {},
    denied(null, { caller: 'scanner' }),
    denied(null, { caller: 'scanner', path: '/x' }),
  );
  await mesh.judge.judge();

  for (const detail of ['callers', 'methods', 'paths'] as const) {
    const { policy: recommended } = (await mesh.reader.recommendation(CART, detail)) ?? {};
    expect(JSON.stringify(recommended)).toContain('cluster.local/ns/shop/sa/web');
    expect(JSON.stringify(recommended)).not.toContain('scanner');
  }
  expect(mesh.reader.report(CART)).toMatchObject({ callers: { total: 1 }, requests: { ok: 20, denied: 40 } });
});
