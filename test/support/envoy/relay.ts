import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A fixed address before a sink that comes and goes: proxies can't be told another one while they run. */
export interface Relay extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** Connects to `port` of 127.0.0.1 from now on. */
  open(port: number): Promise<void>;
  /** Resets every connection and refuses new ones, as a sink that died. */
  cut(): Promise<void>;
}

/** Starts closed, on a free port of 127.0.0.1 that stays its own. */
export async function createRelay(): Promise<Relay> {
  const address = '127.0.0.1';
  const sockets = new Set<Socket>();
  let target = 0;
  let server = listener();
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  function listener(): Server {
    return createServer((inner) => {
      const outer = connect(target, address);
      for (const [socket, other] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
  }

  async function cut(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  }
  await cut();

  return {
    address,
    port,
    cut,
    async open(to) {
      await cut();
      target = to;
      server = listener();
      server.listen(port, address);
      await once(server, 'listening');
    },
    [Symbol.asyncDispose]: cut,
  };
}
