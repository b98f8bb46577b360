import { BinaryReader } from '@bufbuild/protobuf/wire';
import { FRAME_HEAD } from './als-frames.ts';

const MESSAGE_FIELD_1 = 0x0a;

/** A message with an identifier is the first of its stream. False for bytes that are no message. */
export function hasIdentifier(message: Uint8Array): boolean {
  try {
    const reader = new BinaryReader(message);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag === MESSAGE_FIELD_1) return true;
      reader.skip(tag & 7, tag >>> 3);
    }
  } catch {
    // Malformed: whoever consumes it says so.
  }
  return false;
}

/**
 * Whether a file that begins with these bytes is an ALS capture: a length, then identifier, node and node id
 * (each field 1), and the id has Istio's three tildes. A few hundred bytes are enough.
 */
export function looksLikeAls(head: Uint8Array): boolean {
  try {
    const reader = new BinaryReader(head);
    reader.pos = FRAME_HEAD;
    for (let depth = 0; depth < 2; depth++) {
      if (reader.uint32() !== MESSAGE_FIELD_1) return false;
      reader.uint32();
    }
    return reader.uint32() === MESSAGE_FIELD_1 && reader.string().split('~').length === 4;
  } catch {
    return false;
  }
}
