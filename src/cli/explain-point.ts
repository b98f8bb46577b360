import { attachedTo } from '../core/evaluate/attached.ts';
import { type EnforcementPoint, GATEWAY_NAME, type PolicyMesh } from '../core/model/enforcement-point.ts';
import { type AuthorizationPolicy, policyName } from '../core/model/policy.ts';
import type { Labels } from '../core/model/workload.ts';
import type { ExplainLine } from './explain-line.ts';

export interface PointDefaults {
  readonly plane: EnforcementPoint['plane'];
  readonly mesh: PolicyMesh;
}

/** The proxy that judges the line's flow; what the line doesn't say of it is empty. */
export function pointOfLine(
  { workload, plane, flow, mesh }: ExplainLine,
  defaults: PointDefaults,
): EnforcementPoint {
  return {
    plane: plane ?? flow.destination.plane ?? defaults.plane,
    namespace: workload.namespace ?? '',
    labels: workload.labels ?? {},
    service: workload.service ?? null,
    mesh: { ...defaults.mesh, ...mesh },
  };
}

/** Equal for lines that one explainer can answer. */
export function pointKey({ workload, plane, flow, mesh }: ExplainLine): string {
  const { namespace, labels, service } = workload;
  let key = `${plane ?? flow.destination.plane ?? ''}\n${namespace ?? '\0'}\n`;
  for (const name in labels) key += `${name}=${labels[name]}\n`;
  if (labels === undefined) key += '\0';
  if (service !== undefined) key += `\n${service.kind}/${service.namespace}/${service.name}`;
  for (const name in mesh) key += `\n${name}:${String(mesh[name as keyof PolicyMesh])}`;
  return key;
}

/**
 * Why it can't be told which policies attach, where that matters: a sentence; null = it can be told.
 * `complete`: labels that aren't there are none.
 */
export function openAttachment(
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  { workload }: ExplainLine,
  complete: boolean,
): string | null {
  if (workload.namespace === undefined && policies.length > 0) {
    return 'the flow does not say its destination.namespace, so which policies select it is not known';
  }
  if (workload.labels !== undefined || complete) return null;
  const open = policies.find((policy) => dependsOnLabels(policy, point));
  if (open === undefined) return null;
  return `the flow does not say its destination.labels, and ${policyName(open)} selects by labels`;
}

/** Would the policy attach with the labels that it asks for, and not without? */
function dependsOnLabels(policy: AuthorizationPolicy, point: EnforcementPoint): boolean {
  return labelsFor(policy).some((labels) => {
    return attachedTo([policy], { ...point, labels }).length !== attachedTo([policy], point).length;
  });
}

function labelsFor({ spec }: AuthorizationPolicy): Labels[] {
  const selected = spec.selector?.matchLabels ?? {};
  const gateways = (spec.targetRefs ?? []).map(({ name }) => ({ ...selected, [GATEWAY_NAME]: name }));
  return [selected, ...gateways];
}
