import { describe, expect, it } from 'vitest';
import { type OperationSpec, operationOf } from '../../../test/golden/recommend/operation-of.ts';
import type { Detail } from '../model/flow.ts';
import type { Workload } from '../model/workload.ts';
import { SIZE_LIMITS } from '../validate/size-limits.ts';
import { isVerified } from './evidence.ts';
import { flowWords } from './flow-words.ts';
import { detailIn, type Folded, NOBODY } from './folded.ts';
import { groupGrants, splitGrants } from './group.ts';
import type { Grant, Group } from './permission.ts';
import { grantsOf } from './permissions.ts';
import { policyOf } from './policy-of.ts';
import { proofPoint } from './proof-point.ts';
import { unprovedFlow } from './prove.ts';
import { firstWider } from './prove-coarser.ts';
import { recommend } from './recommend.ts';
import { DEFAULT_MESH } from './recommend-input.ts';
import type { Selector } from './selector.ts';
import { STEPS, type Steps } from './steps.ts';

const workload: Workload = {
  key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
  plane: 'sidecar',
  labels: { app: 'cart' },
  firstRecord: 0,
  lastRecord: 0,
  rollouts: [],
  inputs: ['als'],
};
const selector: Selector = { kind: 'known', matchLabels: { app: 'cart' }, verified: true, findings: [] };
const web = 'cluster.local/ns/shop/sa/web';
const pay = 'cluster.local/ns/shop/sa/pay';
const specs: OperationSpec[] = [
  { from: web, path: '/cart/{*}', literals: ['/cart/17', '/cart/9'] },
  { from: web, path: '/users/{*}', literals: [] },
  { from: web, path: '/health', port: 9090 },
  { from: web, port: 5432, tcp: true },
  { from: pay, path: '/cart/{*}', literals: ['/cart/17'] },
  { from: pay, method: 'POST', path: '/pay' },
];
const operations = specs.map(operationOf);

function withStep(step: Partial<Steps>) {
  return recommend({ workload, selector, operations, detail: 'paths' }, { ...STEPS, ...step }).withheld;
}

/** The same where only a policy that is split by permission is small enough. */
function withSplit(split: Steps['split']) {
  const shared = [...'abcdefgh'].map((letter) => `/${letter}`);
  const some = [web, pay].flatMap((from) => [...shared, `/x${from.at(-1)}`].map((path) => ({ from, path })));
  const input = { workload, selector, operations: some.map(operationOf), detail: 'paths' } as const;
  return recommend(input, { ...STEPS, split }, { ...SIZE_LIMITS, values: 22 });
}

/** All in one group, which takes the permissions of the one that `pick` picks. */
function inOneRule(
  grants: readonly Grant[],
  pick: (grants: readonly Grant[]) => Group['permissions'],
): Group[] {
  const http = grants.filter(({ kind }) => kind === 'http');
  const one: Group = {
    kind: 'http',
    principals: http.map(({ principal }) => principal),
    permissions: pick(http),
  };
  return [one, ...groupGrants(grants.filter(({ kind }) => kind === 'port'))];
}

describe('a planted bug never leaves', () => {
  it('and without one there is a policy', () => {
    expect(withStep({})).toBeNull();
  });

  it.each<[string, Partial<Steps>, string]>([
    [
      'template narrowed to one of its paths',
      { template: (path) => path.replace('/cart/{*}', '/cart/17') },
      `${web} → shop/cart:8080 GET /cart/9`,
    ],
    [
      'template without kept paths narrowed',
      { template: (path) => path.replace('/users/{*}', '/users/1') },
      `${web} → shop/cart:8080 GET /users/{*}`,
    ],
    [
      'template renamed',
      { template: (path) => path.replace('/cart/', '/basket/') },
      `${pay} → shop/cart:8080 GET /cart/17`,
    ],
    [
      'template widened to any depth',
      { template: (path) => path.replace('{*}', '{**}') },
      `${pay} → shop/cart:8080 GET /cart/{**}`,
    ],
    [
      'template widened to a prefix',
      { template: (path) => path.replace('{*}', '*') },
      `${pay} → shop/cart:8080 GET /cart/*`,
    ],
    ['template of everything', { template: () => '*' }, `${pay} → shop/cart:8080 GET *`],
    [
      'Service port for target port',
      { port: ({ port }) => (port === 8080 ? '80' : String(port)) },
      `${pay} → shop/cart:8080 GET /cart/17`,
    ],
    [
      'a port dropped in favour of another',
      { port: ({ port }) => (port === 9090 ? '8080' : String(port)) },
      `${web} → shop/cart:9090 GET /health`,
    ],
    [
      'a TCP port dropped',
      { port: ({ port }) => (port === 5432 ? '9090' : String(port)) },
      `${web} → shop/cart:5432 TCP`,
    ],
    [
      'unequal sets merged, keeping those of the first: one lost',
      { group: (grants) => inOneRule(grants, (http) => http[0]!.permissions) },
      `${web} → shop/cart:9090 GET /health`,
    ],
    [
      'unequal sets merged, keeping all: one gains',
      { group: (grants) => inOneRule(grants, (http) => http.flatMap(({ permissions }) => permissions)) },
      `${pay} → shop/cart:8080 GET /users/{*}`,
    ],
    [
      'a group lost',
      { group: (grants) => groupGrants(grants).slice(1) },
      `${pay} → shop/cart:8080 GET /cart/17`,
    ],
    [
      'a permission lost',
      {
        group: (grants) =>
          groupGrants(grants).map((one) => ({
            ...one,
            permissions: one.permissions.filter(({ method }) => method !== 'POST'),
          })),
      },
      `${pay} → shop/cart:8080 POST /pay`,
    ],
    [
      'F5: callers lost',
      { group: (grants) => groupGrants(grants).map((one) => ({ ...one, principals: [] })) },
      `anonymous (plaintext) → shop/cart:5432 TCP`,
    ],
    [
      'F5: permissions lost',
      { group: (grants) => groupGrants(grants).map((one) => ({ ...one, kind: 'http', permissions: [] })) },
      `${pay} → shop/cart:0 TCP`,
    ],
    [
      'TCP beside HTTP in one rule (X2)',
      {
        group: (grants) => [
          {
            kind: 'http',
            principals: [pay, web],
            permissions: grants.flatMap(({ permissions }) => permissions),
          },
        ],
      },
      `${web} → shop/cart:5432 TCP`,
    ],
    [
      'a caller of another trust domain',
      {
        group: (grants) =>
          groupGrants(grants).map((one) => ({
            ...one,
            principals: [...one.principals, 'td/ns/shop/sa/web'],
          })),
      },
      'td/ns/shop/sa/web → shop/cart:8080 GET /cart/{*}',
    ],
    [
      'all callers of the namespace',
      {
        group: (grants) =>
          groupGrants(grants).map((one) => ({ ...one, principals: ['cluster.local/ns/shop/sa/*'] })),
      },
      'cluster.local/ns/shop/sa/* → shop/cart:5432 TCP',
    ],
  ])('%s', (_, step, flow) => {
    expect(withStep(step)).toMatchObject({ reason: 'unproved', flow });
  });
});

describe('L5: a bug planted in what makes a policy smaller never leaves', () => {
  it('and without one there is a policy, split', () => {
    const { policy, withheld, findings } = withSplit(STEPS.split);
    expect([withheld, findings]).toEqual([null, []]);
    expect(policy?.spec.rules).toHaveLength(3);
  });

  const changed = (change: (group: Group) => Partial<Group>): Steps['split'] => {
    return (grants) => splitGrants(grants).map((one) => ({ ...one, ...change(one) }));
  };

  it.each<[string, Steps['split'], string]>([
    [
      'a permission given to all',
      changed(() => ({ principals: [pay, web] })),
      `${pay} → shop/cart:8080 GET /xb`,
    ],
    ['a permission lost', (grants) => splitGrants(grants).slice(1), `${pay} → shop/cart:8080 GET /a`],
    [
      'a caller lost',
      changed(({ principals }) => ({ principals: principals.slice(0, 1) })),
      `${web} → shop/cart:8080 GET /a`,
    ],
  ])('%s', (_, split, flow) => {
    expect(withSplit(split).withheld).toMatchObject({ reason: 'unproved', flow });
  });

  it.each<[string, Folded, string | null]>([
    ['the folded one', new Map([[web, 'methods']]), null],
    ['nobody', NOBODY, `${web} → shop/cart:8080 GET (any path)`],
    ['another', new Map([[pay, 'methods']]), `${pay} → shop/cart:8080 GET /cart/{*}`],
    ['further than it was', new Map([[web, 'callers']]), `${web} → shop/cart:8080 GET (any path)`],
  ])('a proof that is told of %s', (_, told, flow) => {
    const evidence = operations.filter(({ port }) => port === 8080).filter(isVerified);
    const grants = grantsOf(evidence, detailIn(new Map([[web, 'methods']]), 'paths'), STEPS);
    const policy = policyOf(workload.key, { app: 'cart' }, STEPS.group(grants));
    const point = proofPoint(policy, 'sidecar', DEFAULT_MESH);
    const unproved = unprovedFlow(policy, evidence, detailIn(told, 'paths'), point);
    expect(unproved && flowWords(workload.key, unproved.flow)).toBe(flow);
  });

  it.each<[string, OperationSpec[], OperationSpec[], string | null]>([
    ['the same', [{ from: web, path: '/a' }], [{ from: web, path: '/b' }], null],
    [
      'another caller',
      [{ from: web, path: '/a' }],
      [{ from: pay, path: '/a' }],
      `${web} → shop/cart:8080 GET /a`,
    ],
    ['another port', [{ from: web, port: 1, path: '/a' }], [{ from: web }], `${web} → shop/cart:1 GET /a`],
    [
      'another method',
      [{ from: web, path: '/{*}' }],
      [{ from: web, method: 'PUT' }],
      `${web} → shop/cart:8080 GET /{*}`,
    ],
    ['no TCP', [{ from: web, tcp: true }], [{ from: web }], `${web} → shop/cart:8080 TCP`],
  ])('a coarser detail that has %s', (_, finer, coarser, flow) => {
    const made = (specs: OperationSpec[], detail: Detail) => {
      const grants = grantsOf(specs.map(operationOf).filter(isVerified), () => detail, STEPS);
      return policyOf(workload.key, { app: 'cart' }, STEPS.group(grants));
    };
    const wider = firstWider(made(finer, 'paths'), made(coarser, 'methods'), DEFAULT_MESH);
    expect(wider && flowWords(workload.key, wider.flow)).toBe(flow);
  });
});
