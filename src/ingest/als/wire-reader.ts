import { BinaryReader } from '@bufbuild/protobuf/wire';

/** Texts up to this length are kept; most that come often are shorter: addresses, names, details. */
const KEPT_LENGTH = 96;
const SLOTS = 4096;

const kept = new Array<string>(SLOTS).fill('');
const SKIPPED = new Uint8Array();

/**
 * Reads bytes that were checked before (wire-check), so it needs no bounds. It hands out the same string for
 * the same bytes where it can: of the dozen texts in an entry nearly all were there in the one before, and to
 * compare bytes is cheaper than to make a string and to hash it.
 */
export class WireReader extends BinaryReader {
  readonly #buffer: Buffer;

  constructor(bytes: Uint8Array) {
    super(bytes);
    this.#buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  override string(): string {
    const length = this.uint32();
    const start = this.pos;
    const end = start + length;
    this.pos = end;
    if (length === 0) return '';
    const buffer = this.#buffer;
    if (length > KEPT_LENGTH) return buffer.toString('utf8', start, end);
    const slot = slotOf(buffer, start, end);
    const candidate = kept[slot] as string;
    if (candidate.length === length && isSame(candidate, buffer, start)) return candidate;
    const text = buffer.toString('utf8', start, end);
    // As many characters as bytes: plain ASCII, which is what `isSame` compares.
    if (text.length === length) kept[slot] = text;
    return text;
  }

  /** Unlike its parent's it answers nothing: no caller wants the bytes. */
  override skip(wireType: number, fieldNo?: number): Uint8Array {
    if (wireType === 2) {
      const length = this.uint32();
      this.pos += length;
    } else if (wireType === 0) this.uint64();
    else super.skip(wireType, fieldNo);
    return SKIPPED;
  }
}

/**
 * Where a text of these bytes is kept: by its length and its last bytes, which differ more often than the
 * first.
 */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let i = Math.max(start, end - 12); i < end; i++)
    hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
  return (hash ^ (hash >>> 12)) & (SLOTS - 1);
}

function isSame(text: string, bytes: Uint8Array, start: number): boolean {
  for (let i = text.length - 1; i >= 0; i--) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
