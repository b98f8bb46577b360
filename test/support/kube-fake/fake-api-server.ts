import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { ClusterAccess } from '../../../src/kube/watch/api-access.ts';
import { type FakeCollection, type FakeEvent, type FakeObject, fakeCollection } from './fake-collection.ts';
import { serverCertificate } from './server-certificate.ts';

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly kind: 'list' | 'watch' | 'watch-list';
  readonly token: string | null;
}

/** `hang`: no answer at all. `end`: a 200 that ends at once. `lines`: a 200 with these, then open. */
export type Odd =
  | {
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly lines: readonly string[]; readonly slowly?: number }
  | 'hang'
  | 'reset'
  | 'end'
  | 'mute';

export interface FakeApiServer extends AsyncDisposable {
  readonly url: string;
  readonly access: ClusterAccess;
  readonly asked: readonly Asked[];
  /** Tokens that it was told were refused. */
  readonly refusals: () => number;
  put(path: string, ...objects: readonly FakeObject[]): void;
  remove(path: string, namespace: string, name: string, last?: object): void;
  /** The next revision, of something that nobody watches here. */
  tick(): number;
  /** Answers otherwise than a server in order; null = in order. */
  behave(odd: (asked: Asked) => Odd | null): void;
  objectsOf(path: string): readonly FakeObject[];
  /** Open watches, and open connections. */
  streams(): number;
  connections(): number;
  end(): void;
  reset(): void;
  /** Nothing that happens is told on watches that are open, until it is. */
  hold(): void;
  release(): void;
  bookmark(): void;
  write(line: string): void;
  /** What happened up to now can't be watched any more: 410. */
  forget(): void;
  /** All is gone, revisions begin anew, and nothing tells of it. */
  restore(version: number): void;
}

export interface FakeOptions {
  readonly tls?: boolean;
  /** How long a second of `timeoutSeconds` lasts, ms. */
  readonly second?: number;
  /** The token it expects; null = any. */
  readonly token?: () => string | null;
  readonly credentials?: () => string;
}

interface Stream {
  readonly collection: FakeCollection;
  readonly response: Response;
  readonly selected: (object: FakeObject) => boolean;
}

/** An API server that keeps objects and can misbehave. What nobody put anything into is an empty list. */
export async function fakeApiServer(options: FakeOptions = {}): Promise<FakeApiServer> {
  const { second = 1000 } = options;
  const certificate = options.tls ? await serverCertificate() : null;
  const collections = new Map<string, FakeCollection>();
  const streams = new Set<Stream>();
  const sockets = new Set<Socket>();
  const asked: Asked[] = [];
  let version = 100;
  let forgotten = 0;
  let held: (() => void)[] | null = null;
  let refused = 0;
  let odd: (asked: Asked) => Odd | null = () => null;

  const collection = (path: string) => {
    const known = collections.get(path) ?? fakeCollection(path);
    collections.set(path, known);
    return known;
  };
  const deliver = (work: () => void) => (held === null ? work() : held.push(work));
  const tell = (to: FakeCollection, event: FakeEvent | null) => {
    for (const { collection: of, response, selected } of streams)
      if (event !== null && of === to && selected(event.object)) deliver(() => write(response, line(event)));
  };
  const endAfter = (stream: Stream, seconds: number) => {
    const ms = seconds * second;
    // As a real one: 2 s before the end.
    const mark = setTimeout(
      () => {
        const now = version;
        deliver(() => write(stream.response, bookmark(now, false)));
      },
      ms - 2 * second,
    );
    const timer = setTimeout(() => {
      streams.delete(stream);
      if (held === null) stream.response.end();
    }, ms);
    stream.response.once('close', () => {
      clearTimeout(timer);
      clearTimeout(mark);
      streams.delete(stream);
    });
  };

  function answer(request: Request, response: Response): void {
    const url = new URL(request.url ?? '/', 'http://fake');
    const query = url.searchParams;
    const watch = query.get('watch') === '1';
    const kind = watch ? (query.has('sendInitialEvents') ? 'watch-list' : 'watch') : 'list';
    const token = request.headers.authorization?.replace('Bearer ', '') ?? null;
    const one: Asked = { path: url.pathname, query, kind, token };
    asked.push(one);
    const expected = options.token?.() ?? null;
    const wrong = expected !== null && token !== expected;
    const oddly: Odd | null = wrong ? { status: 401, message: 'Unauthorized' } : odd(one);
    if (oddly === null) inOrder(one, response);
    else misbehave(oddly, request, response);
  }

  function inOrder(one: Asked, response: Response): void {
    const { path, query, kind } = one;
    // Only a version that something was put into is served, beside the usual one.
    if (!/\/v1(\/|$)/.test(path) && !collections.has(path)) {
      refuse(response, { status: 404, message: 'the server could not find the requested resource' });
      return;
    }
    const name = query.get('fieldSelector')?.replace('metadata.name=', '');
    const selected = (object: FakeObject) => name === undefined || object.metadata.name === name;
    if (kind === 'list') list(one, response, selected);
    else watch(one, response, selected);
  }

  function watch(
    { path, query, kind }: Asked,
    response: Response,
    selected: (object: FakeObject) => boolean,
  ): void {
    const since = query.get('resourceVersion');
    const of = collection(path);
    head(response);
    if (kind === 'watch' && Number(since) < forgotten) {
      write(response, status(410, `too old resource version: ${since} (${version})`, 'ERROR'));
      response.end();
      return;
    }
    const stream: Stream = { collection: of, response, selected };
    streams.add(stream);
    if (kind === 'watch-list') {
      for (const object of of.objects().filter(selected))
        write(response, JSON.stringify({ type: 'ADDED', object }));
      write(response, bookmark(version, true));
    } else {
      for (const event of of.since(Number(since)).filter(({ object }) => selected(object)))
        deliver(() => write(response, line(event)));
    }
    endAfter(stream, Number(query.get('timeoutSeconds') ?? 300));
  }

  function list({ path, query }: Asked, response: Response, selected: (object: FakeObject) => boolean): void {
    const all = collection(path).objects().filter(selected);
    const from = Number(query.get('continue') ?? 0);
    const to = from + Number(query.get('limit') ?? all.length);
    const metadata = {
      resourceVersion: String(version),
      ...(to < all.length ? { continue: String(to) } : {}),
    };
    head(response);
    response.end(JSON.stringify({ kind: 'List', metadata, items: all.slice(from, to) }));
  }

  function misbehave(how: Odd, request: Request, response: Response): void {
    if (how === 'hang') return;
    if (how === 'reset') {
      request.socket.destroy();
      return;
    }
    if (typeof how === 'object' && 'status' in how) {
      refuse(response, how);
      return;
    }
    head(response);
    if (how === 'end') response.end();
    if (typeof how === 'object') writeSlowly(how, response);
  }

  function writeSlowly(
    how: { readonly lines: readonly string[]; readonly slowly?: number },
    response: Response,
  ): void {
    const [first, ...rest] = how.lines;
    if (first !== undefined) write(response, first);
    if (rest.length > 0) setTimeout(() => writeSlowly({ ...how, lines: rest }, response), how.slowly ?? 0);
  }

  const handler = (request: Request, response: Response) => answer(request, response);
  const server = certificate
    ? createSecureServer({ ...certificate, allowHTTP1: true }, handler)
    : createServer(handler);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `${certificate ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
    streams.clear();
  };

  return {
    url,
    access: {
      server: url,
      from: 'a fake',
      ownNamespace: null,
      proxy: null,
      credentials: async () => ({
        headers: { authorization: `Bearer ${options.credentials?.() ?? 'token'}` },
        tls: certificate ? { ca: certificate.cert } : {},
      }),
      refused() {
        refused += 1;
      },
    },
    asked,
    refusals: () => refused,
    put(path, ...objects) {
      const to = collection(path);
      for (const object of objects) {
        version += 1;
        tell(to, to.apply(object, version));
      }
    },
    remove(path, namespace, name, last) {
      version += 1;
      const from = collection(path);
      tell(from, from.remove(namespace, name, version, last));
    },
    tick() {
      version += 1;
      return version;
    },
    behave(how) {
      odd = how;
    },
    objectsOf: (path) => collection(path).objects(),
    streams: () => streams.size,
    connections: () => sockets.size,
    end() {
      for (const { response } of streams) response.end();
      streams.clear();
    },
    reset,
    hold() {
      held ??= [];
    },
    release() {
      const work = held ?? [];
      held = null;
      for (const one of work) one();
    },
    bookmark() {
      const now = version;
      for (const { response } of streams) deliver(() => write(response, bookmark(now, false)));
    },
    write(text) {
      for (const { response } of streams) write(response, text);
    },
    forget() {
      forgotten = version + 1;
      version += 1;
    },
    restore(to) {
      for (const one of collections.values()) one.clear();
      version = to;
      reset();
    },
    async [Symbol.asyncDispose]() {
      reset();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
}

function head(response: Response): void {
  (response as ServerResponse).writeHead(200, { 'content-type': 'application/json' });
  if ('flushHeaders' in response) response.flushHeaders();
}

function refuse(
  response: Response,
  { status: code, message = 'no', headers = {} }: Extract<Odd, { status: number }>,
) {
  (response as ServerResponse).writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ kind: 'Status', code, message }));
}

function write(response: Response, text: string): void {
  if (!response.writableEnded) (response as ServerResponse).write(`${text}\n`);
}

function line({ type, object }: FakeEvent): string {
  return JSON.stringify({ type, object });
}

function bookmark(version: number, end: boolean): string {
  const annotations = end ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  return JSON.stringify({
    type: 'BOOKMARK',
    object: { metadata: { resourceVersion: String(version), ...annotations } },
  });
}

export function status(code: number, message: string, type = 'ERROR'): string {
  return JSON.stringify({ type, object: { kind: 'Status', code, message } });
}
