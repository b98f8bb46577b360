import { equals, fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { officialSchema } from '../../../test/support/als-protos.ts';
import {
  httpEntry,
  join,
  nested,
  type Part,
  pair,
  struct,
  text,
  varint,
} from '../../../test/support/als-wire.ts';
import { checkWire } from './wire-check.ts';
import { mergePieces } from './wire-merge.ts';
import { STREAM_MESSAGE } from './wire-shape.ts';

const MESSAGE = officialSchema('envoy.service.accesslog.v3.StreamAccessLogsMessage');

/** Some of these parts in any order, each as often as it comes. */
const some = (...parts: fc.Arbitrary<Part>[]) =>
  fc.array(fc.oneof(...parts), { maxLength: 5 }).map((all) => join(...all));
const one = (...parts: Part[]) => fc.constantFrom(...parts);
const field = (number: number, content: fc.Arbitrary<Part>) => content.map((bytes) => nested(number, bytes));

const socket = some(one(text(2, '10.1.2.3'), varint(3, 80), text(4, 'http'), varint(3, 81)));
const where = some(field(1, socket), one(nested(2, text(1, '/socket')), nested(3, text(1, 'internal'))));
const san = some(one(text(1, 'spiffe://a'), text(2, 'a.example'), text(1, 'spiffe://b')));
const certificate = some(field(1, san), one(text(2, 'CN=a'), text(3, 'CN=b')));
const common = some(
  field(2, where),
  field(3, where),
  field(4, some(field(4, certificate), field(5, certificate))),
  one(nested(5, varint(1, 5)), nested(5, varint(2, 7)), nested(5), text(15, 'inbound|1||'), varint(33, 6)),
  one(nested(16, nested(13, varint(1, 1))), nested(16, nested(13), varint(6, 1)), varint(700, 1)),
  one(nested(21, text(1, 'k'), nested(2, text(1, 't')), nested(2, nested(2, text(1, 'v'))))),
);
const entry = some(
  field(1, common),
  field(3, some(one(text(5, '/a'), text(5, '/b'), varint(1, 3), pair(13, 'a', 'b'), pair(13, 'a', 'c')))),
  field(
    4,
    some(one(nested(1, varint(1, 200)), nested(1), nested(1, varint(1, 404)), text(6, 'via_upstream'))),
  ),
);
const node = some(
  one(text(1, 'n'), text(1, 'm'), struct(3, { A: 'b' }), struct(3, { A: 'c', L: { x: 'y' } })),
);
const message = some(
  field(1, some(field(1, node))),
  field(2, some(field(1, entry))),
  field(3, some(field(1, some(field(1, common), one(nested(2, varint(1, 5)), nested(2, varint(2, 6))))))),
);

describe('mergePieces', () => {
  it('leaves one of each, and the same message as another library reads from the pieces', () => {
    let inPieces = 0;
    fc.assert(
      fc.property(message, (bytes) => {
        const verdict = checkWire(bytes, 0, bytes.length, STREAM_MESSAGE);
        if (verdict === 'pieces') inPieces++;
        const merged = mergePieces(bytes, STREAM_MESSAGE);
        expect(verdict).not.toBe('malformed');
        expect(checkWire(merged, 0, merged.length, STREAM_MESSAGE)).toBe('whole');
        expect(equals(MESSAGE, fromBinary(MESSAGE, merged), fromBinary(MESSAGE, bytes))).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(inPieces).toBeGreaterThan(50);
  });

  it('changes nothing where nothing came twice', () => {
    const bytes = join(nested(1, nested(1, text(1, 'n'))), nested(2, nested(1, httpEntry())));
    expect(Buffer.from(mergePieces(bytes, STREAM_MESSAGE))).toEqual(bytes);
  });

  it('takes a long message of tiny pieces in its stride', () => {
    // To look at each piece for every other would take minutes.
    const pieces = Buffer.concat([
      ...new Array<Part>(200_000).fill(nested(2)),
      ...new Array<Part>(100_000).fill(nested(3)),
    ]);
    expect(mergePieces(pieces, STREAM_MESSAGE)).toHaveLength(2);
  });
});
