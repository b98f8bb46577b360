import type { Edge } from '../model/edge.ts';
import type { AllowPolicy, PolicyOperation, Rule } from '../model/policy.ts';
import type { RuleEvidence } from '../model/recommendation.ts';
import { evidenceWords } from './evidence-words.ts';

/** A comment on a place of the policy, beside it or above it. */
export interface LineComment {
  readonly at: readonly (string | number)[];
  readonly before: boolean;
  readonly words: string;
}

/** What each rule, each caller, and each of the finest values of an operation rests on. */
export function lineComments(policy: AllowPolicy, evidence: readonly RuleEvidence[]): LineComment[] {
  const edgesOf = new Map(evidence.map(({ rule, edges }) => [rule, edges]));
  return policy.spec.rules.flatMap((rule, index) => {
    const edges = edgesOf.get(index) ?? [];
    const at = ['spec', 'rules', index];
    // Logs name a rule by this number.
    const above = {
      at,
      before: true,
      words: [`rule ${index}`, evidenceWords(edges)].filter(Boolean).join(': '),
    };
    return [above, ...callerComments(rule, edges, at), ...operationComments(rule, edges, at)];
  });
}

function callerComments(rule: Rule, edges: readonly Edge[], at: LineComment['at']): LineComment[] {
  return (rule.from ?? []).flatMap(({ source }, entry) =>
    (source.principals ?? []).flatMap((principal, index) =>
      comment(
        [...at, 'from', entry, 'source', 'principals', index],
        edges.filter(({ caller }) => caller.principal === principal),
      ),
    ),
  );
}

function operationComments(rule: Rule, edges: readonly Edge[], at: LineComment['at']): LineComment[] {
  return (rule.to ?? []).flatMap(({ operation }, entry) => {
    const finest = finestField(operation);
    const inside = edges.filter((edge) => isInside(operation, edge));
    return (operation[finest] ?? []).flatMap((value, index) =>
      comment(
        [...at, 'to', entry, 'operation', finest, index],
        inside.filter((edge) => valueIn(edge, finest) === value),
      ),
    );
  });
}

type Field = keyof PolicyOperation;

function finestField({ methods, paths }: PolicyOperation): Field {
  if (paths !== undefined) return 'paths';
  return methods === undefined ? 'ports' : 'methods';
}

function isInside(operation: PolicyOperation, edge: Edge): boolean {
  return (['ports', 'methods', 'paths'] as const).every((field) => {
    const values = operation[field];
    return values === undefined || values.includes(valueIn(edge, field) ?? '');
  });
}

function valueIn({ port, method, path }: Edge, field: Field): string | null {
  if (field === 'ports') return String(port);
  return field === 'methods' ? method : path;
}

function comment(at: LineComment['at'], edges: readonly Edge[]): LineComment[] {
  const words = evidenceWords(edges);
  return words === null ? [] : [{ at, before: false, words }];
}
