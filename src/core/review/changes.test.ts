import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryDetail,
  arbitraryOf,
  BY_APP,
  CART,
  RUNS,
} from '../../../test/golden/recommend/arbitrary-operations.ts';
import { deployedPolicy, ruleFor } from '../../../test/golden/recommend/deployed-policy.ts';
import { type OperationSpec, operationOf } from '../../../test/golden/recommend/operation-of.ts';
import { compile } from '../evaluate/compile.ts';
import type { Detail } from '../model/flow.ts';
import type { Operation } from '../model/operation.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { callWords } from '../recommend/call-words.ts';
import { deployedAt } from '../recommend/deployed.ts';
import { recommend } from '../recommend/recommend.ts';
import { DEFAULT_MESH } from '../recommend/recommend-input.ts';
import { changesOf } from './changes.ts';

const web = 'cluster.local/ns/shop/sa/web';
const pay = 'cluster.local/ns/shop/sa/pay';
const own = { own: 'cart' } as const;

function proposed(operations: readonly Operation[], detail: Detail) {
  return recommend({ workload: CART, selector: BY_APP, operations, detail }).policy;
}

function changed(policies: readonly AuthorizationPolicy[], specs: readonly OperationSpec[], detail: Detail) {
  const operations = specs.map(operationOf);
  const deployed = deployedAt(CART, { pods: [], policies }, DEFAULT_MESH)!;
  return changesOf(proposed(operations, detail)!, deployed, operations);
}

/** `newly-denied web → …; by shop/p 0, then nobody; /a /b`. */
function words({ differences }: ReturnType<typeof changed>): string[] {
  const by = ({ by }: { by: { policy: string; rule: number | null } | null }) =>
    by === null ? 'nobody' : `${by.policy} ${by.rule}`;
  return differences.map(({ change, witness, from, to, flows }) => {
    const seen = flows.map(
      ({ operation, path }) => `${operation.caller.principal?.split('/').at(-1)} ${path}`,
    );
    return [change, callWords(CART.key, witness), `${by(from)}, then ${by(to)}`, ...seen].join('; ');
  });
}

describe('what a proposal would change', () => {
  it('is nothing where its earlier version says the same', () => {
    const specs: OperationSpec[] = [{ from: web, path: '/a' }];
    const policy = proposed(specs.map(operationOf), 'paths')!;
    expect(changed([policy], specs, 'paths')).toEqual({ equal: true, differences: [], undecided: [] });
    const inOtherWords = deployedPolicy(
      'leastpath-cart',
      {
        rules: [
          ruleFor([web], { ports: ['8080'], methods: ['GET', 'GET'], paths: ['/a'] }),
          ruleFor([web], { ports: ['08080'], methods: ['GET'], paths: ['/a'] }),
        ],
      },
      own,
    );
    expect(changed([inOtherWords], specs, 'paths')).toMatchObject({ equal: true });
  });

  it('V1: is all that it doesn’t allow where nothing is deployed, and what was seen to be denied there', () => {
    const specs: OperationSpec[] = [
      { from: web, path: '/a' },
      { from: 'plaintext', path: '/b' },
      { from: pay, path: '/c', ok: 0, denied: 2 },
    ];
    const { equal, differences } = changed([], specs, 'paths');
    expect(equal).toBe(false);
    expect(differences.map(({ change }) => change)).toEqual(['newly-denied', 'newly-denied']);
    expect(differences.map(({ witness }) => witness.chain)).toEqual(['http', 'tcp']);
    expect(differences[0]).toMatchObject({
      from: { verdict: 'allow', by: null },
      to: { verdict: 'deny', by: null },
    });
    expect(differences.map(({ flows }) => flows.map(({ path }) => path))).toEqual([['/b', '/c'], []]);
  });

  it('has a witness for each pair of rules, and the recorded flows it happens to', () => {
    const wide = deployedPolicy(
      'leastpath-cart',
      {
        rules: [ruleFor([web], { ports: ['8080'] }), ruleFor([pay], { ports: ['9090'] })],
      },
      own,
    );
    const specs: OperationSpec[] = [
      { from: web, path: '/a/{*}', literals: ['/a/1', '/a/2'] },
      { from: web, method: 'PUT', path: '/b', ok: 0 },
      { from: pay, path: '/c' },
    ];
    expect(words(changed([wide], specs, 'paths'))).toEqual([
      `newly-denied; ${web} → shop/cart:8080 GET /; shop/leastpath-cart 0, then nobody; web /b`,
      `newly-denied; ${web} → shop/cart:8080 TCP; shop/leastpath-cart 0, then nobody`,
      `newly-denied; ${pay} → shop/cart:9090 GET /; shop/leastpath-cart 1, then nobody`,
      `newly-denied; ${pay} → shop/cart:9090 TCP; shop/leastpath-cart 1, then nobody`,
      `newly-allowed; ${pay} → shop/cart:8080 GET /c; nobody, then shop/leastpath-cart 0; pay /c`,
    ]);
  });

  it('V3: is nothing beside another policy that allows it all', () => {
    const specs: OperationSpec[] = [{ from: web, path: '/a' }];
    const all = deployedPolicy('all', { rules: [{}] });
    expect(changed([all], specs, 'paths')).toMatchObject({ equal: true });
  });

  it('O2, R2: replaces its own version only, and counts none that is only tried', () => {
    const specs: OperationSpec[] = [{ from: web, path: '/a' }];
    const policy = proposed(specs.map(operationOf), 'paths')!;
    const draft = deployedPolicy('leastpath-cart-draft', { rules: [{}] }, { ...own, dryRun: true });
    expect(changed([policy, draft], specs, 'paths')).toMatchObject({ equal: true });
    const enforced = deployedPolicy('leastpath-cart-draft', { rules: [{}] }, own);
    expect(changed([enforced], specs, 'paths')).toMatchObject({ equal: true });
  });

  it('says what is not decided', () => {
    const jwt = deployedPolicy('jwt', { rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] });
    const ext = deployedPolicy('ext', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] });
    for (const policies of [[jwt, ext], [ext]]) {
      const { equal, undecided } = changed(policies, [{ from: web, path: '/a' }], 'paths');
      expect([equal, undecided.length > 0]).toEqual([false, true]);
    }
  });

  it('is what the evaluator says, of every witness and every recorded flow', () => {
    const operations = arbitraryOf(10);
    fc.assert(
      fc.property(operations, operations, arbitraryDetail, arbitraryDetail, (then, more, before, now) => {
        const later = [...then, ...more].map((one, seq) => ({ ...one, seq }));
        const [old, next] = [proposed(then, before), proposed(later, now)];
        fc.pre(old !== null && next !== null);
        const deployed = deployedAt(CART, { pods: [], policies: [old] }, DEFAULT_MESH)!;
        const { differences, equal } = changesOf(next, deployed, later);
        const [was, is] = [compile([old], deployed.point), compile([next], deployed.point)];
        expect(equal).toBe(differences.length === 0);
        for (const { change, witness, from, to, flows } of differences) {
          expect([from, to]).toEqual([was(witness), is(witness)]);
          expect([from.verdict, to.verdict]).toEqual(
            change === 'newly-denied' ? ['allow', 'deny'] : ['deny', 'allow'],
          );
          // What was learned stays allowed.
          const evidence = flows.filter(
            ({ operation }) =>
              operation.counts.ok > 0 &&
              operation.reporter === 'destination' &&
              operation.caller.principal !== null,
          );
          expect(change === 'newly-denied' ? evidence : []).toEqual([]);
        }
      }),
      { numRuns: RUNS.numRuns / 5 },
    );
  });
});
