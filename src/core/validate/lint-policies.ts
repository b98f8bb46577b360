import { isDryRun } from '../evaluate/dry-run.ts';
import { type AuthorizationPolicy, policyName } from '../model/policy.ts';
import type { PolicyFinding } from './policy-finding.ts';

/** A finding about one of several policies, by its place among them. */
export interface SetFinding extends PolicyFinding {
  readonly index: number;
}

/** What policies do to each other when they are applied together. */
export function lintPolicies(policies: readonly AuthorizationPolicy[]): readonly SetFinding[] {
  return [...sameNames(policies), ...dryRunUnions(policies)].toSorted((a, b) => a.index - b.index);
}

function sameNames(policies: readonly AuthorizationPolicy[]): SetFinding[] {
  const seen = new Set<string>();
  return policies.flatMap((policy, index) => {
    const name = policyName(policy);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      {
        index,
        id: 'duplicate-name',
        severity: 'critical',
        title: `${name} stands there twice`,
        why: 'A cluster keeps one object of a name: the later replaces the earlier, whose rules are gone.',
        whatToDo: 'Give each its own name, or put their rules into one.',
        path: 'metadata.name',
      },
    ];
  });
}

/**
 * R3, R4: the shadow of an ALLOW is judged by all dry-run ALLOWs of a workload together, and by them alone.
 */
function dryRunUnions(policies: readonly AuthorizationPolicy[]): SetFinding[] {
  const earlier = new Map<string, AuthorizationPolicy[]>();
  return policies.flatMap((policy, index) => {
    if (!isDryRun(policy) || (policy.spec.action ?? 'ALLOW') !== 'ALLOW') return [];
    const others = earlier.get(policy.metadata.namespace) ?? [];
    const other = others.find((one) => policyName(one) !== policyName(policy) && mayShare(one, policy));
    earlier.set(policy.metadata.namespace, [...others, policy]);
    return other === undefined ? [] : [unionFinding(index, policyName(other))];
  });
}

/** May one workload have both? Labels that contradict each other are the only sure no. */
function mayShare(a: AuthorizationPolicy, b: AuthorizationPolicy): boolean {
  if (Boolean(a.spec.targetRefs?.length) !== Boolean(b.spec.targetRefs?.length)) return false;
  if (a.spec.targetRefs?.length)
    return JSON.stringify(a.spec.targetRefs) === JSON.stringify(b.spec.targetRefs);
  const other = b.spec.selector?.matchLabels ?? {};
  return Object.entries(a.spec.selector?.matchLabels ?? {}).every(
    ([key, value]) => !Object.hasOwn(other, key) || other[key] === value,
  );
}

function unionFinding(index: number, other: string): SetFinding {
  return {
    index,
    id: 'dry-runs-united',
    severity: 'warning',
    title: `This dry-run and that of ${other} are judged as one`,
    why:
      'All dry-run ALLOW policies of a workload form one list: its verdicts don’t tell which of them ' +
      'would deny.',
    whatToDo: 'Try one at a time, and let it contain everything that is meant to be allowed.',
    path: 'metadata.annotations',
  };
}
