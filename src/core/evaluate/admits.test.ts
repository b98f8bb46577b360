import { describe, expect, it } from 'vitest';
import { anonymous, known } from '../model/caller.ts';
import type { OperationKey } from '../model/operation.ts';
import type { AllowPolicy, Rule } from '../model/policy.ts';
import { admits } from './admits.ts';

const web = 'cluster.local/ns/shop/sa/web';
const key: OperationKey = {
  reporter: 'destination',
  caller: known(web),
  port: 8080,
  protocol: 'http',
  method: 'GET',
  path: '/cart/{*}',
};

function policy(...rules: Rule[]): AllowPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { action: 'ALLOW', rules },
  };
}

const from = [{ source: { principals: [web] } }];

describe('admits', () => {
  it.each<[string, Rule, Partial<OperationKey>, boolean]>([
    ['the same template', { from, to: [{ operation: { paths: ['/cart/{*}'] } }] }, {}, true],
    ['a wider one', { from, to: [{ operation: { paths: ['/{*}/{*}'] } }] }, {}, true],
    ['one of its paths', { from, to: [{ operation: { paths: ['/cart/17'] } }] }, {}, false],
    ['no paths', { from, to: [{ operation: { methods: ['GET'] } }] }, {}, true],
    ['any method, of one', { from, to: [{ operation: { methods: ['GET'] } }] }, { method: null }, false],
    ['any method, of any', { from, to: [{ operation: { ports: ['8080'] } }] }, { method: null }, true],
    ['any path, of some', { from, to: [{ operation: { paths: ['*'] } }] }, { path: null }, false],
    ['another port', { from, to: [{ operation: { ports: ['9090'] } }] }, {}, false],
    ['another method', { from, to: [{ operation: { methods: ['POST'] } }] }, {}, false],
    ['another caller', { from, to: [] }, { caller: known('cluster.local/ns/shop/sa/web2') }, false],
    ['no identity', { from }, { caller: anonymous('plaintext') }, false],
    ['no identity asked for', {}, { caller: anonymous('plaintext') }, true],
    [
      'TCP by ports',
      { from, to: [{ operation: { ports: ['8080'] } }] },
      { protocol: 'tcp', method: null, path: null },
      true,
    ],
    [
      'X2',
      { from, to: [{ operation: { ports: ['8080'] } }, { operation: { methods: ['GET'] } }] },
      { protocol: 'tcp', method: null, path: null },
      false,
    ],
  ])('%s', (_, rule, change, expected) => {
    expect(admits(policy(rule), { ...key, ...change })).toBe(expected);
  });

  it('does not add up what only several rules allow', () => {
    const one = { from, to: [{ operation: { paths: ['/cart/1'] } }] };
    expect(admits(policy(one, { from, to: [{ operation: { paths: ['/cart/2'] } }] }), key)).toBe(false);
    expect(admits(policy(one, { from }), key)).toBe(true);
  });
});
