import {
  type EnforcementPoint,
  GATEWAY_NAME,
  type PolicyMesh,
  type ServiceTarget,
} from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Labels, WorkloadKey } from '../model/workload.ts';
import { stableLabels } from '../recommend/stable-labels.ts';
import { selects } from '../survey/labels.ts';

/** A workload whose recorded calls are judged, and the proxies that may be the one that judges them. */
export interface Subject {
  readonly workload: WorkloadKey;
  /** `each`: all of these points exist. `one`: it is one of them, nobody knows which. Never empty. */
  readonly points: readonly EnforcementPoint[];
  readonly pointIs: 'each' | 'one';
}

/** What is known of the callee's labels: those of its pods, those its reporters share, or nothing. */
export type KnownLabels =
  | { readonly kind: 'pods'; readonly variants: readonly Labels[] }
  | { readonly kind: 'shared'; readonly labels: Labels }
  | { readonly kind: 'unknown' };

export interface SubjectFacts {
  readonly workload: WorkloadKey;
  readonly plane: EnforcementPoint['plane'];
  readonly service: ServiceTarget | null;
  readonly labels: KnownLabels;
}

/**
 * Where labels aren't known, every set of labels that any of the policies asks for is a point of its own: if all
 * of them give one answer, it holds for whatever labels there are.
 */
export function subjectOf(
  { workload, plane, service, labels }: SubjectFacts,
  policies: readonly AuthorizationPolicy[],
  mesh: PolicyMesh,
): Subject {
  const point = (own: Labels): EnforcementPoint => ({
    ...{ plane, namespace: workload.namespace, labels: own, service, mesh },
  });
  if (labels.kind === 'pods' && labels.variants.length > 0) {
    return { workload, points: labels.variants.map(point), pointIs: 'each' };
  }
  const known = labels.kind === 'shared' ? labels.labels : {};
  const asked = policies
    .filter(({ metadata }) => [workload.namespace, mesh.rootNamespace].includes(metadata.namespace))
    .flatMap((policy) => askedLabels(policy, plane))
    .filter((wanted) => (labels.kind === 'shared' ? mayCarry(known, wanted) : true));
  const sets = distinct([known, ...asked.map((wanted) => ({ ...known, ...wanted }))]);
  return { workload, points: sets.map(point), pointIs: sets.length > 1 ? 'one' : 'each' };
}

/** The labels that a policy looks at when it is asked whether it attaches (K1–K3). */
function askedLabels({ spec }: AuthorizationPolicy, plane: EnforcementPoint['plane']): Labels[] {
  const gateways = (spec.targetRefs ?? []).filter(({ kind }) => kind === 'Gateway');
  if (plane === 'waypoint' || plane === 'gateway') {
    const named = gateways.map(({ name }) => ({ [GATEWAY_NAME]: name }));
    if (plane === 'waypoint' || named.length > 0) return named;
  }
  const { matchLabels = {} } = spec.selector ?? {};
  return Object.keys(matchLabels).length > 0 ? [matchLabels] : [];
}

/**
 * Reporters share what all pods carry; what a rollout changes, such as `version`, they don't share and still
 * carry. Any other label that isn't shared isn't there.
 */
function mayCarry(shared: Labels, wanted: Labels): boolean {
  const lacking = Object.entries(wanted).filter(([key]) => shared[key] === undefined);
  return lacking.length > 0
    ? selects(
        Object.fromEntries(Object.entries(wanted).filter(([key]) => shared[key] !== undefined)),
        shared,
      ) && Object.keys(stableLabels(Object.fromEntries(lacking))).length === 0
    : false;
}

function distinct(sets: readonly Labels[]): Labels[] {
  const text = (labels: Labels) => JSON.stringify(Object.entries(labels).sort());
  return [...new Map(sets.map((labels) => [text(labels), labels])).values()];
}
