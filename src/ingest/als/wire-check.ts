import type { WireShape } from './wire-shape.ts';

/**
 * `pieces`: well-formed, but a message or oneof member comes more than once and must be merged before
 * decoding.
 */
export type WireVerdict = 'malformed' | 'pieces' | 'whole';

/** Nesting that the protobuf libraries accept. */
const DEPTH = 100;

// Second return values of the functions below: a scalar here costs nothing, an object per call would.
let next = 0;
let pieces = false;

/**
 * Walks a message's bytes once and says whether they are well-formed, before anything is decoded or counted:
 * so a message counts as a whole or not at all, and the generated decoder, which forgives lengths beyond the
 * parent, stray group ends and field number 0, never sees one.
 */
export function checkWire(bytes: Uint8Array, start: number, end: number, shape: WireShape): WireVerdict {
  pieces = false;
  if (!message(bytes, start, end, shape, 0)) return 'malformed';
  return pieces ? 'pieces' : 'whole';
}

function message(bytes: Uint8Array, start: number, end: number, shape: WireShape, depth: number): boolean {
  if (depth >= DEPTH) return false;
  const { children, watched } = shape;
  let seen = 0;
  let at = start;
  while (at < end) {
    let tag = bytes[at] as number;
    if (tag < 0x80) at++;
    else {
      tag = readTag(bytes, at, end);
      at = next;
    }
    const number = tag >>> 3;
    if (number === 0) return false;
    switch (tag & 7) {
      case 0:
        // Most numbers are small or a byte or two longer.
        if (at < end && (bytes[at] as number) < 0x80) at++;
        else at = skipVarint(bytes, at, end);
        if (at < 0) return false;
        break;
      case 1:
        at += 8;
        break;
      case 5:
        at += 4;
        break;
      case 2: {
        let length = at < end ? (bytes[at] as number) : -1;
        if (length >= 0x80) {
          length = readLength(bytes, at, end);
          at = next;
        } else at++;
        if (length < 0 || length > end - at) return false;
        const child = number < 32 ? children[number] : undefined;
        if (child && !message(bytes, at, at + length, child, depth + 1)) return false;
        at += length;
        break;
      }
      case 3:
        at = skipGroup(bytes, at, end, number, depth + 1);
        if (at < 0) return false;
        break;
      default:
        return false;
    }
    if (at > end) return false;
    if (number < 32 && watched & (1 << number)) {
      if (seen !== 0 && comesAgain(shape, seen, 1 << number)) pieces = true;
      seen |= 1 << number;
    }
  }
  return true;
}

function comesAgain({ single, oneofs }: WireShape, seen: number, bit: number): boolean {
  if (seen & bit & single) return true;
  for (const { members } of oneofs) if (members & bit && members & seen & ~bit) return true;
  return false;
}

/** The tag at `at`, its end in `next`; 0 = malformed. At most 5 bytes, a number from 1 to 2²⁹−1. */
function readTag(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number;
  next = at + 1;
  if (first < 0x80) return first < 8 ? 0 : first;
  let tag = first & 0x7f;
  for (let i = 1; i < 5; i++) {
    if (at + i >= end) return 0;
    const byte = bytes[at + i] as number;
    if (i === 4 && byte > 0x0f) return 0;
    tag = (tag | ((byte & 0x7f) << (7 * i))) >>> 0;
    if (byte < 0x80) {
      next = at + i + 1;
      return tag < 8 ? 0 : tag;
    }
  }
  return 0;
}

/** The length at `at` if as many bytes follow before `end`, its end in `next`; -1 = malformed. */
function readLength(bytes: Uint8Array, at: number, end: number): number {
  let length = 0;
  let scale = 1;
  for (let i = at; i < at + 10 && i < end; i++) {
    const byte = bytes[i] as number;
    length += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) {
      next = i + 1;
      return length <= end - next ? length : -1;
    }
  }
  return -1;
}

/** Position after the varint; -1 = malformed (more than 10 bytes, or cut). */
function skipVarint(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i < at + 10 && i < end; i++) {
    if ((bytes[i] as number) < 0x80) return i + 1;
  }
  return -1;
}

/** Position after the end tag that belongs to group `number`; -1 = malformed. */
function skipGroup(bytes: Uint8Array, start: number, end: number, number: number, depth: number): number {
  if (depth >= DEPTH) return -1;
  let at = start;
  while (at < end) {
    const tag = readTag(bytes, at, end);
    if (tag === 0) return -1;
    at = next;
    const wire = tag & 7;
    if (wire === 4) return tag >>> 3 === number ? at : -1;
    if (wire === 0) at = skipVarint(bytes, at, end);
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 3) at = skipGroup(bytes, at, end, tag >>> 3, depth + 1);
    else if (wire === 2) {
      const length = readLength(bytes, at, end);
      at = length < 0 ? -1 : next + length;
    } else return -1;
    if (at < 0 || at > end) return -1;
  }
  return -1;
}
