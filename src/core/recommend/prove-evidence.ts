import { isTemplate } from '../aggregate/path-language.ts';
import { admits } from '../evaluate/admits.ts';
import { compile } from '../evaluate/compile.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AllowPolicy } from '../model/policy.ts';
import { askedOnce } from './asked-once.ts';
import type { VerifiedOperation } from './evidence.ts';
import type { Unproved } from './proof.ts';

/**
 * Soundness: the first evidence that the policy would deny; every kept path, then every path of every
 * template.
 */
export function firstCutOff(
  policy: AllowPolicy,
  evidence: readonly VerifiedOperation[],
  point: EnforcementPoint,
): Unproved | null {
  return firstDenied(policy, evidence, point) ?? firstNotAdmitted(policy, evidence, point);
}

function firstDenied(
  policy: AllowPolicy,
  evidence: readonly VerifiedOperation[],
  point: EnforcementPoint,
): Unproved | null {
  const judge = compile([policy], point);
  const isAllowed = askedOnce(policy, point.mesh, ({ caller, protocol: chain, port, method, path }) => {
    const { verdict } = judge({ chain, principal: caller.principal, port, method, path });
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
  policy: AllowPolicy,
  evidence: readonly VerifiedOperation[],
  { mesh }: EnforcementPoint,
): Unproved | null {
  const isAdmitted = askedOnce(policy, mesh, (flow) => admits(policy, flow));
  const flow = evidence.find((operation) => !isAdmitted(operation));
  return flow === undefined ? null : { why: 'not all that its path stands for is allowed', flow };
}
