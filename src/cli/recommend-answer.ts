import type { Detail } from '../core/model/flow.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import type { State } from '../core/model/readiness.ts';
import type { WithheldReason } from '../core/model/recommendation.ts';
import { draftOf } from '../core/recommend/draft.ts';
import type { EdgeItem, Gate } from '../http/dto.ts';
import { edgeItem, readinessView } from '../http/views.ts';
import type { Offline } from '../offline.ts';
import type { MeshReader, WorkloadReport } from '../ports.ts';

/** What `recommend --output json` prints. */
export interface Answer {
  /** The API's items at detail `paths`, whatever detail the policies have. */
  readonly edges: readonly (EdgeItem & { readonly workload: string })[];
  readonly accounting: Accounting;
  readonly policies: readonly RecommendedPolicy[];
  readonly withheld: readonly WithheldPolicy[];
}

interface Accounting {
  readonly received: number;
  readonly evidence: number;
  readonly kept: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
  /** Lines among the log that are no records. */
  readonly agentLines: number;
  /** No coverage was given: the input is taken as covered from its first to its last record. */
  readonly coverageAssumed: boolean;
}

export interface RecommendedPolicy {
  readonly workload: string;
  readonly detail: Detail;
  readonly state: State;
  readonly draft: boolean;
  readonly policy: AuthorizationPolicy;
  readonly yaml: string;
}

interface WithheldPolicy {
  readonly workload: string;
  readonly detail: Detail;
  readonly state: State;
  readonly reason: WithheldReason | 'not-stable';
  readonly why: string;
  readonly flow: string | null;
  /** Those that fail. */
  readonly gates: readonly Gate[];
}

export interface AnswerOptions {
  readonly detail: Detail;
  /** Also what isn't stable. */
  readonly draft: boolean;
  readonly namespace: string | null;
}

export async function answerOf({ reader, report }: Offline, options: AnswerOptions): Promise<Answer> {
  const reports = reader
    .reports()
    .filter(({ workload }) => (options.namespace ?? workload.key.namespace) === workload.key.namespace);
  const edges = [];
  const policies = [];
  const withheld = [];
  for (const one of reports) {
    for (const edge of (await reader.edges(one.id, 'paths')) ?? [])
      edges.push({ workload: one.id, ...edgeItem(edge) });
    const outcome = await outcomeOf(reader, one, options);
    if ('policy' in outcome) policies.push(outcome);
    else withheld.push(outcome);
  }
  return { edges, accounting: accountingOf(reader, report.agentLines), policies, withheld };
}

async function outcomeOf(
  reader: MeshReader,
  report: WorkloadReport,
  { detail, draft }: AnswerOptions,
): Promise<RecommendedPolicy | WithheldPolicy> {
  const readiness = readinessView(report.readiness[detail]);
  const { state } = readiness;
  const about = { workload: report.id, detail, state };
  const gates = readiness.gates.filter((gate) => !gate.passed);
  const recommendation = await reader.recommendation(report.id, detail);
  const withheld = recommendation?.withheld ?? null;
  if (withheld !== null) return { ...about, ...withheld, gates };
  if (state !== 'stable' && !draft) {
    return { ...about, reason: 'not-stable', why: report.next[detail], flow: null, gates };
  }
  const asDraft = state !== 'stable';
  const yaml = await reader.policyYaml(report.id, detail, asDraft);
  const policy = recommendation?.policy ?? null;
  if (policy === null || yaml === null) {
    return { ...about, reason: 'no-evidence', why: 'there is no policy', flow: null, gates };
  }
  return { ...about, draft: asDraft, policy: asDraft ? draftOf(policy) : policy, yaml };
}

function accountingOf(reader: MeshReader, agentLines: number): Accounting {
  const kept: Record<string, number> = {};
  const dropped: Record<string, number> = {};
  let evidence = 0;
  let received = 0;
  for (const { disposition, count } of reader.counters()) {
    received += count;
    if (disposition.kind === 'evidence') evidence += count;
    else {
      const reasons = disposition.kind === 'kept' ? kept : dropped;
      reasons[disposition.reason] = (reasons[disposition.reason] ?? 0) + count;
    }
  }
  return { received, evidence, kept, dropped, agentLines, coverageAssumed: true };
}
