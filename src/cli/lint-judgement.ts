import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { lintPolicies } from '../core/validate/lint-policies.ts';
import { lintPolicy } from '../core/validate/lint-policy.ts';
import type { Complaint } from '../core/validate/policy-error.ts';
import type { LintContext, PolicyFinding } from '../core/validate/policy-finding.ts';
import { policyOf } from '../core/validate/policy-of.ts';
import { validatePolicy } from '../core/validate/validate-policy.ts';
import type { PolicyDocument } from '../kube/policy-document.ts';

/** What `lint` says of one document. */
export interface LintJudgement {
  readonly file: string;
  readonly line: number;
  readonly kind: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  /** Would a cluster with Istio take it? */
  readonly accepted: boolean;
  /** Why not: one mistake is named once, whoever would refuse it. */
  readonly errors: readonly Complaint[];
  /** Worst first; of accepted policies only. */
  readonly findings: readonly PolicyFinding[];
}

const POLICY = 'AuthorizationPolicy';

/**
 * Judges the policies, each and together, in their order; other kinds are left out. `namespace`: of those
 * without.
 */
export function judge(
  documents: readonly PolicyDocument[],
  namespace: string,
  context: LintContext,
): LintJudgement[] {
  const judged = documents
    .filter(({ kind, error }) => kind === POLICY || isUnreadable(error))
    .map((document) => judgeOne(document, namespace, context));
  const policies = judged.filter((one) => one.policy !== null);
  const together = lintPolicies(policies.map(({ policy }) => policy as AuthorizationPolicy));
  for (const { index, ...finding } of together) policies[index]?.findings.push(finding);
  return judged.map(({ policy: _, findings, ...rest }) => ({
    ...rest,
    findings: findings.toSorted(worstFirst),
  }));
}

interface Judged extends LintJudgement {
  readonly policy: AuthorizationPolicy | null;
  readonly findings: PolicyFinding[];
}

function judgeOne(document: PolicyDocument, namespace: string, context: LintContext): Judged {
  const { file, line, kind, name, value, error } = document;
  const place = { file, line, kind, namespace: document.namespace, name };
  if (error !== null && isUnreadable(error)) {
    const errors = [
      { id: error.id, message: `${sentence(error.message)} What to do: ${error.hint}.`, path: '' },
    ];
    return { ...place, accepted: false, errors, findings: [], policy: null };
  }
  const own = { ...place, namespace: document.namespace ?? namespace };
  const errors = named(validatePolicy(value));
  if (errors.length > 0) return { ...own, accepted: false, errors, findings: [], policy: null };
  const policy = policyOf(value, namespace);
  return { ...own, accepted: true, errors, findings: [...lintPolicy(policy, context)], policy };
}

/**
 * A name that stands there twice takes nothing from the object: a cluster would take both, and keep the
 * later.
 */
export function isUnreadable(error: PolicyDocument['error']): boolean {
  return error !== null && error.id !== 'duplicate-name';
}

function named(errors: readonly Complaint[]): Complaint[] {
  const first = new Map<string, Complaint>();
  for (const { id, message, path } of errors) {
    if (!first.has(`${id} ${path}`)) first.set(`${id} ${path}`, { id, message, path });
  }
  return [...first.values()];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const RANK = { critical: 0, warning: 1, info: 2 };

function worstFirst(a: PolicyFinding, b: PolicyFinding): number {
  return RANK[a.severity] - RANK[b.severity];
}
