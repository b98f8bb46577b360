import { describe, expect, it } from 'vitest';
import { endpointOf } from './line-address.ts';

describe('addresses', () => {
  it.each([
    ['10.1.2.3:80', { ip: '10.1.2.3', port: 80 }],
    ['10.1.2.3:0', { ip: '10.1.2.3', port: 0 }],
    ['[fd00::1]:65535', { ip: 'fd00::1', port: 65_535 }],
    ['[FD00::A%eth0]:1', { ip: 'fd00::a', port: 1 }],
    ['[::ffff:10.1.2.3]:1', { ip: '10.1.2.3', port: 1 }],
    ['-', null],
    ['/var/run/socket', null],
    ['@abstract', null],
    ['envoy://main_internal/10.1.2.3:80', null],
  ])('%s', (text, endpoint) => {
    expect(endpointOf(text)).toEqual(endpoint);
  });

  it.each([
    '',
    '10.1.2.3',
    '10.1.2:80',
    '10.1.2.3:',
    '10.1.2.3:65536',
    '10.1.2.3:8x',
    '[fd00::1]',
    '[80]:80',
    'host:80',
  ])('%j is none', (text) => {
    expect(endpointOf(text)).toBeUndefined();
  });
});
