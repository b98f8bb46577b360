import { describe, expect, it } from 'vitest';
import { BY_APP, CART } from '../../../test/golden/recommend/arbitrary-operations.ts';
import { deployedPolicy, ruleFor } from '../../../test/golden/recommend/deployed-policy.ts';
import { type OperationSpec, operationOf } from '../../../test/golden/recommend/operation-of.ts';
import type { Detail } from '../model/flow.ts';
import type { Pod } from '../model/pod.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Labels } from '../model/workload.ts';
import { deployedAt } from './deployed.ts';
import { recommend } from './recommend.ts';
import { DEFAULT_MESH } from './recommend-input.ts';

const web = 'cluster.local/ns/shop/sa/web';
const pay = 'cluster.local/ns/shop/sa/pay';
const SPECS: OperationSpec[] = [
  { from: web, path: '/admin' },
  { from: web, path: '/cart/{*}', literals: ['/cart/7'] },
  { from: pay, method: 'PUT', path: '/pay' },
];

function pod(labels: Labels): Pod {
  return {
    cluster: 'Kubernetes',
    namespace: 'shop',
    name: 'cart-1',
    addresses: [],
    hostNetwork: false,
    labels,
    serviceAccount: 'cart',
    workload: CART.key,
    nodeType: 'sidecar',
    rollout: null,
    startTime: 0,
    endTime: null,
  };
}

function recommended(
  policies: readonly AuthorizationPolicy[] | null,
  { specs = SPECS, detail = 'paths' as Detail, pods = [] as readonly Pod[], mesh = DEFAULT_MESH } = {},
) {
  const deployed = deployedAt(CART, { pods, policies }, mesh);
  const operations = specs.map(operationOf);
  return recommend({ workload: CART, selector: BY_APP, operations, detail, mesh, deployed });
}

function found(...asked: Parameters<typeof recommended>) {
  return recommended(...asked).findings.map(({ id, severity, rows }) => [id, severity, ...rows]);
}

const allowAll = deployedPolicy('allow-all', { rules: [{}] });

describe('what is deployed beside a proposal', () => {
  it('is not known without a list of policies', () => {
    expect(deployedAt(CART, null, DEFAULT_MESH)).toBeNull();
    expect(deployedAt(CART, { pods: [], policies: null }, DEFAULT_MESH)).toBeNull();
    expect(found(null)).toEqual([]);
  });

  it.each<[string, AuthorizationPolicy[], Parameters<typeof recommended>[1], unknown[]]>([
    ['nothing', [], {}, []],
    [
      'V1: a DENY that takes some of it',
      [deployedPolicy('no-admin', { action: 'DENY', rules: [ruleFor([], { paths: ['/admin*'] })] })],
      {},
      [['deny-overrides', 'warning', `shop/no-admin, rule 0: ${web} → shop/cart:8080 GET /admin`]],
    ],
    [
      'V1: a DENY that takes a kept path of a template',
      [deployedPolicy('no-7', { action: 'DENY', rules: [{}, ruleFor([], { paths: ['/cart/7'] })].slice(1) })],
      {},
      [['deny-overrides', 'warning', `shop/no-7, rule 0: ${web} → shop/cart:8080 GET /cart/7`]],
    ],
    [
      'V1, V6: a DENY that takes all, from the root namespace',
      [deployedPolicy('lock', { action: 'DENY', rules: [{}] }, { namespace: 'istio-system' })],
      { specs: SPECS.slice(0, 1) },
      [['deny-overrides', 'critical', `istio-system/lock, rule 0: ${web} → shop/cart:8080 GET /admin`]],
    ],
    [
      'R2: a DENY that is only tried',
      [deployedPolicy('lock', { action: 'DENY', rules: [{}] }, { dryRun: true })],
      {},
      [['dry-run-deployed', 'info', 'shop/lock']],
    ],
    [
      'Y1: a DENY for other pods',
      [deployedPolicy('lock', { action: 'DENY', rules: [{}], selector: { matchLabels: { app: 'x' } } })],
      {},
      [],
    ],
    [
      'B8: a DENY that asks for a header',
      [
        deployedPolicy('header', {
          action: 'DENY',
          rules: [{ when: [{ key: 'request.headers[x-debug]', values: ['1'] }] }],
        }),
      ],
      { specs: SPECS.slice(0, 1) },
      [['refusal-undecided', 'info', `${web} → shop/cart:8080 GET /admin`]],
    ],
    [
      'V1: CUSTOM',
      [
        deployedPolicy('ext', {
          action: 'CUSTOM',
          provider: { name: 'opa' },
          rules: [ruleFor([], { paths: ['/pay'] })],
        }),
      ],
      {},
      [['refusal-undecided', 'info', `${pay} → shop/cart:8080 PUT /pay`]],
    ],
    ['AUDIT', [deployedPolicy('audit', { action: 'AUDIT', rules: [{}] })], {}, []],
    [
      'V5: allow-nothing',
      [deployedPolicy('allow-nothing', {})],
      {},
      [['deny-all-deployed', 'info', 'shop/allow-nothing']],
    ],
    [
      'V3: an ALLOW of everything',
      [allowAll],
      {},
      [
        [
          'allowed-elsewhere',
          'warning',
          'shop/allow-all (rule 0) allows a caller without identity → shop/cart:8080 PUT /pay',
        ],
      ],
    ],
    [
      'V3: an ALLOW of a namespace',
      [deployedPolicy('team', { rules: [{ from: [{ source: { namespaces: ['shop'] } }] }] })],
      {},
      [['allowed-elsewhere', 'warning', `shop/team (rule 0) allows x${pay} → shop/cart:8080 PUT /pay`]],
    ],
    [
      'V3: an ALLOW of more methods, at a detail that has them',
      [deployedPolicy('web', { rules: [ruleFor([web], { ports: ['8080'] })] })],
      {},
      [['allowed-elsewhere', 'warning', `shop/web (rule 0) allows ${web} → shop/cart:8080 DELETE /cart/7`]],
    ],
    [
      'the same at callers, where it allows no more than the proposal',
      [deployedPolicy('web', { rules: [ruleFor([web], { ports: ['8080'] })] })],
      { detail: 'callers' },
      [],
    ],
    [
      'an ALLOW of less',
      [
        deployedPolicy('web', {
          rules: [ruleFor([web], { ports: ['8080'], methods: ['GET'], paths: ['/admin'] })],
        }),
      ],
      {},
      [],
    ],
    ['its own earlier version', [deployedPolicy('leastpath-cart', { rules: [{}] }, { own: 'cart' })], {}, []],
    [
      'its own draft',
      [deployedPolicy('leastpath-cart-draft', { rules: [{}] }, { own: 'cart', dryRun: true })],
      {},
      [],
    ],
    [
      'R4: somebody else’s trial',
      [deployedPolicy('try', { rules: [ruleFor([web])] }, { dryRun: true })],
      {},
      [['dry-run-deployed', 'warning', 'shop/try']],
    ],
    [
      'Y4: a policy for some of its pods',
      [
        deployedPolicy('v2', {
          action: 'DENY',
          rules: [ruleFor([], { paths: ['/pay'] })],
          selector: { matchLabels: { version: 'v2' } },
        }),
      ],
      { pods: [pod({ app: 'cart', version: 'v1' }), pod({ app: 'cart', version: 'v2' })] },
      [
        ['deny-overrides', 'warning', `shop/v2, rule 0: ${pay} → shop/cart:8080 PUT /pay`],
        ['policy-for-some-pods', 'warning', 'shop/v2'],
      ],
    ],
  ])('%s', (_, policies, asked, expected) => {
    expect(found(policies, asked)).toEqual(expected);
  });

  it('D2: is read in the mesh’s own trust domain', () => {
    const mesh = { ...DEFAULT_MESH, trustDomain: 'td1' };
    const deny = deployedPolicy('no-web', { action: 'DENY', rules: [ruleFor([web])] });
    const specs: OperationSpec[] = [
      { from: 'td1/ns/shop/sa/web', path: '/a' },
      { from: 'td1/ns/shop/sa/pay' },
    ];
    expect(found([deny], { specs, mesh })).toMatchObject([['deny-overrides', 'warning', /^shop\/no-web/]]);
    expect(found([deny], { specs })).toEqual([]);
  });

  it('never changes the proposal', () => {
    const alone = recommended(null);
    const beside = recommended([allowAll, deployedPolicy('lock', { action: 'DENY', rules: [{}] })]);
    expect(beside.policy).toEqual(alone.policy);
    expect(beside.evidence).toEqual(alone.evidence);
    expect(beside.findings).toHaveLength(2);
  });
});

describe('a policy of the proposal’s name', () => {
  it.each<[string, AuthorizationPolicy, boolean]>([
    ['its own', deployedPolicy('leastpath-cart', { rules: [{}] }, { own: 'cart' }), false],
    ['somebody else’s', deployedPolicy('leastpath-cart', { rules: [{}] }), true],
    ['somebody else’s, of the draft', deployedPolicy('leastpath-cart-draft', { rules: [{}] }), true],
    ['another workload’s', deployedPolicy('leastpath-cart', { rules: [{}] }, { own: 'basket' }), true],
    ['elsewhere', deployedPolicy('leastpath-cart', { rules: [{}] }, { namespace: 'data' }), false],
    ['of another name', deployedPolicy('cart', {}), false],
  ])('%s', (_, policy, taken) => {
    const { withheld } = recommended([policy]);
    if (!taken) expect(withheld).toBeNull();
    else
      expect(withheld).toMatchObject({
        reason: 'name-taken',
        why: expect.stringContaining(policy.metadata.name),
      });
  });
});
