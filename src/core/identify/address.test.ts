import { expect, it } from 'vitest';
import { normalAddress } from './address.ts';

it.each([
  ['10.1.2.3', '10.1.2.3'],
  ['FD00::3', 'fd00::3'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['::FFFF:10.1.2.3%eth0', '10.1.2.3'],
  ['::ffff:a01:203', '10.1.2.3'],
  ['::ffff:1', '::ffff:1'],
  ['', ''],
])('%s is %s', (address, normal) => {
  expect(normalAddress(address)).toBe(normal);
});
