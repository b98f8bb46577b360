import { type Comparison, comparePolicies, type Difference } from '../compare/compare-policies.ts';
import { compile } from '../evaluate/compile.ts';
import type { Verdict } from '../evaluate/evaluate.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { Operation } from '../model/operation.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Deployed, DeployedAt } from '../recommend/deployed.ts';
import { callOf } from '../recommend/deployed-refusals.ts';
import { keptPaths } from '../recommend/kept-paths.ts';
import { isReplaced } from '../recommend/own-policy.ts';

/** What applying a proposal would change in effect, against what is deployed. */
export interface PolicyChanges {
  /** No call is judged differently: decided, not sampled. */
  readonly equal: boolean;
  /** What is newly denied first. */
  readonly differences: readonly EffectChange[];
  /** Why there may be more. */
  readonly undecided: readonly string[];
}

export interface EffectChange extends Difference {
  /** Where: pods of one workload can have different policies. */
  readonly point: EnforcementPoint;
  /** Recorded flows that it would happen to. */
  readonly flows: readonly RecordedChange[];
}

export interface RecordedChange {
  readonly operation: Operation;
  /** One of its kept paths that is judged differently; null = TCP, or none is known. */
  readonly path: string | null;
}

/** For each kind of pod; the dear part, which no traffic changes. `bound`: as `comparePolicies` has it. */
export function compareProposal(
  proposal: AuthorizationPolicy,
  deployed: Deployed,
  bound?: number,
): readonly Comparison[] {
  return deployed.kinds.map((kind) => {
    return comparePolicies(kind.enforced, withProposal(proposal, deployed, kind), kind.point, bound);
  });
}

/** `operations`: the workload's, of any outcome. */
export function changesOf(
  proposal: AuthorizationPolicy,
  deployed: Deployed,
  operations: readonly Operation[],
  comparisons = compareProposal(proposal, deployed),
): PolicyChanges {
  const differences = deployed.kinds.flatMap((kind, at) => {
    const { point, enforced } = kind;
    const judge = {
      from: compile(enforced, point),
      to: compile(withProposal(proposal, deployed, kind), point),
    };
    const changed = operations.flatMap((operation) => changesIn(operation, judge));
    const found = withFlows(comparisons[at]?.differences ?? [], changed);
    return found.map((difference) => ({ ...difference, point }));
  });
  const distinct = new Map<string, EffectChange>();
  for (const one of differences) {
    const key = `${keyOf(one)} ${one.witness.chain}`;
    if (!distinct.has(key)) distinct.set(key, one);
  }
  const undecided = [...new Set(comparisons.flatMap((one) => one.undecided))];
  return {
    equal: distinct.size === 0 && undecided.length === 0,
    differences: [...distinct.values()].toSorted((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change)),
    undecided,
  };
}

/**
 * What is enforced once the proposal has taken the place of its earlier version; dry-run ones are not (R2).
 */
function withProposal(
  proposal: AuthorizationPolicy,
  { workload }: Deployed,
  { enforced }: DeployedAt,
): AuthorizationPolicy[] {
  return [...enforced.filter((one) => !isReplaced(one, workload)), proposal];
}

const ORDER: readonly Difference['change'][] = ['newly-denied', 'newly-allowed'];

type Judge = Readonly<Record<'from' | 'to', (call: Difference['witness']) => Verdict>>;
type Changed = RecordedChange & Difference;

/** The first kept path for each way in which the operation is judged differently. */
function changesIn(operation: Operation, judge: Judge): Changed[] {
  const changes = new Map<string, Changed>();
  for (const path of keptPaths(operation)) {
    const witness = callOf({ ...operation, path });
    const [from, to] = [judge.from(witness), judge.to(witness)];
    if (from.verdict === to.verdict || from.verdict === 'unknown' || to.verdict === 'unknown') continue;
    const change = to.verdict === 'deny' ? 'newly-denied' : 'newly-allowed';
    const one: Changed = { change, witness, from, to, operation, path };
    if (!changes.has(keyOf(one))) changes.set(keyOf(one), one);
  }
  return [...changes.values()];
}

/** A recorded call that falls in no difference that was found is a witness itself: nothing is lost. */
function withFlows(
  differences: readonly Difference[],
  changed: readonly Changed[],
): Omit<EffectChange, 'point'>[] {
  const found = differences.map((difference) => ({ ...difference, flows: [] as RecordedChange[] }));
  for (const { operation, path, ...own } of changed) {
    const alike = found.filter((one) => keyOf(one) === keyOf(own));
    const home = alike.find((one) => one.witness.chain === own.witness.chain) ?? alike[0];
    if (home) home.flows.push({ operation, path });
    else found.push({ ...own, flows: [{ operation, path }] });
  }
  return found;
}

/** By which rules the answer changes: one difference each. */
function keyOf({ change, from, to }: Difference): string {
  return JSON.stringify([change, from.by, to.by]);
}
