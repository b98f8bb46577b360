import { expect, it } from 'vitest';
import { ruleOf } from '../../../test/support/authz-rules.ts';
import { attributesOf, cart, MESH, policy } from '../../../test/support/authz-scene.ts';
import type { Source } from '../model/policy.ts';
import { evaluate } from './evaluate.ts';

const get = attributesOf({ method: 'GET', path: '/cart/17' });
const mesh = { ...MESH, trustDomain: 'td1', aliases: ['old', '*-x'] };
it.each<[string, Source, string, string]>([
  [
    'D1 the mesh’s own stands for its aliases',
    { principals: ['td1/ns/shop/sa/web'] },
    'old/ns/shop/sa/web',
    'allow',
  ],
  [
    'D1 an alias stands for the mesh’s own',
    { principals: ['old/ns/shop/sa/web'] },
    'td1/ns/shop/sa/web',
    'allow',
  ],
  [
    'D1 a pattern that fits becomes all',
    { principals: ['td*/ns/shop/sa/web'] },
    'old/ns/shop/sa/web',
    'allow',
  ],
  ['D1 an alias that is a pattern', { principals: ['td1/ns/shop/sa/web'] }, 'any-x/ns/shop/sa/web', 'allow'],
  ['D2 the pointer', { principals: ['cluster.local/ns/shop/sa/web'] }, 'td1/ns/shop/sa/web', 'allow'],
  [
    'D2 is no name then',
    { principals: ['cluster.local/ns/shop/sa/web'] },
    'cluster.local/ns/shop/sa/web',
    'deny',
  ],
  ['D3 four parts are as written', { principals: ['cluster.local/ns/shop/*'] }, 'td1/ns/shop/sa/web', 'deny'],
  [
    'D3 five with a star are rewritten',
    { principals: ['cluster.local/ns/shop/sa/*'] },
    'td1/ns/shop/sa/web',
    'allow',
  ],
  ['D4 any', { principals: ['*/ns/shop/sa/web'] }, 'td9/ns/shop/sa/web', 'allow'],
  ['D4 outside the list as written', { principals: ['td9/ns/shop/sa/web'] }, 'td9/ns/shop/sa/web', 'allow'],
  ['D6 aliases can’t be told apart', { notPrincipals: ['old/ns/shop/sa/web'] }, 'td1/ns/shop/sa/web', 'deny'],
  ['S6 trustDomains expand', { trustDomains: ['td1'] }, 'old/ns/shop/sa/web', 'allow'],
  ['S6 no pointer', { trustDomains: ['cluster.local'] }, 'td1/ns/shop/sa/web', 'deny'],
  ['S6 a star is any identity', { trustDomains: ['*'] }, 'no-identity-of-istio', 'allow'],
  ['S6 a domain ends with its slash', { trustDomains: ['no*'] }, 'no-identity-of-istio', 'deny'],
])('%s', (_, source, principal, verdict) => {
  const point = { ...cart, mesh };
  expect(evaluate([policy({ rules: [ruleOf(source)] })], point, { ...get, principal }).verdict).toBe(verdict);
});
