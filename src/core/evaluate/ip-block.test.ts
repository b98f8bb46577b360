import { expect, it } from 'vitest';
import { isInBlock, parseIp, parseIpBlock } from './ip-block.ts';

it.each([
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.1', '10.0.0.2', false],
  ['10.1.2.3/8', '10.9.9.9', true],
  ['10.1.2.3/8', '11.0.0.0', false],
  ['10.0.0.128/25', '10.0.0.129', true],
  ['10.0.0.128/25', '10.0.0.127', false],
  ['0.0.0.0/0', '1.2.3.4', true],
  ['0.0.0.0/0', '::1', false],
  ['::/0', '1.2.3.4', false],
  ['2001:db8::/33', '2001:db8:7fff::1', true],
  ['2001:db8::/33', '2001:db8:8000::1', false],
  ['::ffff:10.0.0.0/104', '10.0.0.1', false],
  ['::ffff:10.0.0.0/104', '::ffff:a00:1', true],
  ['fe80::1', 'fe80::1%eth0', true],
  ['::1.2.3.4', '::102:304', true],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304', true],
])('S12: %s has %s: %s', (block, address, isIn) => {
  expect(isInBlock(parseIpBlock(block)!, parseIp(address)!)).toBe(isIn);
});

it.each([
  '',
  'x',
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0.1/33',
  '10.0.0.1/08',
  '10.0.0.1/',
  '1/2/3',
  ':::',
  '1::2::3',
  '1.2.3.4::1',
  '1.2.3.4::',
  '1:1.2.3.4::/64',
])('S12: %j is none', (text) => expect(parseIpBlock(text)).toBeNull());
