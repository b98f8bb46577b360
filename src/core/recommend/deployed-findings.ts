import type { Finding } from '../model/finding.ts';
import { type AuthorizationPolicy, policyName } from '../model/policy.ts';
import { type WorkloadKey, workloadId } from '../model/workload.ts';
import { type Deployed, isAllow } from './deployed.ts';
import { refusedEvidence } from './deployed-refusals.ts';
import type { VerifiedOperation } from './evidence.ts';
import { isOwn } from './own-policy.ts';

/** Rows shown of a long list. */
const SHOWN = 20;

/** What the policies that are deployed at the workload mean for a proposal, whatever its detail. */
export function deployedFindings(deployed: Deployed, evidence: readonly VerifiedOperation[]): Finding[] {
  return [
    ...denyOverrides(deployed, evidence),
    ...denyAll(deployed),
    ...tried(deployed),
    ...selectsSome(deployed),
  ];
}

/** V1: a DENY wins, so what it refuses stays refused whatever is proposed. */
function denyOverrides(deployed: Deployed, evidence: readonly VerifiedOperation[]): Finding[] {
  const { refused, undecided, flows } = refusedEvidence(deployed, evidence);
  const findings: Finding[] = [];
  if (refused.length > 0) {
    const all = refused.length === flows;
    findings.push({
      ...about(deployed.workload, refused),
      id: 'deny-overrides',
      severity: all ? 'critical' : 'warning',
      title: all ? 'A DENY policy makes the proposal pointless' : 'A DENY policy refuses what callers need',
      why: `Deployed policies deny ${refused.length} of ${flows} flows that succeeded, whatever is allowed.`,
      whatToDo: 'Take these flows out of the DENY policies, or know that they stay denied.',
    });
  }
  if (undecided.length > 0) {
    findings.push({
      ...about(deployed.workload, undecided),
      id: 'refusal-undecided',
      severity: 'info',
      title: 'Whether a policy refuses callers can’t be told',
      why: 'It asks an external service, or for what telemetry doesn’t record, such as headers or tokens.',
      whatToDo: 'Judge by hand whether what callers need passes it.',
    });
  }
  return findings;
}

/** V5: an ALLOW policy without rules. */
function denyAll({ workload, kinds }: Deployed): Finding[] {
  const policies = kinds.flatMap(({ enforced }) => enforced.filter(isAllow));
  return listed(
    workload,
    policies.filter(({ spec }) => (spec.rules ?? []).length === 0),
    {
      id: 'deny-all-deployed',
      severity: 'info',
      title: 'All that no policy allows is denied already',
      why: 'An ALLOW policy without rules is deployed here: the proposal only adds to what is allowed.',
      whatToDo: 'Nothing: it goes together with the proposal.',
    },
  );
}

/** R4: all dry-run ALLOW policies of a workload are one list. */
function tried({ workload, kinds }: Deployed): Finding[] {
  const policies = kinds.flatMap(({ dryRun }) => dryRun).filter((policy) => !isOwn(policy, workload));
  return listed(workload, policies, {
    id: 'dry-run-deployed',
    severity: policies.some(isAllow) ? 'warning' : 'info',
    title: 'Other policies are being tried here',
    why: 'Proxies report all dry-run ALLOW policies as one: a draft seems to allow what any of them does.',
    whatToDo: 'Take them away before the draft is tried, or read its verdicts with them in mind.',
  });
}

/** Y4: some pods of the workload have labels that others lack. */
function selectsSome({ workload, kinds }: Deployed): Finding[] {
  const policies = kinds.flatMap(({ enforced }) => enforced);
  const partial = policies.filter((one) => !kinds.every(({ enforced }) => enforced.includes(one)));
  return listed(workload, partial, {
    id: 'policy-for-some-pods',
    severity: 'warning',
    title: 'A policy holds for only some of the workload’s pods',
    why: 'Its selector picks labels that the others don’t have, so that equal calls get different answers.',
    whatToDo: 'Select by labels that all pods have, unless this is meant.',
  });
}

function listed(
  workload: WorkloadKey,
  policies: readonly AuthorizationPolicy[],
  finding: Omit<Finding, 'workload' | 'rows'>,
): Finding[] {
  const names = [...new Set(policies.map(policyName))];
  return names.length === 0 ? [] : [{ ...finding, ...about(workload, names) }];
}

function about(workload: WorkloadKey, rows: readonly string[]): Pick<Finding, 'workload' | 'rows'> {
  return { workload: workloadId(workload), rows: rows.toSorted().slice(0, SHOWN) };
}
