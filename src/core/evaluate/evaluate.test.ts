import { describe, expect, it } from 'vitest';
import type { AuthorizationPolicy, PolicyOperation, Rule, Source } from '../model/policy.ts';
import type { Call } from './call.ts';
import { evaluate } from './evaluate.ts';

function policy(rules: readonly Rule[], name = 'p'): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop' },
    spec: { action: 'ALLOW', rules },
  };
}

function rule(source: Source, ...operations: PolicyOperation[]): Rule {
  return { from: [{ source }], to: operations.map((operation) => ({ operation })) };
}

const web = 'cluster.local/ns/shop/sa/web';
const get: Call = { chain: 'http', principal: web, port: 8080, method: 'GET', path: '/cart/17' };
const tcp: Call = { chain: 'tcp', principal: web, port: 5432, method: null, path: null };
const plaintext: Call = { ...get, principal: null };

describe('evaluate', () => {
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
    ['F4 no principals is any source', [rule({ principals: [] })], plaintext, 'allow'],
    ['F3 from and to', [rule({ principals: [web] }, { ports: ['9090'] })], get, 'deny'],
    [
      'F3 to entries are or',
      [rule({ principals: [web] }, { ports: ['9090'] }, { methods: ['GET'] })],
      get,
      'allow',
    ],
    ['F3 fields are and', [rule({ principals: [web] }, { ports: ['8080'], methods: ['POST'] })], get, 'deny'],
    ['F3 values are or', [rule({ principals: ['x', web] }, { methods: ['POST', 'GET'] })], get, 'allow'],
    ['F3 rules are or', [rule({ principals: ['x'] }), rule({ principals: [web] })], get, 'allow'],
    ['S3 prefix', [rule({ principals: ['cluster.local/ns/shop/*'] })], get, 'allow'],
    ['S3 suffix', [rule({ principals: ['*/sa/web'] })], get, 'allow'],
    ['S3 with its scheme it never matches', [rule({ principals: [`spiffe://${web}`] })], get, 'deny'],
    ['M1 plaintext', [rule({ principals: [web] })], plaintext, 'deny'],
    ['M1 plaintext is not even a star', [rule({ principals: ['*'] })], plaintext, 'deny'],
    ['S8 case', [rule({}, { methods: ['get'] })], get, 'deny'],
    ['S8 prefix', [rule({}, { methods: ['G*'] })], get, 'allow'],
    ['S9 template', [rule({}, { paths: ['/cart/{*}'] })], get, 'allow'],
    ['S9 prefix', [rule({}, { paths: ['/cart/*'] })], get, 'allow'],
    ['S9 exact', [rule({}, { paths: ['/cart/1'] })], get, 'deny'],
    ['S11 no prefix of a number', [rule({}, { ports: ['80'] })], get, 'deny'],
    ['S11 leading zeros', [rule({}, { ports: ['08080'] })], get, 'allow'],
    ['S11 nothing else is a port', [rule({}, { ports: ['', '*', '0x1f90', '8080.0'] })], get, 'deny'],
    ['X1 tcp with ports only', [rule({ principals: [web] }, { ports: ['5432'] })], tcp, 'allow'],
    ['X2 an HTTP field drops the rule', [rule({}, { methods: ['*'] })], tcp, 'deny'],
    ['X2 and its clean entries', [rule({}, { ports: ['5432'] }, { paths: ['/'] })], tcp, 'deny'],
    ['X2 other rules stay', [rule({}, { paths: ['/'] }), rule({}, { ports: ['5432'] })], tcp, 'allow'],
    ['X3 all dropped denies', [rule({}, { methods: ['GET'] })], { ...tcp, principal: null }, 'deny'],
    ['B8 unknown method', [rule({}, { methods: ['GET'] })], { ...get, method: null }, 'unknown'],
    ['S1 a star in methods is presence', [rule({}, { methods: ['*'] })], { ...get, method: '' }, 'allow'],
    [
      'B8 unknown method, other caller',
      [rule({ principals: ['x'] }, { methods: ['GET'] })],
      { ...get, method: null },
      'deny',
    ],
    ['B8 unknown method, not asked for', [rule({}, { ports: ['8080'] })], { ...get, method: null }, 'allow'],
    [
      'B8 unknown path, other method',
      [rule({}, { methods: ['PUT'], paths: ['/'] })],
      { ...get, path: null },
      'deny',
    ],
    ['B8 unknown path', [rule({}, { paths: ['/'] })], { ...get, path: null }, 'unknown'],
    [
      'B8 a sure rule beats an unsure one',
      [rule({}, { paths: ['/'] }), rule({ principals: [web] })],
      { ...get, path: null },
      'allow',
    ],
  ])('%s', (_, rules, call, verdict) => {
    expect(evaluate([policy(rules)], call).verdict).toBe(verdict);
  });

  it('V1: allows everything where no policy is', () => {
    expect(evaluate([], plaintext)).toEqual({ verdict: 'allow', by: null });
  });

  it('V3: takes all policies as one list', () => {
    const nothing = policy([], 'allow-nothing');
    expect(evaluate([nothing], get)).toEqual({ verdict: 'deny', by: null });
    expect(evaluate([nothing, policy([rule({ principals: [web] })], 'q')], get)).toEqual({
      verdict: 'allow',
      by: { policy: 'shop/q', rule: 0 },
    });
  });

  it('B7: names the first of several rules as Envoy does, by the text of its id', () => {
    const never = rule({ principals: ['x'] });
    const rules = Array.from({ length: 11 }, (_, index) => (index === 2 || index === 10 ? {} : never));
    expect(evaluate([policy(rules)], get).by).toEqual({ policy: 'shop/p', rule: 10 });
    expect(evaluate([policy([{}], 'b'), policy([{}], 'a')], get).by).toEqual({ policy: 'shop/a', rule: 0 });
  });
});
