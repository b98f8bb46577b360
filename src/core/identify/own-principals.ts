import { type Principal, principalOf, principalOfUri, principalParts } from '../model/principal.ts';
import type { PeerEvidence } from '../model/record.ts';
import type { KnownReporter } from './reporter.ts';

/**
 * Whether the certificate that a proxy itself showed names another namespace or service account than it
 * claims.
 */
export function contradicts(peer: PeerEvidence, reporter: KnownReporter): boolean {
  const own = ownPrincipals(peer);
  return own.length > 0 && !own.some((principal) => agrees(principal, reporter));
}

/** The reporter's own principal: as its certificate says, else by its claims; null = nothing says. */
export function ownPrincipal(
  peer: PeerEvidence,
  reporter: KnownReporter,
  trustDomain: string,
): Principal | null {
  const shown = ownPrincipals(peer).find((principal) => agrees(principal, reporter));
  if (shown !== undefined) return shown;
  const { serviceAccount } = reporter;
  return serviceAccount === null
    ? null
    : principalOf({ trustDomain, namespace: reporter.workload.namespace, serviceAccount });
}

function ownPrincipals(peer: PeerEvidence): Principal[] {
  if (peer.kind !== 'tls') return [];
  return peer.localUriSans.map(principalOfUri).filter((principal) => principal !== null);
}

function agrees(principal: Principal, reporter: KnownReporter): boolean {
  const { namespace, serviceAccount } = principalParts(principal);
  if (namespace !== reporter.workload.namespace) return false;
  return reporter.serviceAccount === null || reporter.serviceAccount === serviceAccount;
}
