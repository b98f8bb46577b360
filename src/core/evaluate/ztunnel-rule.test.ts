import { expect, it } from 'vitest';
import { ruleOf, toRule, unless, when } from '../../../test/support/authz-rules.ts';
import { attributesOf, cart, MESH, policy, web } from '../../../test/support/authz-scene.ts';
import type { AuthorizationPolicy, Rule } from '../model/policy.ts';
import type { Call } from './call.ts';
import { evaluate } from './evaluate.ts';

const get = attributesOf({ method: 'GET', path: '/cart/17' });
const plaintext: Call = { ...get, principal: null };
const point = { ...cart, plane: 'ztunnel' } as const;
const deny = (rules: Rule[]) => policy({ action: 'DENY', rules });
it.each<[string, AuthorizationPolicy, Call, string]>([
  ['Z1 an HTTP field drops the rule', policy({ rules: [toRule({ methods: ['GET'] })] }), get, 'deny'],
  [
    'Z1 a key that it doesn’t know drops it',
    policy({ rules: [unless('source.serviceAccount', ['x'])] }),
    get,
    'deny',
  ],
  [
    'Z1 other rules stay',
    policy({ rules: [toRule({ methods: ['GET'] }), ruleOf({ principals: [web] })] }),
    get,
    'allow',
  ],
  ['Z2 a clause of L7 alone is nothing', deny([{ to: [{ operation: { methods: ['GET'] } }] }]), get, 'allow'],
  [
    'Z2 beside L4 it denies more',
    deny([{ to: [{ operation: { methods: ['PUT'], ports: ['8080'] } }] }]),
    get,
    'deny',
  ],
  [
    'Z2 a header is nothing',
    deny([{ ...ruleOf({ principals: [web] }), ...when('request.headers[x]', ['a']) }]),
    get,
    'allow',
  ],
  ['Z3 trustDomains alone', policy({ rules: [ruleOf({ trustDomains: ['cluster.local'] })] }), get, 'deny'],
  [
    'Z3 beside others they are lost',
    policy({ rules: [ruleOf({ trustDomains: ['x'], principals: [web] })] }),
    get,
    'allow',
  ],
  [
    'Z4 no pointer',
    policy({ rules: [ruleOf({ principals: [web] })] }),
    { ...get, principal: 'td1/ns/shop/sa/web' },
    'deny',
  ],
  ['Z5 presence', policy({ rules: [ruleOf({ principals: ['*'] })] }), get, 'allow'],
  ['Z5 an inner star is a letter', policy({ rules: [ruleOf({ namespaces: ['s*p'] })] }), get, 'deny'],
  ['Z5 service accounts', policy({ rules: [ruleOf({ serviceAccounts: ['web'] })] }), get, 'allow'],
  ['Z6 plaintext has no identity', policy({ rules: [ruleOf({ principals: ['*'] })] }), plaintext, 'deny'],
  [
    'V10 negative fields are true for it',
    policy({ rules: [ruleOf({ notPrincipals: ['*'] })] }),
    plaintext,
    'allow',
  ],
  [
    'K5 CUSTOM and AUDIT are ignored',
    policy({ action: 'CUSTOM', provider: { name: 'x' }, rules: [{}] }),
    get,
    'allow',
  ],
  ['R9 trials are not sent', policy({}, 'p', { 'istio.io/dry-run': 'true' }), get, 'allow'],
])('%s', (_, one, call, verdict) => {
  const mesh = { ...MESH, trustDomain: 'td1' };
  expect(evaluate([one], { ...point, mesh }, call).verdict).toBe(verdict);
});

it('tells the policy only', () => {
  expect(evaluate([policy({ rules: [{}] })], point, get).by).toEqual({ policy: 'shop/p', rule: null });
});
