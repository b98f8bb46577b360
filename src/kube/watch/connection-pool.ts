import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { ClusterAccess, TlsMaterial } from './api-access.ts';
import type { WatchTimes } from './watch-times.ts';

/** One dispatcher, as it stood when a request began. */
export interface Pooled {
  readonly dispatcher: Dispatcher;
  /** A request over it broke: later ones get new connections, those under way over the old ones end with its error. */
  broken(error: Error): void;
}

/** The connections to one API server: few, shared by all watches. */
export interface ConnectionPool extends AsyncDisposable {
  with(tls: TlsMaterial): Pooled;
}

export function createConnectionPool(
  { proxy }: Pick<ClusterAccess, 'proxy'>,
  times: Pick<WatchTimes, 'connect' | 'headers'>,
): ConnectionPool {
  let current: { readonly dispatcher: Dispatcher; readonly made: string } | null = null;
  const leave = (dispatcher: Dispatcher, error: Error) => {
    if (current?.dispatcher !== dispatcher) return;
    current = null;
    dispatcher.destroy(error).catch(() => undefined);
  };
  return {
    with(tls) {
      const made = describe(tls);
      // What was made with material that has been replaced may end in its own time.
      if (current !== null && current.made !== made) {
        current.dispatcher.close().catch(() => undefined);
        current = null;
      }
      current ??= { dispatcher: dispatcherWith(tls, proxy, times), made };
      const { dispatcher } = current;
      return { dispatcher, broken: (error) => leave(dispatcher, error) };
    },
    async [Symbol.asyncDispose]() {
      await current?.dispatcher.destroy();
      current = null;
    },
  };
}

function dispatcherWith(
  tls: TlsMaterial,
  proxy: string | null,
  { connect, headers }: Pick<WatchTimes, 'connect' | 'headers'>,
): Dispatcher {
  // No limit of connections: with one, whatever comes after the 100th stream would wait for ever, without an error.
  const options = { bodyTimeout: 0, headersTimeout: headers, keepAliveTimeout: 60_000 };
  const connector = { ...tls, timeout: connect, keepAlive: true, keepAliveInitialDelay: 30_000 };
  return proxy === null
    ? new Agent({ ...options, connect: connector })
    : new ProxyAgent({ ...options, uri: proxy, requestTls: connector, connectTimeout: connect });
}

function describe({ ca, cert, key, servername, rejectUnauthorized }: TlsMaterial): string {
  return JSON.stringify([String(ca), String(cert), String(key), servername, rejectUnauthorized]);
}
