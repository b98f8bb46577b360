import type { PolicyFinding } from './policy-finding.ts';
import type { PolicyLint } from './value-lint.ts';

/** V1, V11, V5: policies that change nothing, or everything. */
export const lintAction: PolicyLint = ({ spec }) => {
  const { action = 'ALLOW', rules = [] } = spec;
  if (action === 'AUDIT') return [rules.length === 0 ? AUDITS_NOTHING : AUDIT_ONLY];
  const all = rules.findIndex((rule) => Object.keys(rule).length === 0);
  if (all < 0) return [];
  if (action === 'ALLOW')
    return [everything(all, 'ALLOW', 'Every call is allowed', 'the other rules don’t matter')];
  if (action === 'DENY')
    return [everything(all, 'DENY', 'Every call is denied', 'no ALLOW policy can change that')];
  return [];
};

const AUDITS_NOTHING: PolicyFinding = {
  id: 'audits-nothing',
  severity: 'warning',
  title: 'This policy does nothing',
  why: 'AUDIT without rules matches no call.',
  whatToDo: 'Write `rules: [{}]` to mean every call, or delete it.',
  path: 'spec.rules',
};

const AUDIT_ONLY: PolicyFinding = {
  id: 'audit-only',
  severity: 'info',
  title: 'This policy allows and denies nothing',
  why: 'AUDIT only marks calls for a plugin that writes them down, and Istio brings none.',
  whatToDo: 'Nothing, if that is meant.',
  path: 'spec.action',
};

function everything(index: number, action: string, title: string, so: string): PolicyFinding {
  return {
    id: action === 'ALLOW' ? 'allows-everything' : 'denies-everything',
    severity: 'info',
    title,
    why: `A rule without conditions matches everything: ${so}.`,
    whatToDo: 'Nothing, if that is meant.',
    path: `spec.rules[${index}]`,
  };
}
