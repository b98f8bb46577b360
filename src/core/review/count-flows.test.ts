import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESH, policy } from '../../../test/support/review-mesh.ts';
import { callOfFlow } from '../evaluate/call-of-flow.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { FlowLine } from '../model/flow-line.ts';
import type { AuthorizationPolicy, PolicyOperation, Rule, Source } from '../model/policy.ts';
import { changeTally } from './change-tally.ts';
import { countFlows } from './count-flows.ts';
import { outcomeOfLine } from './recorded-flow.ts';
import { reviewTally } from './review.ts';

const CALLERS = ['web', 'pay'].map((name) => `cluster.local/ns/shop/sa/${name}`);

const source: fc.Arbitrary<Source> = fc.record(
  {
    principals: fc.subarray(CALLERS, { minLength: 1 }),
    notPrincipals: fc.subarray(CALLERS, { minLength: 1 }),
    ipBlocks: fc.constant(['10.0.0.1']),
  },
  { requiredKeys: [] },
);
const paths = fc.subarray(['/a', '/b/1', '/b/{*}', '/a*', '*1', '*'], { minLength: 1, maxLength: 3 });
const operation: fc.Arbitrary<PolicyOperation> = fc.record(
  {
    paths,
    notPaths: paths,
    methods: fc.constant(['GET']),
    ports: fc.constant(['80']),
    hosts: fc.constant(['a.shop']),
  },
  { requiredKeys: [] },
);
const condition = fc.oneof(
  fc.constantFrom(':path', 'x-a').map((name) => ({ key: `request.headers[${name}]`, values: ['/a', '/b*'] })),
  fc.constant({ key: 'connection.sni', values: ['a.shop'] }),
  fc.constant({ key: 'remote.ip', notValues: ['10.0.0.2'] }),
);
const rule: fc.Arbitrary<Rule> = fc.record(
  {
    from: fc.array(
      source.map((one) => ({ source: one })),
      { minLength: 1, maxLength: 2 },
    ),
    to: fc.array(
      operation.map((one) => ({ operation: one })),
      { minLength: 1, maxLength: 2 },
    ),
    when: fc.array(condition, { minLength: 1, maxLength: 1 }),
  },
  { requiredKeys: [] },
);
const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' };
const attachment = fc.constantFrom(
  ...['cart', 'bank'].map((app) => ({ selector: { matchLabels: { app } } })),
  { targetRefs: [gateway] },
);
const anyPolicy = fc
  .record({
    attached: attachment,
    action: fc.constantFrom('ALLOW' as const, 'ALLOW' as const, 'DENY' as const),
    rules: fc.array(rule, { maxLength: 2 }),
  })
  .map(({ attached, ...spec }) => policy('p', { ...attached, ...spec }));

/** Without the keys that aren't told. */
function told(keys: object): object {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
}

const line: fc.Arbitrary<FlowLine> = fc
  .record({
    reporter: fc.constantFrom('destination', 'destination', 'source'),
    principal: fc.constantFrom(...CALLERS, null),
    address: fc.constantFrom('10.0.0.1', '10.0.0.2', undefined),
    app: fc.constantFrom('cart', 'bank'),
    port: fc.constantFrom(80, 81),
    protocol: fc.constantFrom('http', 'grpc', 'tcp'),
    sni: fc.constantFrom('a.shop', null, undefined),
    method: fc.constantFrom('GET', 'POST', 'undefined', 'null', null, undefined),
    path: fc.constantFrom('/a', '/a?x=1', '/a1', '/b/1', '/b/2', '/b//1', '/%61', '/a/%00', '', undefined),
    host: fc.constantFrom('a.shop', 'b.shop', 'undefined', null, undefined),
    hash: fc.constantFrom('a', 'b'),
    gateway: fc.constantFrom({ 'gateway.networking.k8s.io/gateway-name': 'gw' }, undefined),
    header: fc.constantFrom({ 'X-A': '/a' }, { 'x-forwarded-for': '10.0.0.2' }, undefined),
    status: fc.constantFrom(200, 503),
    detail: fc.constantFrom('via_upstream', 'rbac_access_denied_matched_policy[none]'),
    count: fc.constantFrom(1, 5),
  })
  .map(
    ({
      principal,
      address,
      app,
      port,
      protocol,
      sni,
      method,
      path,
      host,
      hash,
      gateway,
      header,
      status,
      detail,
      ...rest
    }) => {
      const http = protocol !== 'tcp';
      return {
        ...rest,
        source: { principal, ...(address && { address }) },
        destination: { namespace: 'shop', workload: app, port, labels: { app, hash, ...gateway } },
        protocol,
        ...(sni !== undefined && { connection: { sni } }),
        ...(http && { request: { ...told({ method, path, host }), ...(header && { headers: header }) } }),
        outcome: { ...(http ? { status } : { bytesIn: 5, bytesOut: 5 }), flags: [], detail },
      } as FlowLine;
    },
  );

function verdictOf(policies: readonly AuthorizationPolicy[], one: FlowLine) {
  const call = callOfFlow(one, MESH, 'unknown');
  const { labels = {} } = one.destination;
  const point = { plane: 'sidecar', namespace: 'shop', labels, service: null, mesh: MESH } as const;
  return call === null ? 'unknown' : evaluate(policies, point, call).verdict;
}

const few = fc.constantFrom(1, 2, 5, 1000);
const unknownLabels = () => ({ kind: 'unknown' }) as const;

describe('counting flow lines', () => {
  it('sums up what evaluating each line alone gives, whatever is remembered', () => {
    fc.assert(
      fc.property(
        fc.array(anyPolicy, { maxLength: 3 }),
        fc.array(line, { maxLength: 30 }),
        fc.record({ callees: few, verdicts: few, paths: few }),
        (policies, lines, limits) => {
          const { review, ...tally } = reviewTally(policies);
          let left = 0;
          const take = countFlows({
            ...{ ...tally, policies, mesh: MESH, labelsOf: unknownLabels, limits },
            left(_, count) {
              left += count;
            },
          });
          lines.forEach((one, time) => void take(one, time));

          const expected = {
            ok: { allow: 0, deny: 0, unknown: 0 },
            denied: { allow: 0, deny: 0, unknown: 0 },
            failed: 0,
          };
          let others = 0;
          for (const one of lines) {
            const outcome = outcomeOfLine(one);
            const { count = 1 } = one;
            if (one.reporter === 'source') others += count;
            else if (outcome === 'failed') expected.failed += count;
            else expected[outcome as 'ok' | 'denied'][verdictOf(policies, one)] += count;
          }
          const { totals, denied, allowed, unknown } = review();
          expect({ ok: totals.evidence, denied: totals.denied, failed: totals.failed, left }).toEqual({
            ...expected,
            left: others,
          });
          const listed = (list: typeof denied) => list.reduce((sum, { count }) => sum + count, 0);
          expect([listed(denied), listed(allowed), listed(unknown)]).toEqual([
            expected.ok.deny,
            expected.denied.allow,
            expected.ok.unknown,
          ]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('finds the lines that two sets of policies judge differently', () => {
    fc.assert(
      fc.property(
        fc.array(anyPolicy, { maxLength: 2 }),
        fc.array(anyPolicy, { maxLength: 2 }),
        fc.array(line, { maxLength: 30 }),
        (from, to, lines) => {
          const { changes, ...tally } = changeTally(from, to);
          const policies = [...from, ...to];
          const take = countFlows({
            ...{ ...tally, policies, mesh: MESH, labelsOf: unknownLabels },
            left: () => undefined,
          });
          lines.forEach((one, time) => void take(one, time));

          const expected = { 'newly-denied': 0, 'newly-allowed': 0, undecided: 0 };
          for (const one of lines.filter(({ reporter }) => reporter === 'destination')) {
            const [before, after] = [verdictOf(from, one), verdictOf(to, one)];
            if (before === after) continue;
            const decided = before !== 'unknown' && after !== 'unknown';
            expected[!decided ? 'undecided' : after === 'deny' ? 'newly-denied' : 'newly-allowed'] +=
              one.count ?? 1;
          }
          const found = { 'newly-denied': 0, 'newly-allowed': 0, undecided: 0 };
          for (const { change, counts } of changes().items)
            found[change] += counts.ok + counts.failed + counts.denied;
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

it('takes the labels of who knows them where a line names none', () => {
  const policies = [policy('p', { rules: [] })];
  const asked: string[] = [];
  const { review, ...tally } = reviewTally(policies);
  const take = countFlows({
    ...{ ...tally, policies, mesh: MESH, left: () => undefined },
    labelsOf: ({ cluster, namespace, name }) => {
      asked.push(`${cluster}/${namespace}/${name}`);
      return { kind: 'pods', variants: [{ app: 'cart' }] };
    },
  });
  const bare: FlowLine = {
    destination: { namespace: 'shop', workload: 'cart', port: 80 },
    protocol: 'tcp',
    outcome: { bytesIn: 1, bytesOut: 1 },
  };
  take(bare, 5);
  take({ ...bare, destination: { ...bare.destination, labels: { app: 'other' } } }, 6);
  take(bare, 7);

  expect(asked).toEqual(['Kubernetes/shop/cart']);
  expect(review()).toMatchObject({
    denied: [{ count: 2, lastSeen: 7 }],
    totals: { evidence: { allow: 1, deny: 2 } },
  });
});
