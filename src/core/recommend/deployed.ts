import { podPointsOf, pointOf } from '../compare/point-of.ts';
import { asEnforced } from '../evaluate/as-enforced.ts';
import { attachedTo } from '../evaluate/attached.ts';
import type { Call } from '../evaluate/call.ts';
import { compile } from '../evaluate/compile.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import type { EnforcementPoint, PolicyMesh } from '../model/enforcement-point.ts';
import type { Inventory } from '../model/inventory.ts';
import { type AuthorizationPolicy, policyName } from '../model/policy.ts';
import type { Workload } from '../model/workload.ts';
import { podIndexOf } from '../survey/pod-index.ts';

/** What is deployed where a workload's policies are asked. */
export interface Deployed {
  readonly workload: Workload['key'];
  /** For all of its pods alike. */
  readonly point: EnforcementPoint;
  /** All of the mesh's, in the order of their names. */
  readonly policies: readonly AuthorizationPolicy[];
  /** One for each kind of pod at which other policies hold; at least one. */
  readonly kinds: readonly DeployedAt[];
}

export interface DeployedAt {
  readonly point: EnforcementPoint;
  readonly enforced: readonly AuthorizationPolicy[];
  /** Those that are only tried (R2). */
  readonly dryRun: readonly AuthorizationPolicy[];
  /** The enforced ones that can refuse: all but ALLOW and AUDIT. */
  readonly refusing: readonly AuthorizationPolicy[];
  /** What these make of a call, whatever is allowed (V1). */
  readonly refuses: (call: Call) => Verdict;
}

/** null where no policy is listed, so that nothing can be said. */
export function deployedAt(
  workload: Workload,
  inventory: Pick<Inventory, 'pods' | 'policies'> | null,
  mesh: PolicyMesh,
): Deployed | null {
  const policies = inventory?.policies ?? null;
  if (inventory === null || policies === null) return null;
  const kinds = new Map<string, EnforcementPoint>();
  const own = { pods: podIndexOf(inventory.pods).of(workload.key) };
  for (const point of podPointsOf(workload, own, mesh)) {
    const names = attachedTo(asEnforced(policies), point).map(policyName).join();
    if (!kinds.has(names)) kinds.set(names, point);
  }
  return {
    workload: workload.key,
    point: pointOf(workload, own, mesh),
    policies,
    kinds: [...kinds.values()].map((point) => deployedTo(policies, point)),
  };
}

function deployedTo(policies: readonly AuthorizationPolicy[], point: EnforcementPoint): DeployedAt {
  const enforced = attachedTo(policies, point);
  const names = new Set(enforced.map(policyName));
  const all = new Set(attachedTo(asEnforced(policies), point).map(policyName));
  const refusing = enforced.filter(({ spec }) => spec.action === 'DENY' || spec.action === 'CUSTOM');
  return {
    point,
    enforced,
    dryRun: policies.filter((one) => all.has(policyName(one)) && !names.has(policyName(one))),
    refusing,
    refuses: compile(refusing, point),
  };
}

export function isAllow({ spec }: AuthorizationPolicy): boolean {
  return (spec.action ?? 'ALLOW') === 'ALLOW';
}
