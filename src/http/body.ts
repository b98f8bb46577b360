import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { AppError } from '../app-error.ts';
import { ProblemError } from './problems.ts';

/** What a route takes as a body. */
export interface BodyKind {
  readonly media: RegExp;
  /** Completes "a body of X holds no …". */
  readonly what: string;
  readonly hint: string;
}

/** Kinds of bodies that may hold lines. curl says the last but one unless told otherwise. */
const LINES: BodyKind = {
  media: /^(text\/.*|application\/(json|jsonl|ndjson|x-ndjson|gzip|octet-stream|x-www-form-urlencoded))$/,
  what: 'log lines',
  hint: 'send text/plain or application/x-ndjson, also gzipped',
};

/**
 * The body as it arrives, unzipped, never held as a whole. Throws ProblemError `unsupported-media-type` at
 * once, and while it is read `too-large` past `maxBytes` (unzipped), `unreadable` for broken gzip.
 */
export function bodyOf(
  req: IncomingMessage,
  maxBytes: number,
  { media: known, what, hint } = LINES,
): AsyncIterable<Uint8Array> {
  const media = mediaOf(req);
  if (media !== undefined && !known.test(media)) {
    throw new ProblemError('unsupported-media-type', `a body of ${media} holds no ${what}`, { hint });
  }
  const encoding = (req.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new ProblemError('unsupported-media-type', `content-encoding ${encoding} is not understood`, {
      hint: 'send it plain or with content-encoding gzip',
      parameter: 'content-encoding',
    });
  }
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  return limited(encoding === 'gzip' || media === 'application/gzip' ? gunzip(req) : plain(req), maxBytes);
}

/** Without parameters, in lower case. */
export function mediaOf(req: IncomingMessage): string | undefined {
  return req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
}

function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError('too-large', `the body has more than ${maxBytes} bytes`, {
    hint: 'send it in parts',
  });
}

async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

/** Leaving the loop early must not destroy the request: its socket carries the answer. */
function plain(req: IncomingMessage): AsyncIterable<Uint8Array> {
  return req.iterator({ destroyOnReturn: false });
}

async function* gunzip(req: IncomingMessage): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip();
  const cut = (error?: Error) => void unzip.destroy(error ?? new Error('the request was cut off'));
  req.once('error', cut).once('aborted', cut).pipe(unzip);
  try {
    for await (const chunk of unzip) yield chunk;
  } catch (cause) {
    throw new AppError('unreadable', 'the body is no whole gzip file', { cause });
  } finally {
    req.off('error', cut).off('aborted', cut).unpipe(unzip);
    unzip.destroy();
  }
}
