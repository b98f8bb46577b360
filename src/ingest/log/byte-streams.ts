import { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { AppError } from '../../app-error.ts';

export type ByteStream = AsyncIterable<Uint8Array>;

/**
 * Reads at least `size` bytes of a stream, or all there are. `whole` is the stream from its beginning, and
 * has to be read to its end or returned for the source to be closed.
 */
export async function peekBytes(
  source: ByteStream,
  size: number,
): Promise<{ head: Uint8Array; whole: ByteStream }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < size) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.byteLength;
  }
  async function* replay(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(chunks), whole: replay() };
}

/**
 * The stream's bytes, gunzipped if they begin as gzip does. A stream that ends too early gives what was
 * there. Throws AppError `unreadable` for bytes that are no gzip.
 */
export async function* gunzipped(source: ByteStream, name: string): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peekBytes(source, 2);
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* whole;
    return;
  }
  const input = Readable.from(whole, { objectMode: false });
  const output = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  input.on('error', (error) => output.destroy(error));
  try {
    yield* input.pipe(output) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || !String(cause.code).startsWith('Z_')) throw cause;
    throw new AppError('unreadable', `${name} is damaged: ${cause.message}`, { cause });
  } finally {
    input.destroy();
  }
}
