import type { RbacVerdicts } from '../../core/identify/rbac-denial.ts';
import { Struct } from './gen/google/protobuf/struct.ts';
import { WireReader } from './wire-reader.ts';

/** Where the RBAC filters of a chain leave their verdicts (R7). */
const FILTERS = {
  http: Buffer.from('envoy.filters.http.rbac'),
  tcp: Buffer.from('envoy.filters.network.rbac'),
};
const DENIED = Buffer.from('denied');

const ENTRY = 0x0a;
const KEY = 0x0a;
const VALUE = 0x12;

const LAST = DENIED.length - 1;
/** How far no match can end, by the byte where one would have ended. */
const STEP = new Uint8Array(256).fill(DENIED.length);
for (let i = 0; i < LAST; i++) STEP[DENIED[i] as number] = LAST - i;

/**
 * Whether a verdict can be among it that is a refusal. Asked of every entry of a guarded workload, and most have
 * none: over so few bytes a search of our own is cheaper than the call of Buffer's.
 */
export function mayDeny(metadata: Uint8Array): boolean {
  for (let end = LAST; end < metadata.length; end += STEP[metadata[end] as number] as number) {
    let i = 0;
    while (i <= LAST && metadata[end - i] === DENIED[LAST - i]) i++;
    if (i > LAST) return true;
  }
  return false;
}

/**
 * The verdicts as bytes, without what other filters leave beside them (a token's claims, say); null = there are
 * none. `metadata`: bytes of a `Metadata` that were checked before (wire-check).
 */
export function verdictBytes(metadata: Uint8Array, protocol: 'http' | 'tcp'): Buffer | null {
  const bytes = bufferOf(metadata);
  const reader = new WireReader(bytes);
  let found: Buffer | null = null;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag !== ENTRY) {
      reader.skip(tag & 7, tag >>> 3);
      continue;
    }
    const end = reader.uint32() + reader.pos;
    // Of equal keys the last one counts.
    found = valueOfKey(bytes, reader, end, FILTERS[protocol]) ?? found;
  }
  return found;
}

/** A char per byte: the fastest text there is to know them by. */
export function bytesText(bytes: Buffer): string {
  return bytes.toString('latin1');
}

export function verdictsOf(bytes: Uint8Array): RbacVerdicts {
  return Struct.unwrap(Struct.decode(new WireReader(bytes)));
}

/** The value of a map's entry if it has this key. */
function valueOfKey(bytes: Buffer, reader: WireReader, end: number, key: Buffer): Buffer | null {
  let [named, value] = [false, bytes.subarray(0, 0)];
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag !== KEY && tag !== VALUE) {
      reader.skip(tag & 7, tag >>> 3);
      continue;
    }
    const length = reader.uint32();
    const start = reader.pos;
    reader.pos += length;
    if (tag === VALUE) value = bytes.subarray(start, reader.pos);
    else named = length === key.length && bytes.compare(key, 0, length, start, reader.pos) === 0;
  }
  return named ? value : null;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
