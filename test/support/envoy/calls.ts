import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request as startRequest } from 'node:http';
import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';
import { connect as connectHttp2 } from 'node:http2';
import type { Duplex } from 'node:stream';
import { WANTED_STATUS } from './apps.ts';
import type { Certificates } from './certificates.ts';
import type { Peer, Target } from './dial.ts';
import { dial, exchange } from './dial.ts';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the application shall answer: an HTTP status, for gRPC a gRPC status. */
  readonly wanted: number;
}

/** What a caller sees. For gRPC `status` is HTTP's and `grpcStatus` the call's. */
export interface Answer {
  readonly status: number;
  readonly grpcStatus: number | null;
  readonly body: string;
}

export interface Calls extends AsyncDisposable {
  http1(peer: Peer, target: Target, request: HttpRequest): Promise<Answer>;
  http2(peer: Peer, target: Target, request: HttpRequest): Promise<Answer>;
  grpc(peer: Peer, target: Target, request: HttpRequest): Promise<Answer>;
  tcp(peer: Peer, target: Target, payload: Buffer): Promise<'answered' | 'closed'>;
}

/** Callers with kept connections, one pool or session per peer and target. A refused connection throws. */
export function createCalls(certificates: Certificates): Calls {
  const agents = new Map<string, Agent>();
  const sessions = new Map<string, ClientHttp2Session>();

  function agent(peer: Peer, target: Target): Agent {
    const key = connectionKey(peer, target);
    let found = agents.get(key);
    if (found === undefined) {
      found = new Agent({ keepAlive: true });
      found.createConnection = () => dial(certificates, peer, target, ['http/1.1']);
      agents.set(key, found);
    }
    return found;
  }

  function session(peer: Peer, target: Target): ClientHttp2Session {
    const key = connectionKey(peer, target);
    const kept = sessions.get(key);
    if (kept !== undefined && !kept.closed && !kept.destroyed) return kept;
    const createConnection = (): Duplex => dial(certificates, peer, target, ['h2']);
    const opened = connectHttp2(`http://${target.address}:${target.port}`, { createConnection });
    sessions.set(
      key,
      opened.on('error', () => sessions.delete(key)),
    );
    return opened;
  }

  return {
    async http1(peer, target, { method, path, host, headers, wanted }) {
      const sent = startRequest({
        agent: agent(peer, target),
        method,
        path,
        headers: { ...common(wanted), ...headers, host },
      });
      sent.end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      return { status: response.statusCode ?? 0, grpcStatus: null, body: await text(response) };
    },
    http2: (peer, target, request) => overHttp2(session(peer, target), request, {}, null),
    grpc: (peer, target, request) => {
      const headers = { 'content-type': 'application/grpc', te: 'trailers' };
      return overHttp2(session(peer, target), request, headers, Buffer.from([0, 0, 0, 0, 0]));
    },
    tcp: (peer, target, payload) => exchange(dial(certificates, peer, target), payload),
    async [Symbol.asyncDispose]() {
      for (const pool of agents.values()) pool.destroy();
      for (const open of sessions.values()) open.destroy();
    },
  };
}

async function overHttp2(
  session: ClientHttp2Session,
  { method, path, host, headers, wanted }: HttpRequest,
  protocolHeaders: Readonly<Record<string, string>>,
  body: Buffer | null,
): Promise<Answer> {
  const fields = { ...common(wanted), ...protocolHeaders, ...headers };
  const start = { ':method': method, ':path': path, ':authority': host };
  const stream = session.request({ ...fields, ...start }, { endStream: body === null });
  let status = 0;
  let grpcStatus: number | null = null;
  const readStatus = (fields: IncomingHttpHeaders) => {
    if (fields['grpc-status'] !== undefined) grpcStatus = Number(fields['grpc-status']);
  };
  stream.on('response', (fields) => {
    status = fields[':status'] ?? 0;
    readStatus(fields);
  });
  stream.on('trailers', readStatus);
  if (body !== null) stream.end(body);
  const received = await text(stream);
  return { status, grpcStatus, body: received };
}

function common(wanted: number): Record<string, string> {
  return { 'user-agent': 'test-bed', 'x-request-id': randomUUID(), [WANTED_STATUS]: String(wanted) };
}

function connectionKey(peer: Peer, target: Target): string {
  return [peer.address, peer.principal, target.address, target.port, target.serverName].join(' ');
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
