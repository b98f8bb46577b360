import { evaluate } from '../evaluate/evaluate.ts';
import { anonymous, type Caller, known } from '../model/caller.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { type Principal, principalParts } from '../model/principal.ts';
import { askedOnce } from './asked-once.ts';
import type { VerifiedOperation } from './evidence.ts';
import type { Unproved } from './proof.ts';

/**
 * The first operation that the policy opens to a caller without identity, to one never seen, or on a port
 * never seen.
 */
export function firstStranger(
  policy: AuthorizationPolicy,
  evidence: readonly VerifiedOperation[],
): Unproved | null {
  const isDenied = askedOnce(policy, ({ caller, protocol: chain, port, method, path }) => {
    const { verdict } = evaluate([policy], { chain, principal: caller.principal, port, method, path });
    return verdict === 'deny';
  });
  const otherPort = unusedPort(evidence);
  const strangers = strangersTo(evidence);
  for (const flow of evidence) {
    const elsewhere = { ...flow, port: otherPort };
    if (!isDenied(elsewhere)) return { why: 'a port never seen is allowed', flow: elsewhere };
    for (const caller of strangers.get(flow.caller.principal) ?? []) {
      const strange = { ...flow, caller };
      if (!isDenied(strange)) return { why: 'a caller never seen is allowed', flow: strange };
    }
  }
  return null;
}

/** For each caller: nobody, and those one step away, whom a prefix, a suffix or a lost part would let in. */
function strangersTo(evidence: readonly VerifiedOperation[]): Map<Principal, Caller[]> {
  const seen = new Set(evidence.map(({ caller }) => caller.principal));
  const strangers = (principal: Principal) => [
    anonymous('plaintext'),
    ...stepsAway(principal)
      .filter((one) => !seen.has(one))
      .map(known),
  ];
  return new Map([...seen].map((principal) => [principal, strangers(principal)]));
}

function stepsAway(principal: Principal): Principal[] {
  const { trustDomain, namespace, serviceAccount } = principalParts(principal);
  return [
    `x${trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
    `${trustDomain}/ns/${namespace}-x/sa/${serviceAccount}`,
    `${trustDomain}/ns/${namespace}/sa/${serviceAccount}-x`,
  ];
}

function unusedPort(evidence: readonly VerifiedOperation[]): number {
  const used = new Set(evidence.map(({ port }) => port));
  let port = 1;
  while (used.has(port)) port += 1;
  return port;
}
