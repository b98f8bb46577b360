import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressClasses, compareAddresses } from './address-classes.ts';
import { addressNumber, addressRange, addressText } from './address-range.ts';
import { type AddressAtom, holdingKey } from './atom.ts';

function atoms(...lists: string[][]): AddressAtom[] {
  return lists.map((blocks, id) => ({
    kind: 'address',
    id,
    ranges: blocks.map((block) => addressRange(block)!),
  }));
}

function shown(...lists: string[][]): string[] {
  return addressClasses(atoms(...lists)).map(
    ({ value, holding }) => `${addressText(value)} ${holdingKey(holding)}`,
  );
}

describe('addressClasses', () => {
  it.each<[string, string[][], string[]]>([
    ['nothing asked', [], ['10.0.0.1 ']],
    ['inside and outside', [['10.0.0.0/8']], ['10.0.0.1 0', '192.168.0.1 ']],
    ['no name of a network', [['192.168.7.0/24']], ['10.0.0.1 ', '192.168.7.1 0']],
    ['unless there is no other', [['192.168.7.0']], ['10.0.0.1 ', '192.168.7.0 0']],
    ['IPv6 is not IPv4', [['0.0.0.0/0']], ['10.0.0.1 0', 'fd00::1 ']],
    ['nested', [['10.0.0.0/8'], ['10.0.0.0/30']], ['10.0.0.1 0,1', '192.168.0.1 ', '10.0.0.4 0']],
    ['twice the same', [['10.0.0.0/8', '10.0.0.0/9']], ['10.0.0.1 0', '192.168.0.1 ']],
    ['no peer is mapped or multicast', [['::ffff:0:0/96', '224.0.0.0/4', 'ff00::/8']], ['10.0.0.1 ']],
  ])('S12: %s', (_, lists, expected) => {
    expect(shown(...lists)).toEqual(expected);
  });

  it('knows every address, by the first of its class', () => {
    const block = fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map((both) => both.join('/')),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map((both) => both.join('/')),
    );
    const lists = fc.array(fc.array(block, { minLength: 1, maxLength: 3 }), { maxLength: 4 });
    const peer = fc
      .oneof(fc.ipV4(), fc.ipV6())
      .filter((text) => !/^(0|22[4-9]|2[3-5]\d)\.|^f{2}|^:|^0/i.test(text));
    fc.assert(
      fc.property(lists, peer, (some, text) => {
        const all = atoms(...some);
        const address = addressNumber(text)!;
        const holding = all.filter(({ ranges }) =>
          ranges.some(({ low, high }) => low <= address && address <= high),
        );
        const found = addressClasses(all).find(
          (one) => holdingKey(one.holding) === holdingKey(new Set(holding)),
        );
        expect(found).toBeDefined();
        expect(compareAddresses(found!.value, address)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });
});
