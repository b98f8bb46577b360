import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  httpEntry,
  httpLogs,
  identifier,
  join,
  nested,
  text,
  varint,
} from '../../../test/support/als-wire.ts';
import { checkWire } from './wire-check.ts';
import { STREAM_MESSAGE } from './wire-shape.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const inEntry = (...parts: Uint8Array[]): Uint8Array => httpLogs(join(...parts));
const inCommon = (...parts: Uint8Array[]): Uint8Array => inEntry(nested(1, ...parts));
const verdictOf = (message: Uint8Array): string => checkWire(message, 0, message.length, STREAM_MESSAGE);
const groups = (depth: number): Uint8Array =>
  join(...new Array(depth).fill(bytes(0x4b)), ...new Array(depth).fill(bytes(0x4c)));

describe('checkWire', () => {
  it.each<[string, Uint8Array]>([
    ['nothing', bytes()],
    ['an ordinary message', join(identifier(), httpLogs(httpEntry(), httpEntry()))],
    ['an unknown varint', inCommon(varint(500, 7))],
    ['an overlong varint of ten bytes', inCommon(bytes(0xd8, 0x01, ...new Array(9).fill(0x80), 0))],
    ['a negative number in ten bytes', inCommon(nested(5, varint(1, (1n << 64n) - 1n)))],
    ['an overlong length', inCommon(bytes(0x7a, 0x81, 0x80, 0x00, 0x41))],
    ['an overlong tag of five bytes', inCommon(bytes(0xfa, 0x80, 0x80, 0x80, 0x00, 0x00))],
    ['unknown fixed numbers', inCommon(bytes(0x49, 1, 2, 3, 4, 5, 6, 7, 8), bytes(0x4d, 1, 2, 3, 4))],
    ['a group with a group inside', inCommon(bytes(0x4b, 0x53, 0x08, 0x01, 0x54, 0x4c))],
    ['groups 90 deep', inCommon(groups(90))],
    ['a known number in another wire type', inEntry(varint(1, 5), varint(3, 5))],
    ['the greatest field number', inCommon(bytes(0xf8, 0xff, 0xff, 0xff, 0x0f, 0x01))],
  ])('takes %s', (_, message) => {
    expect(verdictOf(message)).toBe('whole');
  });

  it.each<[string, Uint8Array]>([
    ['field number 0', inCommon(bytes(0x00, 0x01))],
    ['field number 0 in an overlong tag', inCommon(bytes(0x80, 0x00, 0x01))],
    ['wire type 6', inCommon(bytes(0x0e))],
    ['wire type 7', inCommon(bytes(0x0f))],
    ['a stray end of a group', inCommon(bytes(0x4c))],
    ['a group with another end', inCommon(bytes(0x4b, 0x54))],
    ['a group without an end', inCommon(bytes(0x4b, 0x08, 0x01))],
    ['groups beyond the depth', inCommon(groups(120))],
    ['a varint of eleven bytes', inCommon(bytes(0xd8, 0x01, ...new Array(10).fill(0x80), 0))],
    ['a tag of six bytes', inCommon(bytes(0xfa, 0x80, 0x80, 0x80, 0x80, 0x00, 0x00))],
    ['a tag beyond 32 bits', inCommon(bytes(0xf8, 0xff, 0xff, 0xff, 0x1f, 0x01))],
    ['a cut varint', inCommon(bytes(0x08, 0x80))],
    ['a cut tag', inCommon(bytes(0xd8))],
    ['a cut fixed number', inCommon(bytes(0x49, 1, 2, 3))],
    ['a string beyond the message', bytes(0x0a, 0x05, 0x0a)],
    // The entry's own length is right: only its parent says that the string runs into the next field.
    ['a string beyond its parent', inEntry(bytes(0x0a, 0x02, 0x7a, 0x03), text(9, 'abc'))],
    ['a length of many gigabytes', bytes(0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)],
  ])('refuses %s', (_, message) => {
    expect(verdictOf(message)).toBe('malformed');
  });

  it.each<[string, Uint8Array]>([
    ['the common properties twice', inEntry(nested(1), nested(1))],
    ['both kinds of logs', join(nested(2), nested(3))],
    ['the identifier twice', join(identifier(), identifier())],
    ['a name as URI and as DNS', inCommon(nested(4, nested(5, nested(1, text(1, 'a'), text(2, 'b')))))],
    ['an address of two kinds', inCommon(nested(2, nested(1), nested(2)))],
  ])('says that %s must be merged', (_, message) => {
    expect(verdictOf(message)).toBe('pieces');
  });

  it('keeps to the part of the buffer it was given', () => {
    const message = join(identifier(), httpLogs(httpEntry()));
    const padded = join(bytes(0xff), message, bytes(0xff));
    expect(checkWire(padded, 1, 1 + message.length, STREAM_MESSAGE)).toBe('whole');
    expect(checkWire(padded, 1, padded.length, STREAM_MESSAGE)).toBe('malformed');
  });

  it('refuses a message cut anywhere but between two fields of the message itself', () => {
    const first = identifier();
    const message = join(first, httpLogs(httpEntry(), httpEntry({ path: '/b?x=1' })));
    const whole = new Set([0, first.length, message.length]);
    for (let end = 0; end <= message.length; end++) {
      expect(verdictOf(message.subarray(0, end))).toBe(whole.has(end) ? 'whole' : 'malformed');
    }
  });

  it('never throws and never reads on, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(['malformed', 'pieces', 'whole']).toContain(verdictOf(noise));
      }),
    );
  });
});
