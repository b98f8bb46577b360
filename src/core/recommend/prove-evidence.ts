import { isTemplate } from '../aggregate/path-language.ts';
import { admits } from '../evaluate/admits.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { VerifiedOperation } from './evidence.ts';
import type { Unproved } from './proof.ts';

/** Soundness: the first evidence that the policy would deny; every kept path, then every path of every template. */
export function firstCutOff(
  policy: AuthorizationPolicy,
  evidence: readonly VerifiedOperation[],
): Unproved | null {
  return firstDenied(policy, evidence) ?? firstNotAdmitted(policy, evidence);
}

function firstDenied(policy: AuthorizationPolicy, evidence: readonly VerifiedOperation[]): Unproved | null {
  for (const operation of evidence) {
    const { caller, port, protocol: chain, method } = operation;
    for (const path of seenPaths(operation)) {
      const { verdict } = evaluate([policy], { chain, principal: caller.principal, port, method, path });
      if (verdict !== 'allow') {
        return { why: 'it was seen to succeed and is denied', flow: { ...operation, path } };
      }
    }
  }
  return null;
}

function seenPaths({ path, literals }: VerifiedOperation): readonly (string | null)[] {
  return path !== null && isTemplate(path) ? literals : [path];
}

function firstNotAdmitted(
  policy: AuthorizationPolicy,
  evidence: readonly VerifiedOperation[],
): Unproved | null {
  const flow = evidence.find((operation) => !admits(policy, operation));
  return flow === undefined ? null : { why: 'not all that its path stands for is allowed', flow };
}
