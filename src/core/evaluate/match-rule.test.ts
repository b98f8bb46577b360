import { expect, it } from 'vitest';
import { ruleOf, toRule, unless, when } from '../../../test/support/authz-rules.ts';
import { attributesOf, cart, policy, web } from '../../../test/support/authz-scene.ts';
import type { Rule } from '../model/policy.ts';
import type { Call } from './call.ts';
import { evaluate } from './evaluate.ts';

const get = attributesOf({ method: 'GET', path: '/cart/17', host: 'cart.shop:8080' });
const plaintext: Call = { ...get, principal: null };
const tcp = attributesOf({ chain: 'tcp', port: 5432, method: null, path: null, host: null });

it.each<[string, readonly Rule[], Call, string]>([
  ['V5 no rules', [], get, 'deny'],
  ['F4 an empty rule is any call', [{}], plaintext, 'allow'],
  [
    'F5 empty from is any source',
    [{ from: [], to: [{ operation: { ports: ['8080'] } }] }],
    plaintext,
    'allow',
  ],
  ['F5 empty to is any operation', [{ from: [{ source: { principals: [web] } }], to: [] }], get, 'allow'],
  ['F4 no principals is any source', [ruleOf({ principals: [] })], plaintext, 'allow'],
  ['F3 from and to', [ruleOf({ principals: [web] }, { ports: ['9090'] })], get, 'deny'],
  [
    'F3 to entries are or',
    [ruleOf({ principals: [web] }, { ports: ['9090'] }, { methods: ['GET'] })],
    get,
    'allow',
  ],
  ['F3 fields are and', [ruleOf({ principals: [web] }, { ports: ['8080'], methods: ['POST'] })], get, 'deny'],
  ['F3 values are or', [ruleOf({ principals: ['x', web] }, { methods: ['POST', 'GET'] })], get, 'allow'],
  ['F3 rules are or', [ruleOf({ principals: ['x'] }), ruleOf({ principals: [web] })], get, 'allow'],
  [
    'F3 when and from',
    [{ ...ruleOf({ principals: [web] }), ...when('destination.port', ['9090']) }],
    get,
    'deny',
  ],
  ['F2 a twin forbids', [toRule({ paths: ['/cart/*'], notPaths: ['/cart/17'] })], get, 'deny'],
  ['F2 a twin alone', [toRule({ notPaths: ['/cart/18'] })], get, 'allow'],
  ['X1 tcp with ports only', [ruleOf({ principals: [web] }, { ports: ['5432'] })], tcp, 'allow'],
  [
    'X1 addresses are there on TCP',
    [ruleOf({ remoteIpBlocks: ['10.0.0.1'] })],
    { ...tcp, remoteAddress: '1.1.1.1' },
    'allow',
  ],
  ['X2 an HTTP field drops the rule', [toRule({ methods: ['*'] })], tcp, 'deny'],
  ['X2 and its clean entries', [toRule({ ports: ['5432'] }, { paths: ['/'] })], tcp, 'deny'],
  [
    'X2 a header in when',
    [{ ...ruleOf({ principals: [web] }), ...unless('request.headers[x]', ['a']) }],
    tcp,
    'deny',
  ],
  ['X2 other rules stay', [toRule({ paths: ['/'] }), toRule({ ports: ['5432'] })], tcp, 'allow'],
  ['X3 all dropped denies', [toRule({ methods: ['GET'] })], { ...tcp, principal: null }, 'deny'],
  ['H3 the same port as TCP', [toRule({ methods: ['GET'] })], { ...tcp, port: 8080 }, 'deny'],
  [
    'X4 a block that is none drops the rule',
    [ruleOf({ ipBlocks: ['x'] }), ruleOf({ principals: ['x'] })],
    get,
    'deny',
  ],
  ['B8 unknown method', [toRule({ methods: ['GET'] })], { ...get, method: undefined }, 'unknown'],
  [
    'B8 not of unknown is unknown',
    [toRule({ notMethods: ['GET'] })],
    { ...get, method: undefined },
    'unknown',
  ],
  [
    'B8 a header that may have been sent',
    [when('request.headers[x]', ['a'])],
    { ...get, headersComplete: false },
    'unknown',
  ],
  [
    'B8 unknown method, other caller',
    [ruleOf({ principals: ['x'] }, { methods: ['GET'] })],
    { ...get, method: undefined },
    'deny',
  ],
  ['B8 unknown method, not asked for', [toRule({ ports: ['8080'] })], { ...get, method: undefined }, 'allow'],
  [
    'B8 unknown path, other method',
    [toRule({ methods: ['PUT'], paths: ['/'] })],
    { ...get, path: undefined },
    'deny',
  ],
  [
    'B8 a sure rule beats an unsure one',
    [toRule({ paths: ['/'] }), ruleOf({ principals: [web] })],
    { ...get, path: undefined },
    'allow',
  ],
  ['S15 a header without a name drops the rule', [unless('request.headersx[a]', ['a'])], get, 'deny'],
  ['S15 so does a claim', [unless('request.auth.claims', ['a'])], get, 'deny'],
  ['S15 and a filter', [when('experimental.envoy.filters.a', ['a'])], get, 'deny'],
])('%s', (_, rules, call, verdict) => {
  expect(evaluate([policy({ rules })], cart, call).verdict).toBe(verdict);
});

it.each<[string, Rule, Call, string]>([
  ['X4 a TCP chain drops HTTP fields', toRule({ methods: ['PUT'] }), tcp, 'deny'],
  ['X4 and keeps the rest', toRule({ methods: ['PUT'], ports: ['80'] }), tcp, 'allow'],
  ['X4 their twins too', toRule({ notPaths: ['/a'] }), tcp, 'deny'],
  ['X4 also in when', when('request.headers[x]', ['a']), tcp, 'deny'],
  ['X4 a block that is none turns it into all', ruleOf({ ipBlocks: ['10.0.0'] }), get, 'deny'],
  ['X4 but only that value is lost', ruleOf({ ipBlocks: ['10.0.0', '192.168.0.1'] }), get, 'allow'],
  ['X4 a port that is none', toRule({ ports: ['http'], methods: ['PUT'] }), get, 'allow'],
  ['X4 a header without a name', when('request.headersx[a]', ['a']), get, 'deny'],
  ['S15 an unknown key drops the rule', { when: [{ key: 'x', values: ['a'] }] }, get, 'allow'],
])('DENY: %s', (_, rule, call, verdict) => {
  expect(evaluate([policy({ action: 'DENY', rules: [rule] })], cart, call).verdict).toBe(verdict);
});
