/** Bytes of a length before each message: big-endian, 4 of them. */
export const FRAME_HEAD = 4;

export type Frame =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** Longer than the limit: skipped. */
  | { readonly kind: 'oversize' }
  /** The input ended inside a message. */
  | { readonly kind: 'cut' };

/**
 * Cuts a capture of length-delimited messages into its messages, holding no more than one of them. Their
 * bytes are valid until the next one is asked for.
 */
export async function* alsFrames(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Frame> {
  let rest: Uint8Array = new Uint8Array();
  let skip = 0;
  for await (const chunk of chunks) {
    const skipped = Math.min(skip, chunk.length);
    skip -= skipped;
    rest = rest.length === 0 ? chunk.subarray(skipped) : Buffer.concat([rest, chunk.subarray(skipped)]);
    let at = 0;
    while (skip === 0 && rest.length - at >= FRAME_HEAD) {
      const length = lengthAt(rest, at);
      const end = at + FRAME_HEAD + length;
      if (length > limit) {
        yield { kind: 'oversize' };
        skip = Math.max(0, end - rest.length);
        at = Math.min(end, rest.length);
      } else if (end <= rest.length) {
        yield { kind: 'message', bytes: rest.subarray(at + FRAME_HEAD, end) };
        at = end;
      } else break;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) yield { kind: 'cut' };
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, FRAME_HEAD).getUint32(0);
}
