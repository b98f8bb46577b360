import { asEnforced } from '../evaluate/as-enforced.ts';
import { type AuthorizationPolicy, policyName } from '../model/policy.ts';
import type { PolicyError } from '../validate/policy-error.ts';
import { policyOf } from '../validate/policy-of.ts';
import { validatePolicy } from '../validate/validate-policy.ts';

/** One document of what a user gave, as far as it could be read. */
export interface GivenDocument {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly kind: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly value: unknown;
  readonly error: { readonly id: string; readonly message: string; readonly hint: string } | null;
}

export interface RejectedPolicy {
  /** Its place among all documents that were given, from 1. */
  readonly document: number;
  readonly file: string;
  readonly line: number;
  /** `namespace/name` */
  readonly policy: string;
  readonly errors: readonly PolicyError[];
}

export interface UnreadableDocument {
  readonly document: number;
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly message: string;
  readonly hint: string;
}

/** What of the documents can be judged with, and what can't. */
export interface AcceptedPolicies {
  /** As they were given: a dry-run one stays one. */
  readonly policies: readonly AuthorizationPolicy[];
  /** Istio would refuse these: they are left out. */
  readonly rejected: readonly RejectedPolicy[];
  readonly unreadable: readonly UnreadableDocument[];
  /** Documents of other kinds. */
  readonly otherKinds: number;
}

/** The same, to be judged as if all were enforced. */
export interface PolicySet extends AcceptedPolicies {
  /** Those that carry the dry-run annotation, `namespace/name`. */
  readonly dryRun: readonly string[];
}

/** `namespace`: of policies that name none. */
export function policySetOf(documents: readonly GivenDocument[], namespace: string): PolicySet {
  const accepted = acceptedPolicies(documents, namespace);
  const policies = asEnforced(accepted.policies);
  const dryRun = accepted.policies.filter((policy, i) => policy !== policies[i]).map(policyName);
  return { ...accepted, policies, dryRun };
}

/** `namespace`: of policies that name none. */
export function acceptedPolicies(documents: readonly GivenDocument[], namespace: string): AcceptedPolicies {
  const policies: AuthorizationPolicy[] = [];
  const rejected: RejectedPolicy[] = [];
  const unreadable: UnreadableDocument[] = [];
  let otherKinds = 0;
  for (const [index, { file, line, error, kind, value, ...names }] of documents.entries()) {
    const place = { document: index + 1, file, line };
    if (error !== null) unreadable.push({ ...place, ...error });
    else if (kind !== 'AuthorizationPolicy') otherKinds++;
    else {
      const errors = validatePolicy(value);
      const own = names.namespace ?? namespace;
      const policy = `${own}/${names.name ?? '(no name)'}`;
      if (errors.length > 0) rejected.push({ ...place, policy, errors });
      else policies.push(policyOf(value, own));
    }
  }
  return { policies, rejected, unreadable, otherKinds };
}
