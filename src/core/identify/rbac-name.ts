import type { Named } from '../model/denial.ts';

/**
 * A rule's id in Envoy (L1): `ns[NS]-policy[NAME]-rule[i]`. Those of CUSTOM policies begin with
 * `istio-ext-authz-`, newer ones with their provider's name behind it, and end otherwise where the provider is
 * not known: Istio makes a DENY of those (X5).
 */
const RULE =
  /^(istio-ext-authz-(?:.*-)?)?ns\[([^[\]]+)\]-policy\[([^[\]]+)\]-rule\[(\d{1,9})\](-deny-due-to-bad-CUSTOM-action)?$/;

/** null = not an id as Istio gives them. */
export function ruleOfId(id: string): Named | null {
  const [, custom, namespace, name, rule, bad] = RULE.exec(id) ?? [];
  if (rule === undefined) return null;
  const filter = bad !== undefined ? bad.slice(1) : custom !== undefined ? 'istio-ext-authz' : null;
  return { policy: `${namespace}/${name}`, rule: Number(rule), filter };
}
