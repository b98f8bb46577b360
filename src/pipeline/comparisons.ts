import type { Comparison } from '../core/compare/compare-policies.ts';
import type { Finding } from '../core/model/finding.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { allowedElsewhereExactly } from '../core/recommend/allowed-elsewhere.ts';
import type { Deployed } from '../core/recommend/deployed.ts';
import { compareProposal } from '../core/review/changes.ts';

/** Exact comparisons of a proposal with what is deployed. */
export interface Comparisons {
  /** With the proposal in place of its earlier version. */
  readonly effect: (policy: AuthorizationPolicy, deployed: Deployed) => readonly Comparison[];
  /** What another policy allows and the proposal denies. */
  readonly elsewhere: (policy: AuthorizationPolicy, deployed: Deployed) => readonly Finding[];
}

/** They are dear, and the page asks every few seconds: each is made once while neither side changes. */
export function rememberedComparisons(): Comparisons {
  return { effect: remembered(compareProposal), elsewhere: remembered(allowedElsewhereExactly) };
}

/** Proposals of which the last answer is kept. */
const KEPT = 500;

function remembered<T>(
  compare: (policy: AuthorizationPolicy, deployed: Deployed) => T,
): (policy: AuthorizationPolicy, deployed: Deployed) => T {
  const known = new Map<string, { readonly deployed: Deployed; readonly answer: T }>();
  return (policy, deployed) => {
    const key = JSON.stringify(policy);
    const found = known.get(key);
    if (found?.deployed === deployed) return found.answer;
    const answer = compare(policy, deployed);
    known.delete(key);
    known.set(key, { deployed, answer });
    if (known.size > KEPT) known.delete(known.keys().next().value!);
    return answer;
  };
}
