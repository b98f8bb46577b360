import { describe, expect, it } from 'vitest';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import { nearMiss } from './near-miss.ts';

const POINT: EnforcementPoint = {
  plane: 'sidecar',
  namespace: 'shop',
  labels: {},
  service: null,
  mesh: { rootNamespace: 'istio-system', trustDomain: 'td1', aliases: [], pathNormalization: 'BASE' },
};

describe('a near miss', () => {
  it.each<[rule: string, subject: string, value: string, actual: string, hint: string | null]>([
    ['S9 slash', 'paths', '/a', '/a/', 'only a slash at the end differs from /a'],
    ['S9 slash', 'paths', '/a/', '/a', 'only a slash at the end differs from /a/'],
    ['S9 below', 'paths', '/a/*', '/a', '/a/* does not take /a itself'],
    ['T3 below', 'paths', '/a/{**}', '/a', '/a/{**} does not take /a itself'],
    ['T2 below', 'paths', '/a/{*}', '/a', '/a/{*} does not take /a itself'],
    ['S9 case', 'paths', '/Cart/*', '/cart/1', 'only the case differs from /Cart/*'],
    ['S9 query', 'paths', '/cart?x=1', '/cart', 'a path is compared without its query'],
    ['N1 slashes', 'paths', '/a/b', '/a//b', 'the path has a double slash'],
    ['N1 escapes', 'paths', '/a/b', '/a%2Fb', 'only the percent-encoding differs from /a/b'],
    ['N1 a lone %', 'paths', '/a%', '/b%', null],
    ['S1 star', 'paths', '/a/*/b', '/a/x/b', 'the star inside /a/*/b is no wildcard: {*} is'],
    ['S1 star, elsewhere', 'paths', '/a/*/b', '/c/x/b', null],
    ['far off', 'paths', '/cart', '/admin', null],
    ['S8 case', 'methods', 'get', 'GET', 'only the case differs from get'],
    ['S8', 'methods', 'POST', 'GET', null],
    ['S7 port', 'hosts', 'a.com', 'a.com:8080', 'the host is compared with its port: a.com:* takes any'],
    ['S7 port', 'hosts', '*.a.com', 'x.a.com:8080', 'the host is compared with its port'],
    ['S7 no port', 'hosts', 'a.com:8080', 'A.com', 'the host came without a port: a.com takes that'],
    ['S7', 'hosts', 'a.com', 'b.com:80', null],
    [
      'S3 scheme',
      'principals',
      'spiffe://td1/ns/shop/sa/web',
      'td1/ns/shop/sa/web',
      'a policy names principals without spiffe://, so this value never matches',
    ],
    [
      'D4 trust domain',
      'principals',
      'td2/ns/shop/sa/web',
      'td1/ns/shop/sa/web',
      'only the trust domain differs from td2/ns/shop/sa/web',
    ],
    [
      'namespace',
      'principals',
      'td1/ns/pay/sa/web',
      'td1/ns/shop/sa/web',
      'only the namespace differs from td1/ns/pay/sa/web',
    ],
    [
      'service account',
      'source.principal',
      'td1/ns/shop/sa/cart',
      'td1/ns/shop/sa/web',
      'only the service account differs from td1/ns/shop/sa/cart',
    ],
    ['two parts', 'principals', 'td1/ns/pay/sa/cart', 'td1/ns/shop/sa/web', null],
    ['S3 case', 'principals', 'td1/ns/shop/sa/Web*', 'td1/ns/shop/sa/web', expect.stringContaining('case')],
    [
      'D3 four parts',
      'principals',
      'cluster.local/ns/shop/*',
      'td1/ns/shop/sa/web',
      "cluster.local stands for the mesh's trust domain only in values of five parts",
    ],
    ['S5 elsewhere', 'serviceAccounts', 'pay/web', 'shop/web', 'only the namespace differs from pay/web'],
    [
      'S5 alone',
      'serviceAccounts',
      'web',
      'shop/web',
      "web alone means the policy's namespace, the caller is in shop",
    ],
    ['S5', 'serviceAccounts', 'shop/cart', 'shop/web', null],
    ['S4 case', 'namespaces', 'Shop', 'shop', 'only the case differs from Shop'],
    ['S10 case', 'request.headers[x-a]', 'Admin', 'admin', 'only the case differs from Admin'],
    [
      'S14',
      'connection.sni',
      'A.com',
      'a.com',
      'an SNI is compared in lower case, so this value never matches',
    ],
    ['no looks', 'ipBlocks', '10.0.0.0/8', '11.0.0.1', null],
  ])('%s: %s %s against %s', (_, subject, value, actual, hint) => {
    expect(nearMiss(subject, [value], actual, POINT)).toEqual(hint);
  });

  it('Z4: on ztunnel cluster.local is a name like any other', () => {
    const [value, actual] = ['cluster.local/ns/shop/sa/web', 'td1/ns/shop/sa/web'];
    expect(nearMiss('principals', [value], actual, { ...POINT, plane: 'ztunnel' })).toBe(
      "ztunnel takes cluster.local literally, not as the mesh's trust domain",
    );
  });

  it('is looked for in all values', () => {
    const values = ['/a', '/b', '/c/'];
    expect(nearMiss('paths', values, '/c', POINT)).toBe('only a slash at the end differs from /c/');
  });
});
