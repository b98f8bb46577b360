import { expect, it } from 'vitest';
import { ruleOf, toRule, unless, when } from '../../../test/support/authz-rules.ts';
import { attributesOf, cart, policy, web } from '../../../test/support/authz-scene.ts';
import type { Rule } from '../model/policy.ts';
import type { Call } from './call.ts';
import { evaluate } from './evaluate.ts';

const get = attributesOf({ method: 'GET', path: '/cart/17', host: 'cart.shop:8080' });
const plaintext: Call = { ...get, principal: null };

it.each<[string, readonly Rule[], Call, string]>([
  ['S3 prefix', [ruleOf({ principals: ['cluster.local/ns/shop/*'] })], get, 'allow'],
  ['S3 suffix', [ruleOf({ principals: ['*/sa/web'] })], get, 'allow'],
  ['S3 with its scheme it never matches', [ruleOf({ principals: [`spiffe://${web}`] })], get, 'deny'],
  [
    'S4 any trust domain',
    [ruleOf({ namespaces: ['shop'] })],
    { ...get, principal: 'td9/ns/shop/sa/x' },
    'allow',
  ],
  ['S4 a star anywhere', [ruleOf({ namespaces: ['s*p'] })], get, 'allow'],
  ['S4 whole names', [ruleOf({ namespaces: ['sho'] })], get, 'deny'],
  ['S4 not', [ruleOf({ notNamespaces: ['shop'] })], get, 'deny'],
  ['S5 of the policy’s namespace', [ruleOf({ serviceAccounts: ['web'] })], get, 'allow'],
  ['S5 of another', [ruleOf({ serviceAccounts: ['pay/web'] })], get, 'deny'],
  [
    'S5 any trust domain',
    [ruleOf({ serviceAccounts: ['shop/web'] })],
    { ...get, principal: 'td9/ns/shop/sa/web' },
    'allow',
  ],
  ['S5 no more than the name', [ruleOf({ serviceAccounts: ['shop/we'] })], get, 'deny'],
  ['S6 exact', [ruleOf({ trustDomains: ['cluster.local'] })], get, 'allow'],
  ['S6 prefix', [ruleOf({ trustDomains: ['cluster*'] })], get, 'allow'],
  ['S6 another', [ruleOf({ trustDomains: ['cluster'] })], get, 'deny'],
  ['M1 plaintext', [ruleOf({ principals: [web] })], plaintext, 'deny'],
  ['M1 plaintext is not even a star', [ruleOf({ principals: ['*'] })], plaintext, 'deny'],
  ['M1 plaintext passes what only forbids', [ruleOf({ notPrincipals: ['*'] })], plaintext, 'allow'],
  ['M2 no certificate, no identity', [ruleOf({ namespaces: ['*'] })], plaintext, 'deny'],
  ['M3 nobody is not anybody', [ruleOf({ serviceAccounts: ['shop/web'] })], plaintext, 'deny'],
  ['S7 case', [toRule({ hosts: ['CART.shop:8080'] })], get, 'allow'],
  ['S7 the port is part of it', [toRule({ hosts: ['cart.shop'] })], get, 'deny'],
  ['S7 prefix for any port', [toRule({ hosts: ['cart.shop:*'] })], get, 'allow'],
  ['S8 case', [toRule({ methods: ['get'] })], get, 'deny'],
  ['S8 prefix', [toRule({ methods: ['G*'] })], get, 'allow'],
  ['S9 template', [toRule({ paths: ['/cart/{*}'] })], get, 'allow'],
  ['S9 prefix', [toRule({ paths: ['/cart/*'] })], get, 'allow'],
  ['S9 exact', [toRule({ paths: ['/cart/1'] })], get, 'deny'],
  ['T1 matches as a whole', [toRule({ paths: ['/{*}'] })], get, 'deny'],
  ['T7 many operators', [toRule({ paths: ['/{*}'.repeat(60)] })], { ...get, path: '/x'.repeat(60) }, 'allow'],
  [
    'H1 gRPC is a path',
    [toRule({ methods: ['POST'], paths: ['/pkg.Cart/*'] })],
    { ...get, method: 'POST', path: '/pkg.Cart/Add' },
    'allow',
  ],
  ['S11 no prefix of a number', [toRule({ ports: ['80'] })], get, 'deny'],
  ['S11 leading zeros', [toRule({ ports: ['08080'] })], get, 'allow'],
  ['S12 the peer', [ruleOf({ ipBlocks: ['10.0.0.7/8'] })], get, 'allow'],
  ['S12 never by family', [ruleOf({ ipBlocks: ['::ffff:10.0.0.0/104'] })], get, 'deny'],
  [
    'S12 the client',
    [ruleOf({ remoteIpBlocks: ['203.0.113.9'] })],
    { ...get, remoteAddress: '203.0.113.9' },
    'allow',
  ],
  [
    'S12 not the peer',
    [ruleOf({ remoteIpBlocks: ['10.0.0.1'] })],
    { ...get, remoteAddress: '203.0.113.9' },
    'deny',
  ],
  ['S13 no token', [ruleOf({ requestPrincipals: ['*'] })], get, 'deny'],
  ['S13 no token passes what only forbids', [ruleOf({ notRequestPrincipals: ['*'] })], get, 'allow'],
  ['S13 a claim', [when('request.auth.claims[group]', ['a'])], get, 'deny'],
  ['S13 maybe a token', [ruleOf({ requestPrincipals: ['*'] })], { ...get, token: undefined }, 'unknown'],
  ['S14 lower-cased first', [when('connection.sni', ['cart.shop'])], { ...get, sni: 'Cart.Shop' }, 'allow'],
  [
    'S14 a capital never matches',
    [when('connection.sni', ['Cart.Shop'])],
    { ...get, sni: 'Cart.Shop' },
    'deny',
  ],
  ['S14 no SNI', [when('connection.sni', ['*'])], get, 'deny'],
  ['S14 no SNI passes what only forbids', [unless('connection.sni', ['*'])], get, 'allow'],
  ['S15 a key that is none', [when('destination.labels[app]', ['cart'])], get, 'deny'],
  ['S15 an Envoy filter’s word', [when('experimental.envoy.filters.a.b[c]', ['d'])], get, 'unknown'],
  ['S15 destination.ip', [when('destination.ip', ['10.9.0.0/16'])], get, 'allow'],
  [
    'S10 by name in any case',
    [when('request.headers[X-Tenant]', ['a'])],
    { ...get, headers: { 'x-tenant': ['a'] } },
    'allow',
  ],
  [
    'S10 line by line',
    [when('request.headers[x-tenant]', ['a,b'])],
    { ...get, headers: { 'x-tenant': ['a', 'b'] } },
    'deny',
  ],
  [
    'S10 joined',
    [when('request.headers[accept]', ['a,b'])],
    { ...get, headers: { accept: ['a', '', 'b'] } },
    'allow',
  ],
  ['S10 not sent', [unless('request.headers[x-tenant]', ['a'])], get, 'allow'],
  [
    'S1 an empty header is present',
    [when('request.headers[x-tenant]', ['*'])],
    { ...get, headers: { 'x-tenant': [''] } },
    'allow',
  ],
  ['S10 :authority keeps its case', [when('request.headers[:authority]', ['CART.shop:8080'])], get, 'deny'],
  [
    'S10 :path has the query',
    [when('request.headers[:path]', ['/cart/17?x'])],
    { ...get, pathWithQuery: '/cart/17?x' },
    'allow',
  ],
])('%s', (_, rules, call, verdict) => {
  expect(evaluate([policy({ rules })], cart, call).verdict).toBe(verdict);
});
