import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { OperationKey } from '../model/operation.ts';
import type { AllowPolicy, Rule } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import { standsFor } from './stands-for.ts';

/**
 * Asks a policy only once about callers that stand in the same rules: nothing else of a caller can change the
 * answer. So the cost of a proof follows the size of the policy, and not callers times paths.
 */
export function askedOnce<T>(
  policy: AllowPolicy,
  mesh: PolicyMesh,
  ask: (flow: OperationKey) => T,
): (flow: OperationKey) => T {
  const rules = policy.spec.rules.map((rule) => admitsIn(rule, mesh));
  const standings = new Map<Principal | null, string>();
  const answers = new Map<string, { readonly answer: T }>();
  const standingOf = (principal: Principal | null) =>
    rules.flatMap((admits, index) => (admits(principal) ? [index] : [])).join();
  return (flow) => {
    const { caller, port, protocol, method, path } = flow;
    const standing = standings.get(caller.principal) ?? standingOf(caller.principal);
    standings.set(caller.principal, standing);
    const key = `${standing}\n${port}\n${protocol}\n${method ?? '\0'}\n${path ?? '\0'}`;
    const known = answers.get(key) ?? { answer: ask(flow) };
    answers.set(key, known);
    return known.answer;
  };
}

/** Does the rule's `from` take the caller? A missing or empty list is no condition (F4, F5). */
function admitsIn({ from = [] }: Rule, mesh: PolicyMesh): (principal: Principal | null) => boolean {
  const lists = from.map(({ source }) => source.principals ?? []);
  if (lists.length === 0 || lists.some((values) => values.length === 0)) return () => true;
  const stands = standsFor(lists.flat(), mesh);
  return (principal) => principal !== null && stands(principal); // M1
}
