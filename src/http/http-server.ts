import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../app-error.ts';
import { createHttpApp, type HttpAppOptions } from './http-app.ts';

export interface HttpServerOptions extends HttpAppOptions {
  /** Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number };
}

export interface HttpServer extends AsyncDisposable {
  /** Throws AppError `unavailable` when the address can't be had. */
  start(): Promise<{
    readonly address: { readonly host: string; readonly port: number };
    readonly url: string;
  }>;
}

/** Requests under way may finish in this time when the server stops. */
const GRACE = 2000;

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const server = createServer({ keepAliveTimeout: 65_000 }, createHttpApp(options));
  return {
    async start() {
      const { host, port } = options.listen;
      await listening(server, host, port);
      const address = { host, port: (server.address() as AddressInfo).port };
      return { address, url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}` };
    },
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), GRACE);
      await closed;
      clearTimeout(timer);
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const why = 'code' in cause ? String(cause.code) : cause.message;
      reject(
        new AppError('unavailable', `http.listen: ${host}:${port} can't be had (${why})`, {
          hint: 'stop what listens there or set another http.listen',
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
}
