import { expect, it } from 'vitest';
import { formatAddress, isLoopback, parseAddress } from './address.ts';

it.each([
  ['127.0.0.1:8080', '127.0.0.1', 8080, true],
  ['localhost:0', 'localhost', 0, true],
  ['[::1]:19001', '::1', 19001, true],
  ['0.0.0.0:19001', '0.0.0.0', 19001, false],
  ['[::]:19001', '::', 19001, false],
  ['collector.mesh:4317', 'collector.mesh', 4317, false],
  ['127.evil.example:1', '127.evil.example', 1, false],
])('reads %s', (text, host, port, loopback) => {
  const address = parseAddress(text);

  expect(address).toEqual({ host, port });
  expect(formatAddress(address!)).toBe(text);
  expect(isLoopback(address!)).toBe(loopback);
});

it.each(['8080', ':8080', '127.0.0.1', '::1:8080', 'a:b', 'a:65536', 'http://a:1', 'a:1 ', 'a: 1', ''])(
  'refuses %j',
  (text) => {
    expect(parseAddress(text)).toBeNull();
  },
);
