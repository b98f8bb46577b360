import { isTemplate } from '../aggregate/path-language.ts';
import { admits } from '../evaluate/admits.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { askedOnce } from './asked-once.ts';
import type { VerifiedOperation } from './evidence.ts';
import type { Unproved } from './proof.ts';

/**
 * Soundness: the first evidence that the policy would deny; every kept path, then every path of every
 * template.
 */
export function firstCutOff(
  policy: AuthorizationPolicy,
  evidence: readonly VerifiedOperation[],
): Unproved | null {
  return firstDenied(policy, evidence) ?? firstNotAdmitted(policy, evidence);
}

function firstDenied(policy: AuthorizationPolicy, evidence: readonly VerifiedOperation[]): Unproved | null {
  const isAllowed = askedOnce(policy, ({ caller, protocol: chain, port, method, path }) => {
    const { verdict } = evaluate([policy], { chain, principal: caller.principal, port, method, path });
    return verdict === 'allow';
  });
  for (const { reporter, caller, port, protocol, method, path, literals } of evidence) {
    const seen = path !== null && isTemplate(path) ? literals : [path];
    for (const one of seen) {
      const flow = { reporter, caller, port, protocol, method, path: one };
      if (!isAllowed(flow)) return { why: 'it was seen to succeed and is denied', flow };
    }
  }
  return null;
}

function firstNotAdmitted(
  policy: AuthorizationPolicy,
  evidence: readonly VerifiedOperation[],
): Unproved | null {
  const isAdmitted = askedOnce(policy, (flow) => admits(policy, flow));
  const flow = evidence.find((operation) => !isAdmitted(operation));
  return flow === undefined ? null : { why: 'not all that its path stands for is allowed', flow };
}
