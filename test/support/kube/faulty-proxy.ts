import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FaultyProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections that are open to it now. */
  connections(): number;
  /**
   * Nothing goes through any more in either direction, and no end is told; new connections are taken, and get
   * nothing.
   */
  silence(): void;
  /** Everything goes through again; what was held back goes on too. */
  restore(): void;
  /** All connections end now, in order. */
  finish(): void;
  /** All connections are reset now. */
  reset(): void;
  /** From now on each new connection is reset at once, until `restore`. */
  refuse(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP proxy on 127.0.0.1 in front of a server of this machine, that can do what networks do. */
export async function faultyProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<FaultyProxy> {
  const pairs = new Set<Pair>();
  let mode: 'pass' | 'silent' | 'refuse' = 'pass';
  const listener = createServer((client) => {
    if (mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const pair = { client, server: connect(target.port, target.host) };
    pairs.add(pair);
    join(pair, () => mode === 'silent');
    const end = () => pairs.delete(pair);
    client.once('close', end);
    pair.server.once('close', end);
    if (mode === 'silent') hold(pair);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const each = (act: (pair: Pair) => void) => {
    for (const pair of [...pairs]) act(pair);
  };
  return {
    port: (listener.address() as AddressInfo).port,
    connections: () => pairs.size,
    silence() {
      mode = 'silent';
      each(hold);
    },
    restore() {
      mode = 'pass';
      each(({ client, server }) => {
        client.resume();
        server.resume();
      });
    },
    finish: () =>
      each(({ client, server }) => {
        client.end();
        server.end();
      }),
    reset: () => each(resetPair),
    refuse() {
      mode = 'refuse';
    },
    async [Symbol.asyncDispose]() {
      each(resetPair);
      listener.close();
      if (listener.listening) await once(listener, 'close');
    },
  };
}

/** Bytes by hand: a pipe would start a socket again that is being held. */
function join({ client, server }: Pair, isSilent: () => boolean): void {
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.setNoDelay(true);
    from.on('data', (chunk: Buffer) => {
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => {
      if (!isSilent()) from.resume();
    });
    from.on('end', () => {
      if (!isSilent()) to.end();
    });
    from.on('error', () => {
      if (isSilent()) return;
      to.resetAndDestroy();
    });
    from.on('close', () => {
      if (!isSilent()) to.destroy();
    });
  }
}

function hold({ client, server }: Pair): void {
  client.pause();
  server.pause();
}

function resetPair({ client, server }: Pair): void {
  client.resetAndDestroy();
  server.resetAndDestroy();
}
