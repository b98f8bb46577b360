import { type Operation, OVERFLOW_PRINCIPAL } from '../model/operation.ts';
import type { Principal } from '../model/principal.ts';

/** An operation that a verified caller proved to need: the only thing that makes a rule. */
export interface VerifiedOperation extends Operation {
  readonly reporter: 'destination';
  readonly caller: { readonly principal: Principal; readonly anonymousReason: null };
}

/** It succeeded at least once. */
export function isEvidence(operation: Operation): boolean {
  return operation.counts.ok > 0;
}

/** Only the destination saw the peer's certificate; a source's rows name nobody that a policy could trust. */
export function isVerified(operation: Operation): operation is VerifiedOperation {
  return operation.reporter === 'destination' && operation.caller.principal !== null;
}

/** Callers past the cap share one made-up principal, which must never be granted anything. */
export function isOverflowCaller(operation: Operation): boolean {
  return operation.caller.principal === OVERFLOW_PRINCIPAL;
}
