import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTcpServer } from 'node:net';

/** The caller says which answer it wants from the application, so that one serves all pods. */
export const WANTED_STATUS = 'x-wanted-status';

export interface Apps extends AsyncDisposable {
  readonly ports: { readonly http: number; readonly grpc: number; readonly tcp: number };
}

/** The applications behind all pods, on free ports of 127.0.0.1. */
export async function startApps(): Promise<Apps> {
  const http = httpServer();
  const sessions = new Set<ServerHttp2Session>();
  const grpc = grpcServer().on('session', (session) =>
    sessions.add(session.once('close', () => sessions.delete(session))),
  );
  const tcp = tcpServer();
  const [httpPort, grpcPort, tcpPort] = await Promise.all([listen(http), listen(grpc), listen(tcp)]);
  return {
    ports: { http: httpPort, grpc: grpcPort, tcp: tcpPort },
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      for (const session of sessions) session.destroy();
      await Promise.all([http, grpc, tcp].map((server) => close(server)));
    },
  };
}

export function httpServer(): HttpServer {
  const server = createHttpServer((request, response) => {
    request.resume();
    const status = Number(request.headers[WANTED_STATUS] ?? 200);
    response.writeHead(status, { 'content-type': 'text/plain' }).end(status === 204 ? '' : 'ok\n');
  });
  // The proxies keep their connections: a server that closes idle ones races with the next request.
  server.keepAliveTimeout = 0;
  return server;
}

export function grpcServer(): Http2Server {
  return createHttp2Server().on('stream', answerRpc);
}

/** Echoes. */
export function tcpServer(): Server {
  return createTcpServer((socket) => socket.on('error', () => socket.destroy()).pipe(socket));
}

/** As a gRPC server: one message and a trailer, or an error without a message (trailers-only). */
function answerRpc(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  stream.on('error', () => stream.destroy()).resume();
  const status = String(headers[WANTED_STATUS] ?? 0);
  const head = { ':status': 200, 'content-type': 'application/grpc' };
  if (status !== '0') {
    stream.respond({ ...head, 'grpc-status': status }, { endStream: true });
    return;
  }
  stream.respond(head, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
  stream.end(Buffer.from([0, 0, 0, 0, 0]));
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}
