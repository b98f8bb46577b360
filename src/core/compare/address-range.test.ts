import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressNumber, addressRange, addressText } from './address-range.ts';

describe('addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1', '10.0.0.1'],
    ['10.1.2.3/8', '10.0.0.0', '10.255.255.255'],
    ['0.0.0.0/0', '0.0.0.0', '255.255.255.255'],
    ['fd00::1', 'fd00::1', 'fd00::1'],
    ['fd00::1/64', 'fd00::', 'fd00::ffff:ffff:ffff:ffff'],
    ['::/0', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('S12: %s is from %s to %s', (block, low, high) => {
    const range = addressRange(block)!;
    expect([addressText(range.low), addressText(range.high)]).toEqual([low, high]);
  });

  it.each(['10.0.0', '10.0.0.1/33', 'a', '::1::', ''])('%s is none', (text) => {
    expect(addressRange(text)).toBeNull();
  });

  it.each([
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['0:0:1:0:0:0:0:0', '0:0:1::'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['10:0:0:0:0:0:0:10', '10::10'],
  ])('%s is written %s', (long, short) => {
    expect(addressText(addressNumber(long)!)).toBe(short);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const number = addressNumber(address)!;
        expect(addressNumber(addressText(number))).toBe(number);
      }),
    );
  });
});
