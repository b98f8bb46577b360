import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
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
 * The stream's bytes, gunzipped if they begin as gzip does. Of a stream that ends too early all that was there
 * is given first, and then `cutShort` is told, or it throws. Throws AppError `unreadable` for bytes that are no
 * gzip.
 */
export async function* gunzipped(
  source: ByteStream,
  name: string,
  cutShort?: (error: AppError) => void,
): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peekBytes(source, 2);
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* whole;
    return;
  }
  const output = createGunzip();
  const isTaken = () =>
    output.destroyed || input.readableLength + output.writableLength + output.readableLength === 0;
  const input: Readable = Readable.from(endingAfter(whole, isTaken), { objectMode: false });
  input.on('error', (error) => output.destroy(error));
  try {
    yield* input.pipe(output) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!code.startsWith('Z_')) throw cause;
    const isCut = code === 'Z_BUF_ERROR';
    const error = isCut ? endsTooEarly(name, cause) : damaged(name, cause);
    if (!isCut || cutShort === undefined) throw error;
    cutShort(error);
  } finally {
    input.destroy();
  }
}

/** An end that comes too early is an error, which would take along what nobody has read yet. */
async function* endingAfter(bytes: ByteStream, isTaken: () => boolean): AsyncGenerator<Uint8Array> {
  yield* bytes;
  while (!isTaken()) await setImmediate();
}

function endsTooEarly(name: string, cause: unknown): AppError {
  return new AppError('unreadable', `${name} is cut short: its gzip data ends too early`, {
    hint: 'take the whole file, or wait until it is written',
    cause,
  });
}

function damaged(name: string, cause: unknown): AppError {
  return new AppError('unreadable', `${name} is damaged: ${(cause as Error).message}`, { cause });
}
