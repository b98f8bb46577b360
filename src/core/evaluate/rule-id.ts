/** One rule of one policy, and the text by which Envoy knows it (L1). */
export interface RuleId {
  readonly policy: string;
  readonly rule: number;
  readonly text: string;
}

export function ruleId({ namespace, name }: { namespace: string; name: string }, rule: number): RuleId {
  return { policy: `${namespace}/${name}`, rule, text: `ns[${namespace}]-policy[${name}]-rule[${rule}]` };
}

/**
 * B7: of several matching rules Envoy names the first by the bytes of this text, in which 10 comes before 2.
 */
export function firstOf(a: RuleId | null, b: RuleId): RuleId {
  return a === null || b.text < a.text ? b : a;
}
