import type { AuthorizationPolicy, Rule } from '../model/policy.ts';
import type { Call } from './call.ts';
import type { Match } from './match.ts';
import { matchesTo } from './match-operation.ts';
import { matchesFrom } from './match-source.ts';
import { isOnChain } from './on-chain.ts';

export interface Verdict {
  readonly verdict: 'allow' | 'deny' | 'unknown';
  /** The rule that let the call in; null = no rule decided. `policy` is `namespace/name`. */
  readonly by: { readonly policy: string; readonly rule: number } | null;
}

/**
 * Would these ALLOW policies let the call in? They are all taken as attached to the callee and as enforced:
 * which ones attach is the caller's question, and so is what a dry-run annotation means. Semantics: Istio's,
 * for the Envoy planes.
 */
export function evaluate(policies: readonly AuthorizationPolicy[], call: Call): Verdict {
  if (policies.length === 0) return { verdict: 'allow', by: null }; // V1: nothing attached, nothing denied
  let by: RuleName | null = null;
  let unknown = false;
  for (const { metadata, spec } of policies) {
    // V3: all policies are one list. V5, F4: a policy without rules matches never, yet denies what no other
    // allows.
    for (const [rule, one] of spec.rules.entries()) {
      const match = matchesRule(one, call);
      if (match === 'unknown') unknown = true;
      if (match === 'yes') by = firstOf(by, { namespace: metadata.namespace, name: metadata.name, rule });
    }
  }
  if (by === null) return { verdict: unknown ? 'unknown' : 'deny', by }; // V1: else deny
  return { verdict: 'allow', by: { policy: `${by.namespace}/${by.name}`, rule: by.rule } };
}

interface RuleName {
  readonly namespace: string;
  readonly name: string;
  readonly rule: number;
}

/**
 * B7: of several matching rules Envoy names the first by the order of this text, in which 10 comes before 2.
 */
function firstOf(a: RuleName | null, b: RuleName): RuleName {
  return a === null || idOf(b) < idOf(a) ? b : a;
}

function idOf({ namespace, name, rule }: RuleName): string {
  return `ns[${namespace}]-policy[${name}]-rule[${rule}]`;
}

function matchesRule(rule: Rule, call: Call): Match {
  if (!isOnChain(rule, call.chain)) return 'no'; // X2, X3
  return matchesFrom(rule, call.principal) ? matchesTo(rule, call) : 'no'; // F3: from AND to
}
