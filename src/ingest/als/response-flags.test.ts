import { expect, it } from 'vitest';
import { nested, varint } from '../../../test/support/als-wire.ts';
import { ResponseFlags } from './gen/envoy/data/accesslog/v3/accesslog.ts';
import { flagsOf } from './response-flags.ts';

// By field number, as Envoy 1.40 prints them.
const NAMES =
  'LH UH UT LR UR UF UC UO NR DI FI RL UAEX RLSE DC URX SI IH DPE UMSDR RFCF NFCF DT UPE NC OM DF DR'.split(
    ' ',
  );

it.each(NAMES.map((name, i) => [i + 1, name] as const))('field %i is %s', (number, name) => {
  const field = number === 13 ? nested(13, varint(1, 1)) : varint(number, 1);
  expect(flagsOf(ResponseFlags.decode(field))).toEqual([name]);
});

it('names several in their order', () => {
  expect(flagsOf(ResponseFlags.decode(Buffer.concat([varint(16, 1), varint(6, 1)])))).toEqual(['UF', 'URX']);
});

it.each([
  ['absent', undefined],
  ['empty', new Uint8Array()],
  ['false', varint(6, 0)],
  ['unauthorized without a reason', nested(13)],
  ['of a number to come', varint(29, 1)],
])('names none when %s', (_, bytes) => {
  expect(flagsOf(bytes && ResponseFlags.decode(bytes))).toEqual([]);
});
