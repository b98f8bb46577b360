import { BinaryReader } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpEntry, join, nested, type Part, pair, text, varint } from '../../../test/support/als-wire.ts';
import { HTTPAccessLogEntry } from './gen/envoy/data/accesslog/v3/accesslog.ts';
import { WireReader } from './wire-reader.ts';

// Few enough that many come again, around the length up to which texts are kept, and some that are no UTF-8.
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'default',
    'via_upstream',
    'x'.repeat(95),
    'x'.repeat(96),
    'x'.repeat(97),
    `${'x'.repeat(95)}y`,
  ),
  fc.constantFrom('é', '\ufeff/bom', 'y\u0000z', '\ud83d\ude00'.repeat(30)),
  fc.string({ maxLength: 120 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const bytes = fc.oneof(
  texts.map((value) => Buffer.from(value)),
  fc.uint8Array({ maxLength: 120 }),
);
const unknown = fc.constantFrom<Part>(
  varint(400, (1n << 64n) - 1n),
  text(401, 'skipped'),
  Uint8Array.from([0x49, 1, 2, 3, 4, 5, 6, 7, 8]),
  Uint8Array.from([0x4d, 1, 2, 3, 4]),
  Uint8Array.from([0x4b, 0x53, 0x08, 0x81, 0x01, 0x54, 0x7a, 0x01, 0x41, 0x4c]),
);
const entries = fc
  .record({
    path: bytes,
    details: bytes,
    header: bytes,
    cluster: bytes,
    unknown: fc.array(unknown, { maxLength: 3 }),
  })
  .map(({ path, details, header, cluster, unknown: skipped }) =>
    join(
      ...skipped,
      nested(3, nested(5, path), ...skipped, pair(13, 'h', 'v'), nested(13, text(1, 'k'), nested(2, header))),
      nested(4, nested(6, details), nested(1, varint(1, 200), ...skipped)),
      nested(1, nested(15, cluster), ...skipped, varint(33, 6)),
    ),
  );

describe('WireReader', () => {
  it("decodes as its library's reader does", () => {
    fc.assert(
      fc.property(fc.array(entries, { minLength: 1, maxLength: 4 }), (messages) => {
        for (const message of messages) {
          const expected = HTTPAccessLogEntry.decode(new BinaryReader(message));
          expect(HTTPAccessLogEntry.decode(new WireReader(message))).toEqual(expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads a part of a buffer, Buffer or not', () => {
    const entry = httpEntry({ path: '/part' });
    const inside = new Uint8Array(join(Buffer.from('xx'), entry, Buffer.from('yy'))).subarray(
      2,
      2 + entry.length,
    );
    expect(HTTPAccessLogEntry.decode(new WireReader(inside)).request?.path).toBe('/part');
  });

  it('gives what was overwritten since its new text', () => {
    const message = Buffer.from(text(1, 'spiffe://cluster.local/ns/a/sa/one'));
    const read = () => {
      const reader = new WireReader(message);
      reader.uint32();
      return reader.string();
    };
    const first = read();
    message.write('two', message.length - 3);
    expect([first, read()]).toEqual([
      'spiffe://cluster.local/ns/a/sa/one',
      'spiffe://cluster.local/ns/a/sa/two',
    ]);
  });
});
