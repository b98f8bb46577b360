import type { ClusterAccess } from './api-access.ts';
import { ApiFailure, kindOfStatus, unreachable } from './api-failure.ts';
import { createConnectionPool } from './connection-pool.ts';
import { createSilence } from './silence.ts';
import type { Timing } from './timing.ts';
import type { WatchTimes } from './watch-times.ts';

/** Of a refusal's body no more is read. */
const LARGEST_STATUS = 64 * 1024;

export interface GetOptions {
  readonly signal: AbortSignal;
  /** ms: without a byte for so long the request is given up as `silent`. */
  readonly silence: number;
  readonly accept?: string;
  /** Bytes came. */
  readonly heard?: () => void;
}

/** Reads of an API server. All throw ApiFailure; an aborted one throws the signal's reason. */
export interface ApiClient extends AsyncDisposable {
  /** The body of a 200, as it comes. */
  open(path: string, options: GetOptions): Promise<AsyncIterable<Uint8Array>>;
  /** A whole JSON document. */
  get(path: string, options: GetOptions): Promise<unknown>;
  /** Calls it once when the server answers again after it could not be reached; what is returned takes it back. */
  whenReachable(run: () => void): () => void;
}

export function createApiClient(
  access: ClusterAccess,
  { times, timing }: { readonly times: WatchTimes; readonly timing: Timing },
): ApiClient {
  const pool = createConnectionPool(access, times);
  const { origin, pathname } = new URL(access.server);
  const prefix = pathname === '/' ? '' : pathname;
  /** When anything came last, of any request. */
  let heardAt = Number.NEGATIVE_INFINITY;
  const waiting = new Set<() => void>();
  const reachable = () => {
    const runs = [...waiting];
    waiting.clear();
    for (const run of runs) run();
  };

  const open: ApiClient['open'] = async (path, { signal, silence, accept = 'application/json', heard }) => {
    const { headers, tls } = await access.credentials().catch((error: unknown) => {
      throw unreachable(error);
    });
    signal.throwIfAborted();
    const { dispatcher, broken } = pool.with(tls);
    const timer = createSilence({ first: times.connect + times.headers, later: silence }, signal, timing);
    const failed = (error: unknown): unknown => {
      timer.stop();
      if (signal.aborted) return signal.reason;
      if (error instanceof ApiFailure) return error;
      // A server that is slow with one request isn't a connection on which nothing comes any more.
      const slow = timer.fell() && timing.now() - heardAt < times.podWatchSilence / 2;
      // Requests share a connection, so that what broke one has broken all.
      if (!slow) broken(error instanceof Error ? error : new Error(String(error)));
      if (!timer.fell()) return unreachable(error);
      return new ApiFailure('silent', 'nothing came any more', null, error);
    };
    const hears = () => {
      heardAt = timing.now();
      timer.touch();
    };
    try {
      const answer = await dispatcher.request({
        origin,
        path: prefix + path,
        method: 'GET',
        headers: { ...headers, accept, 'user-agent': 'leastpath' },
        signal: timer.signal,
      });
      hears();
      reachable();
      if (answer.statusCode !== 200) {
        const retryAfter = Number(answer.headers['retry-after']);
        const message = await messageOf(answer.body, answer.statusCode);
        const wait = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter * 1000 : null;
        if (answer.statusCode === 401) access.refused();
        throw new ApiFailure(kindOfStatus(answer.statusCode), message, wait);
      }
      return bodyOf(
        answer.body,
        () => {
          hears();
          heard?.();
        },
        timer.stop,
        failed,
      );
    } catch (error) {
      throw failed(error);
    }
  };

  return {
    open,
    async get(path, options) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of await open(path, options)) chunks.push(chunk);
      try {
        return JSON.parse(Buffer.concat(chunks).toString('utf8'));
      } catch (cause) {
        throw new ApiFailure('garbled', 'the answer is no JSON', null, cause);
      }
    },
    whenReachable(run) {
      waiting.add(run);
      return () => waiting.delete(run);
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

async function* bodyOf(
  body: AsyncIterable<Uint8Array>,
  heard: () => void,
  done: () => void,
  failed: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      heard();
      yield chunk;
    }
  } catch (error) {
    throw failed(error);
  } finally {
    done();
  }
}

/** What a `Status` says. */
async function messageOf(body: AsyncIterable<Uint8Array>, status: number): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.length > LARGEST_STATUS) break;
  }
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    if (typeof message === 'string' && message !== '') return `${status}: ${message}`;
  } catch {}
  const line = text.split('\n')[0]?.trim().slice(0, 200);
  return line ? `${status}: ${line}` : `answered ${status}`;
}
