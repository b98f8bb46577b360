import { once } from 'node:events';
import { createServer } from 'node:net';

const LOCK_PORT = 15999;

export interface AddressRange extends AsyncDisposable {
  /** `127.N`: pods are `127.N.1.i`. All of 127/8 is local on Linux. */
  readonly net: string;
}

/** A part of 127/8 that no other test bed on this machine uses: held by a listener as long as it is in use. */
export async function claimAddressRange(): Promise<AddressRange> {
  for (let slot = 1; slot < 100; slot += 1) {
    const server = createServer();
    server.listen(LOCK_PORT, `127.${slot}.0.1`);
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (free) {
      return {
        net: `127.${slot}`,
        async [Symbol.asyncDispose]() {
          server.close();
        },
      };
    }
  }
  throw new Error('no free part of 127/8 is left: do other test beds still run?');
}
