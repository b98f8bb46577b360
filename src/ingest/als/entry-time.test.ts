import { expect, it } from 'vitest';
import { nested, varint } from '../../../test/support/als-wire.ts';
import { endOf, startOf } from './entry-time.ts';
import { AccessLogCommon } from './gen/envoy/data/accesslog/v3/accesslog.ts';

const SECONDS = 1_772_445_600;
const start = (seconds: number | bigint, nanos = 0) => nested(5, varint(1, seconds), varint(2, nanos));
const duration = (seconds: number, nanos: number) => nested(23, varint(1, seconds), varint(2, nanos));
const common = (...parts: Uint8Array[]) => AccessLogCommon.decode(Buffer.concat(parts));

it.each([
  ['no start', common(duration(1, 0)), null, null],
  ['a start alone', common(start(SECONDS, 123_999_999)), SECONDS * 1000 + 123, SECONDS * 1000 + 123],
  [
    'both',
    common(start(SECONDS, 900_000_000), duration(2, 200_000_000)),
    SECONDS * 1000 + 900,
    SECONDS * 1000 + 3100,
  ],
  ['a time before 1970', common(start((1n << 64n) - 1n)), null, null],
  ['a time beyond all calendars', common(start((1n << 63n) - 1n)), null, null],
  ['the beginning', common(nested(5)), 0, 0],
])('reads %s', (_, entry, begun, ended) => {
  expect(startOf(entry)).toBe(begun);
  expect(endOf(entry)).toBe(ended);
});
