import { anonymous, type Caller, known } from '../model/caller.ts';
import type { Pod } from '../model/pod.ts';
import { type Principal, principalOf, principalOfUri } from '../model/principal.ts';
import type { NodeType, PeerEvidence, TrafficRecord } from '../model/record.ts';
import type { Directory } from './directory.ts';

type TlsEvidence = Extract<PeerEvidence, { kind: 'tls' }>;
type AddressEvidence = Extract<PeerEvidence, { kind: 'address' }>;

/**
 * The caller of an inbound row: from the certificates that the proxy verified, else from the address as it
 * was when the exchange began, else anonymous with the reason. Never from a header. A gateway's callers are
 * outside the mesh unless a certificate of the mesh says otherwise; a waypoint knows its caller by filter
 * state alone.
 */
export function callerOf(
  record: TrafficRecord,
  nodeType: NodeType,
  directory: Directory,
  trustDomain: string,
): Caller {
  const { peer } = record;
  const seen = peer.kind === 'tls' ? callerOfSans(peer.peerUriSans) : null;
  if (nodeType === 'router') return seen?.principal ? seen : anonymous('external');
  if (seen !== null) return seen;
  if (record.peerPrincipalState !== null) return callerOfSans([record.peerPrincipalState]) as Caller;
  if (nodeType === 'waypoint') return anonymous('waypoint-identity-missing');
  if (peer.kind === 'plaintext') return anonymous('plaintext');
  if (peer.kind === 'tls') return withoutSan(record, peer);
  return callerOfAddress(record, peer, directory, trustDomain);
}

/** The principal of a pod, or null when its service account isn't known. */
function principalOfPod(pod: Pod, trustDomain: string): Principal | null {
  const { namespace, serviceAccount } = pod;
  return serviceAccount === '' ? null : principalOf({ trustDomain, namespace, serviceAccount });
}

function callerOfSans(uris: readonly string[]): Caller | null {
  const [first, ...others] = new Set(uris);
  if (first === undefined) return null;
  if (others.length > 0) return anonymous('ambiguous-san');
  const principal = principalOfUri(first);
  return principal === null ? anonymous('not-an-istio-id') : known(principal);
}

/**
 * TLS whose peer has no URI SAN. Without even a local certificate it wasn't the proxy that spoke TLS. ALS
 * tells a certificate without names from none; logs can't, so there only a connection without bytes counts
 * as unfinished.
 */
function withoutSan(record: TrafficRecord, peer: TlsEvidence): Caller {
  if (peer.peerCertificate) return anonymous('no-spiffe-id');
  if (peer.localUriSans.length === 0 && record.source === 'log') return anonymous('plaintext');
  const { bytesIn, bytesOut } = record.outcome;
  const silent = record.protocol === 'tcp' && bytesIn === 0 && bytesOut === 0;
  return anonymous(silent || record.source === 'als' ? 'handshake-unfinished' : 'no-spiffe-id');
}

function callerOfAddress(
  record: TrafficRecord,
  { sni }: AddressEvidence,
  directory: Directory,
  trustDomain: string,
): Caller {
  if (sni === null) return anonymous('plaintext');
  // The physical peer where the source has it; the other address may be what x-forwarded-for said, then
  // without a port.
  const address = record.directRemote ?? record.remote;
  if (address === null) return anonymous('unknown-address');
  if (address.port === 0) return anonymous('forwarded-address');
  const pod = directory.spanAt(address.ip, record.startTime)?.pod;
  const principal = pod === undefined ? null : principalOfPod(pod, trustDomain);
  return principal === null ? anonymous('unknown-address') : known(principal);
}
