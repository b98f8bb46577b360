import { comparePolicies, type Difference } from '../compare/compare-policies.ts';
import { attachedTo } from '../evaluate/attached.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import { explain } from '../explain/explain.ts';
import type { EnforcementPoint, PolicyMesh } from '../model/enforcement-point.ts';
import type { FlowLine } from '../model/flow-line.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { type WorkloadId, workloadId } from '../model/workload.ts';
import { flowOfCall } from './flow-of-call.ts';
import { policyPoints } from './policy-points.ts';
import type { Subject } from './subject.ts';

/** One request that the two sets judge differently. */
export interface Witness {
  readonly change: Difference['change'];
  /** As `explain --flow` takes it. */
  readonly flow: FlowLine;
  readonly from: Verdict & { readonly why: string };
  readonly to: Verdict & { readonly why: string };
}

/** What changes in effect for one workload, or for the pods that a selector picks. */
export interface SubjectComparison {
  readonly workload: WorkloadId;
  readonly equal: boolean;
  readonly differences: readonly Witness[];
  /** Why it couldn't be decided; empty = it is decided. */
  readonly undecided: readonly string[];
}

/**
 * Compares for each workload, and where policies pick none of them, for what they point at. In the order of the
 * names.
 */
export function compareSubjects(
  from: readonly AuthorizationPolicy[],
  to: readonly AuthorizationPolicy[],
  known: readonly Subject[],
  mesh: PolicyMesh,
): SubjectComparison[] {
  const subjects = [...known, ...unseenPoints([...from, ...to], known, mesh)];
  const compared = subjects.map((subject) => compareSubject(from, to, subject));
  return merged(compared).toSorted((a, b) => (a.workload < b.workload ? -1 : 1));
}

/** What policies point at that pick no known workload: else a change there would be overlooked. */
function unseenPoints(
  policies: readonly AuthorizationPolicy[],
  known: readonly Subject[],
  mesh: PolicyMesh,
): Subject[] {
  const used = new Set(known.flatMap(({ points }) => points.flatMap((point) => attachedTo(policies, point))));
  const dead = policies.filter((policy) => !used.has(policy));
  return policyPoints(dead, mesh);
}

function compareSubject(
  from: readonly AuthorizationPolicy[],
  to: readonly AuthorizationPolicy[],
  { workload, points }: Subject,
): SubjectComparison {
  const results = points.map((point) => ({ point, ...comparePolicies(from, to, point) }));
  const differences = results.flatMap(({ point, differences }) =>
    differences.map((difference): Witness => {
      const { change, witness } = difference;
      const said = (policies: readonly AuthorizationPolicy[]) => saidOf(policies, point, witness);
      return { change, flow: flowOfCall(witness, point, workload), from: said(from), to: said(to) };
    }),
  );
  const undecided = [...new Set(results.flatMap((result) => result.undecided))];
  const equal = differences.length === 0 && undecided.length === 0;
  return { workload: workloadId(workload), equal, differences, undecided };
}

function saidOf(
  policies: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  witness: Difference['witness'],
): Witness['from'] {
  const { verdict, by, why } = explain(policies, point, witness);
  return { verdict, by, why };
}

/** Pods of one workload with other labels, or lines that name others, are one workload to a reader. */
function merged(all: readonly SubjectComparison[]): SubjectComparison[] {
  const byId = new Map<WorkloadId, SubjectComparison>();
  for (const one of all) {
    const known = byId.get(one.workload);
    byId.set(one.workload, known === undefined ? one : both(known, one));
  }
  return [...byId.values()];
}

function both(a: SubjectComparison, b: SubjectComparison): SubjectComparison {
  const text = ({ change, flow }: Witness) => `${change} ${JSON.stringify(flow)}`;
  const differences = new Map([...a.differences, ...b.differences].map((one) => [text(one), one]));
  return {
    workload: a.workload,
    equal: a.equal && b.equal,
    differences: [...differences.values()],
    undecided: [...new Set([...a.undecided, ...b.undecided])],
  };
}
