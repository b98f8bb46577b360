import { describe, expect, it } from 'vitest';
import { compile } from '../evaluate/compile.ts';
import { anonymous, known } from '../model/caller.ts';
import type { DeniedCall, Named } from '../model/denial.ts';
import { OVERFLOW_PATH, OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import type { Pod } from '../model/pod.ts';
import type { AuthorizationPolicy, PolicySpec } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import type { Workload } from '../model/workload.ts';
import { deployedAt } from '../recommend/deployed.ts';
import { denialJudge, wouldBeDenied } from './judge-denials.ts';

const MESH = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  aliases: [],
  pathNormalization: 'BASE',
} as const;
const CART: Workload = {
  key: { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' },
  plane: 'sidecar',
  labels: { app: 'cart' },
  firstRecord: 0,
  lastRecord: 0,
  rollouts: [],
  inputs: ['als'],
};

function policy(name: string, spec: PolicySpec, onTrial = false): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop', ...(onTrial && { annotations: { 'istio.io/dry-run': 'true' } }) },
    spec,
  };
}
const web = [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] }];
const admin = [{ to: [{ operation: { paths: ['/admin*'] } }] }];
const allow = policy('callers', { rules: web });
const deny = policy('no-admin', { action: 'DENY', rules: [...admin, ...web.slice(1)] });

type Change = Partial<DeniedCall> & { readonly by?: string | Partial<Named>; readonly dryRun?: boolean };

/** `by`: `shop/no-admin 0`; left out: no ALLOW matched. */
function call(who: string | null, { by = {}, dryRun = false, ...change }: Change = {}): DeniedCall {
  const [policy = null, rule] = typeof by === 'string' ? by.split(' ') : [];
  const named = typeof by === 'string' ? { policy, rule: rule === undefined ? null : Number(rule) } : by;
  return {
    caller: who === null ? anonymous('plaintext') : known(`cluster.local/ns/shop/sa/${who}` as Principal),
    ...{ port: 8080, protocol: 'http', grpc: false, method: 'GET', path: '/cart', sample: null },
    ...{ count: 1, firstSeen: 5, lastSeen: 9 },
    denial: { policy: null, rule: null, filter: null, ...named, dryRun, admittedBy: null },
    ...change,
  };
}

/** Verdict, deciding rule, and whether the proxy's answer is the same; `-` = nothing can be said. */
function judged(
  denied: DeniedCall,
  policies: readonly AuthorizationPolicy[] | null,
  { workload = CART, pods = [] as readonly Pod[], since = 0 } = {},
): string {
  const deployed = deployedAt(workload, { pods, policies }, MESH);
  const { answer, agrees } = denialJudge(deployed, compile, since)(denied);
  const by = answer?.by ? ` ${answer.by.policy} ${answer.by.rule}` : '';
  return `${answer ? answer.verdict + by : '-'}, ${agrees ?? '-'}`;
}

describe('the evaluator’s answer beside the proxy’s', () => {
  it.each<[string, DeniedCall, string]>([
    ['V1: no ALLOW matched', call('scanner'), 'deny, true'],
    ['M1: nor for a caller in plaintext', call(null), 'deny, true'],
    ['V1: a DENY rule', call('web', { path: '/admin', by: 'shop/no-admin 0' }), 'deny shop/no-admin 0, true'],
    [
      'another rule of it',
      call('web', { path: '/admin', by: 'shop/no-admin 1' }),
      'deny shop/no-admin 0, false',
    ],
    ['another policy', call('web', { path: '/admin', by: 'shop/other 0' }), 'deny shop/no-admin 0, false'],
    [
      'a policy whose rule isn’t named',
      call('web', { path: '/admin', by: 'shop/no-admin' }),
      'deny shop/no-admin 0, true',
    ],
    ['a call that is allowed', call('web'), 'allow shop/callers 0, false'],
    ['a DENY that doesn’t match it', call('scanner', { by: 'shop/no-admin 0' }), 'deny, false'],
    ['V1: a DENY that goes first', call('scanner', { path: '/admin' }), 'deny shop/no-admin 0, false'],
    [
      'another filter',
      call('web', { by: { filter: 'jwt_authn_access_denied{x}' } }),
      'allow shop/callers 0, -',
    ],
    [
      'B8: a method that isn’t known matters to no rule',
      call('web', { method: null }),
      'allow shop/callers 0, false',
    ],
    ['B8: a path that isn’t known', call('web', { path: '/x/{*}' }), 'unknown, -'],
    ['one that no ALLOW needs', call('scanner', { path: '/x/{*}' }), 'deny, true'],
    [
      'one that the named rule asks for',
      call('scanner', { path: '/x/{*}', by: 'shop/no-admin 0' }),
      'deny, -',
    ],
    ['the sample of a template', call('scanner', { path: '/x/{*}', sample: '/x/1' }), 'deny, true'],
    ['B8: a caller that isn’t known', call('web', { caller: anonymous('ambiguous-san') }), 'unknown, -'],
    ['callers past the cap', call('web', { caller: known(OVERFLOW_PRINCIPAL) }), '-, -'],
    ['paths past the cap', call('web', { path: OVERFLOW_PATH }), '-, -'],
    ['a port that isn’t known', call('web', { port: 0 }), '-, -'],
  ])('%s', (_, denied, expected) => {
    expect(judged(denied, [allow, deny])).toBe(expected);
  });

  it('X2, X4: on a TCP chain rules lose what is HTTP’s', () => {
    const tcp = { protocol: 'tcp', method: null, path: null } as const;
    expect(judged(call('scanner', tcp), [allow])).toBe('deny, true');
    expect(judged(call('web', { ...tcp, by: 'shop/no-admin 0' }), [allow, deny])).toBe(
      'deny shop/no-admin 0, true',
    );
    expect(judged(call('web', tcp), [policy('http', { rules: admin })])).toBe('deny, true');
  });

  it('R2, R3: what is on trial is judged by what is on trial, and only that', () => {
    const trial = [
      allow,
      policy('try', { rules: admin }, true),
      policy('no', { action: 'DENY', rules: web }, true),
    ];
    expect(judged(call('scanner', { dryRun: true }), trial)).toBe('deny, true');
    expect(judged(call('web', { dryRun: true, by: 'shop/no 0' }), trial)).toBe('deny shop/no 0, true');
    expect(judged(call('web', { dryRun: true }), trial)).toBe('deny shop/no 0, false');
    expect(judged(call('scanner', { dryRun: true, path: '/admin' }), trial)).toBe('allow shop/try 0, false');
    // The enforced ALLOW doesn't count for it, and it not for what is enforced.
    expect(judged(call('scanner', { path: '/admin' }), trial)).toBe('deny, true');
    expect(judged(call('web', { by: 'shop/no 0' }), trial)).toBe('allow shop/callers 0, false');
  });

  it('R6: on a TCP chain what is on trial loses its rules with HTTP fields too', () => {
    const tcp = { protocol: 'tcp', method: null, path: null, dryRun: true } as const;
    expect(judged(call('web', tcp), [policy('try', { rules: admin }, true)])).toBe('deny, true');
    expect(judged(call('web', tcp), [policy('try', { rules: web }, true)])).toBe('allow shop/try 0, false');
  });

  it('X5: says nothing of what a CUSTOM policy asks for', () => {
    const custom = policy('ask', { action: 'CUSTOM', provider: { name: 'opa' }, rules: web });
    const bad = { policy: 'shop/ask', rule: 0, filter: 'deny-due-to-bad-CUSTOM-action' };
    expect(judged(call('web', { by: bad }), [allow, custom])).toBe('unknown, -');
    expect(judged(call('web', { by: { filter: 'ext_authz_denied' } }), [allow, custom])).toBe('unknown, -');
  });

  it('has no answer where the policies aren’t known, and one where there are none', () => {
    expect(judged(call('web'), null)).toBe('-, -');
    expect(judged(call('web'), [])).toBe('allow, false');
  });

  it('claims no disagreement where it can’t know which policies attach', () => {
    const waypoint: Workload = {
      ...CART,
      plane: 'waypoint',
      labels: null,
      key: { ...CART.key, name: 'service:cart' },
    };
    const of = policy('gw', { targetRefs: [{ kind: 'Gateway', name: 'waypoint' }], rules: web });
    const to = policy('svc', { targetRefs: [{ kind: 'Service', name: 'cart' }], rules: web });
    expect(judged(call('scanner'), [of], { workload: waypoint })).toBe('allow, -');
    expect(judged(call('scanner'), [to], { workload: waypoint })).toBe('deny, true');
    expect(judged(call('scanner'), [allow], { workload: { ...CART, labels: null } })).toBe('deny, true');
    expect(judged(call('web'), [], { workload: { ...CART, labels: null } })).toBe('allow, -');
  });

  it('claims none about what was seen before the policies changed', () => {
    expect(judged(call('web'), [allow], { since: 9 })).toBe('allow shop/callers 0, false');
    expect(judged(call('web'), [allow], { since: 10 })).toBe('allow shop/callers 0, -');
  });

  it('takes the answer of that pod which answers as the proxy did', () => {
    const pods = ['v1', 'v2'].map((version) => ({
      ...POD,
      name: `cart-${version}`,
      labels: { app: 'cart', version },
    }));
    const canary = policy('canary', { selector: { matchLabels: { version: 'v2' } }, rules: web });
    expect(judged(call('scanner'), [canary], { pods })).toBe('deny, true');
    expect(judged(call('web'), [canary], { pods })).toMatch(/^allow.*false$/);
  });
});

const POD: Pod = {
  ...{ cluster: 'Kubernetes', namespace: 'shop', name: 'cart', addresses: [], hostNetwork: false },
  ...{ labels: {}, serviceAccount: 'cart', workload: CART.key, nodeType: 'sidecar', rollout: null },
  ...{ startTime: 0, endTime: null },
};

describe('what would be denied once it is enforced', () => {
  const admitted = call('web', { dryRun: true });
  const by = (name: string): DeniedCall => ({
    ...admitted,
    denial: { ...admitted.denial, admittedBy: name },
  });
  const audit = policy('audit', { action: 'AUDIT', rules: web });

  it.each<[string, DeniedCall, readonly AuthorizationPolicy[] | null, boolean]>([
    ['what is denied already', call('web'), null, true],
    ['what nothing enforced lets in', admitted, [deny], true],
    ['V1: not what must have been let in by an enforced ALLOW', admitted, [allow], false],
    [
      'V1: what a DENY on trial matches all the same',
      call('web', { dryRun: true, by: 'shop/no 0' }),
      [allow],
      true,
    ],
    ['what nobody knows to be let in', admitted, null, true],
    ['not what an enforced ALLOW lets in', by('shop/callers'), [allow], false],
    ['not what some policy lets in that isn’t known', by('shop/callers'), null, false],
    ['R7: what an AUDIT policy has seen', by('shop/audit'), [allow, audit], true],
  ])('%s', (_, denied, policies, expected) => {
    expect(wouldBeDenied(denied, deployedAt(CART, { pods: [], policies }, MESH))).toBe(expected);
  });
});
