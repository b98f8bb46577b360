import type { Socket } from 'node:net';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Principal } from '../../../src/core/model/principal.ts';
import type { Certificates } from './certificates.ts';

/** Who calls, and from which address. Without a principal the call is plaintext. */
export interface Peer {
  readonly address: string;
  readonly principal: Principal | null;
}

/** Where to; `serverName` is the SNI of an mTLS call. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly serverName: string;
}

/** A connection from the peer's own address, mTLS with its certificate or plaintext, not yet connected. */
export function dial(
  certificates: Certificates,
  peer: Peer,
  target: Target,
  alpn: readonly string[] = [],
): Socket {
  const where = { host: target.address, port: target.port, localAddress: peer.address };
  if (peer.principal === null) return connectTcp(where);
  const { cert, key } = certificates.leaf(peer.principal);
  return connectTls({
    ...where,
    cert,
    key,
    ca: certificates.ca,
    servername: target.serverName,
    // The server's name is a SPIFFE ID, which Node doesn't look for; the authority is what counts here.
    checkServerIdentity: () => undefined,
    ...(alpn.length > 0 && { ALPNProtocols: [...alpn] }),
  });
}

/** Sends `payload` and waits for as many bytes back: `answered`, or `closed` without an answer. */
export async function exchange(socket: Socket, payload: Buffer): Promise<'answered' | 'closed'> {
  let received = 0;
  socket.setNoDelay(true).on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received >= payload.length) socket.end();
  });
  socket.write(payload);
  // Not events.once: that rejects on a reset, which is an answer here.
  await new Promise((resolve) => socket.once('close', resolve));
  return received >= payload.length ? 'answered' : 'closed';
}
