import type { RecordOutcome } from '../model/flow.ts';
import type { OutcomeFacts } from '../model/record.ts';
import { classOfDetails } from './response-details.ts';
import { classOfFlags, type OutcomeClass } from './response-flags.ts';
import { outcomeOfStatus, responseBegan } from './status.ts';

/**
 * How one exchange ended: `ok` is evidence, `failed` an intent that proved nothing, `denied` a refusal by a
 * policy or an authorization filter; the other three have no edge. What the details say of a denial goes
 * before the flags, those before the rest of the details, and the status comes last. Called for every
 * record.
 */
export function outcomeOf(facts: OutcomeFacts): RecordOutcome {
  if (facts.listener || facts.details === 'filter_chain_not_found') return 'listener-refused';
  if (facts.protocol === 'tcp') return outcomeOfConnection(facts);
  // Without a path there is no operation, whatever refused it: CONNECT, or bytes that were no request.
  if (!facts.hasPath) return 'protocol-error';
  if (facts.flags.length === 0 && facts.details === 'via_upstream') {
    return outcomeOfStatus(facts.code, facts.grpcStatus);
  }
  return outcomeOfRequest(facts);
}

function outcomeOfRequest(facts: OutcomeFacts): RecordOutcome {
  const details = classOfDetails(facts.details);
  if (details === 'denied') return 'denied';
  const flags = classOfFlags(facts.flags);
  return outcomeOfClass(flags === 'by-code' ? details : flags, facts);
}

function outcomeOfClass(kind: OutcomeClass, facts: OutcomeFacts): RecordOutcome {
  switch (kind) {
    case 'evidence':
      return 'ok';
    case 'denied':
      return 'denied';
    case 'failed':
    case 'unknown':
      return 'failed';
    case 'cut':
      return responseBegan(facts.code) ? 'ok' : 'failed';
    case 'junk':
      return 'protocol-error';
    case 'by-code':
      return outcomeOfStatus(facts.code, facts.grpcStatus);
  }
}

/**
 * RBAC judges a connection by its first bytes, so one without any was never asked about. Envoy reports a
 * transport failure for good plaintext connections too (its TLS inspector tried): only with zero bytes is it
 * one.
 */
function outcomeOfConnection(facts: OutcomeFacts): RecordOutcome {
  if (classOfDetails(facts.terminationDetails) === 'denied') return 'denied';
  const flags = classOfFlags(facts.flags);
  if (flags === 'denied' || flags === 'failed') return flags;
  if (facts.bytesIn > 0 && facts.bytesOut > 0) return 'ok';
  if (facts.bytesIn === 0 && facts.bytesOut === 0 && facts.transportFailure !== '') return 'handshake-failed';
  return flags === 'junk' ? 'protocol-error' : 'failed';
}
