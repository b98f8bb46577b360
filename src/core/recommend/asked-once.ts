import { matchesFrom } from '../evaluate/match-source.ts';
import type { OperationKey } from '../model/operation.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';

/**
 * Asks a policy only once about callers that stand in the same rules: nothing else of a caller can change the
 * answer. So the cost of a proof follows the size of the policy, and not callers times paths.
 */
export function askedOnce<T>(
  policy: AuthorizationPolicy,
  ask: (flow: OperationKey) => T,
): (flow: OperationKey) => T {
  const standings = new Map<Principal | null, string>();
  const answers = new Map<string, { readonly answer: T }>();
  return (flow) => {
    const { caller, port, protocol, method, path } = flow;
    const standing = standings.get(caller.principal) ?? standingOf(policy, caller.principal);
    standings.set(caller.principal, standing);
    const key = `${standing}\n${port}\n${protocol}\n${method ?? '\0'}\n${path ?? '\0'}`;
    const known = answers.get(key) ?? { answer: ask(flow) };
    answers.set(key, known);
    return known.answer;
  };
}

/** The positions of the rules whose `from` admits the caller. */
function standingOf(policy: AuthorizationPolicy, principal: Principal | null): string {
  return policy.spec.rules.flatMap((rule, index) => (matchesFrom(rule, principal) ? [index] : [])).join();
}
