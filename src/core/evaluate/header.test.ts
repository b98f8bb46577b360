import { expect, it } from 'vitest';
import type { Call } from './call.ts';
import { headerValues } from './header.ts';

const call: Call = {
  chain: 'http',
  port: 80,
  host: 'Cart:80',
  method: 'GET',
  path: '/a',
  pathWithQuery: '/a?x',
  headers: { 'x-a': ['a', 'b'], accept: ['a', '', 'b'], via: ['', ''], 'x-b': [] },
};

it.each<[string, readonly string[] | undefined]>([
  ['x-a', ['a', 'b']],
  ['accept', ['a,b']],
  ['via', ['']],
  ['x-b', []],
  [':authority', ['Cart:80']],
  ['host', ['Cart:80']],
  [':method', ['GET']],
  [':path', ['/a?x']],
  [':scheme', undefined],
  ['x-c', undefined],
  ['constructor', undefined],
])('S10: %s has the values %j', (name, values) => {
  expect(headerValues(call, name)).toEqual(values);
});

it('S10, B8: what is not among all that was sent was not sent', () => {
  expect(headerValues({ ...call, headersComplete: true }, 'constructor')).toEqual([]);
  expect(headerValues({ ...call, host: null }, ':authority')).toEqual([]);
  expect(
    headerValues({ ...call, headersComplete: true, path: null, pathWithQuery: undefined }, ':path'),
  ).toEqual([]);
  expect(headerValues({ chain: 'http', port: 80, path: undefined }, ':path')).toBeUndefined();
});
