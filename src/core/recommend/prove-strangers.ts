import { compile } from '../evaluate/compile.ts';
import { anonymous, type Caller, known } from '../model/caller.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AllowPolicy } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import { askedOnce } from './asked-once.ts';
import type { VerifiedOperation } from './evidence.ts';
import { stepsAway, unusedPort } from './probes.ts';
import type { Unproved } from './proof.ts';
import { standsFor } from './stands-for.ts';

/**
 * The first operation that the policy opens to a caller without identity, to one never seen, or on a port
 * never seen.
 */
export function firstStranger(
  policy: AllowPolicy,
  evidence: readonly VerifiedOperation[],
  point: EnforcementPoint,
): Unproved | null {
  const evaluate = compile([policy], point);
  const isDenied = askedOnce(policy, point.mesh, ({ caller, protocol: chain, port, method, path }) => {
    return evaluate({ chain, principal: caller.principal, port, method, path }).verdict === 'deny';
  });
  const otherPort = unusedPort(new Set(evidence.map(({ port }) => port)));
  const strangers = strangersTo(evidence, point);
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

/**
 * For each caller: nobody, and those one step away, whom a prefix, a suffix or a lost part would let in. Of
 * an identity in several trust domains of one mesh all are the same caller (D6).
 */
function strangersTo(
  evidence: readonly VerifiedOperation[],
  { mesh }: EnforcementPoint,
): Map<Principal, Caller[]> {
  const seen = new Set(evidence.map(({ caller }) => caller.principal));
  const isSeen = standsFor([...seen], mesh);
  const strangers = (principal: Principal) => [
    anonymous('plaintext'),
    ...stepsAway(principal)
      .filter((one) => !isSeen(one))
      .map(known),
  ];
  return new Map([...seen].map((principal) => [principal, strangers(principal)]));
}
