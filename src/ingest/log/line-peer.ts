import type { PeerEvidence } from '../../core/model/record.ts';
import type { LogLine } from './log-line.ts';
import { hasPeerKey, type SourceKeys } from './source-keys.ts';

/**
 * What a line says of the caller's identity. With the certificates' keys: plaintext if neither side had one.
 * A connection without bytes may have ended before the caller's certificate was read; with bytes and no name
 * in it, the certificate had none. Without those keys the address must speak.
 */
export function peerOf(line: LogLine, keys: Pick<SourceKeys, 'sni' | 'peer'>): PeerEvidence {
  if (!hasPeerKey(line) && (line.sni !== undefined || !keys.peer)) {
    return { kind: 'address', sni: line.sni === undefined && keys.sni ? null : line.sni };
  }
  const peerUriSans = sansOf(line.claims?.peer);
  const localUriSans = sansOf(line.claims?.local);
  if (peerUriSans.length === 0 && localUriSans.length === 0) return { kind: 'plaintext' };
  const silent = line.protocol === 'tcp' && line.bytesIn === 0 && line.bytesOut === 0;
  return { kind: 'tls', peerUriSans, localUriSans, peerCertificate: peerUriSans.length > 0 || !silent };
}

function sansOf(joined: string | null | undefined): string[] {
  return joined ? joined.split(',').filter((san) => san !== '') : [];
}

/** All of a peer's evidence that decides who called, in a form that can't be forged by a value. */
export function peerKey(peer: PeerEvidence): string {
  if (peer.kind === 'plaintext') return 'p';
  if (peer.kind === 'address') return peer.sni === undefined ? 'a?' : peer.sni === null ? 'a-' : 'a+';
  return `t${peer.peerCertificate ? 1 : 0}${JSON.stringify([peer.peerUriSans, peer.localUriSans])}`;
}
