import type { Action, AuthorizationPolicy, Rule, TargetRef } from '../model/policy.ts';

interface Accepted {
  readonly apiVersion: AuthorizationPolicy['apiVersion'];
  readonly metadata: {
    readonly name?: string;
    readonly generateName?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly targetRef?: TargetRef;
    readonly targetRefs?: readonly TargetRef[];
    readonly action?: Action;
    readonly provider?: { readonly name: string };
    readonly rules?: readonly Rule[];
  };
}

/**
 * A raw object as a policy. It must be one that `validatePolicy` has nothing against. `namespace`: where it
 * goes if it doesn't say. The older single `targetRef` becomes a list of one.
 */
export function policyOf(raw: unknown, namespace: string): AuthorizationPolicy {
  const { apiVersion, metadata, spec = {} } = raw as Accepted;
  const { labels, annotations } = metadata;
  const { selector, targetRef, targetRefs = targetRef && [targetRef], action, provider, rules } = spec;
  return {
    apiVersion,
    kind: 'AuthorizationPolicy',
    metadata: {
      name: metadata.name ?? metadata.generateName ?? '',
      namespace: metadata.namespace || namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
    },
    spec: {
      ...(selector && { selector }),
      ...(targetRefs && { targetRefs: targetRefs.map(targetOf) }),
      ...(action && { action }),
      ...(provider && { provider }),
      ...(rules && { rules }),
    },
  };
}

function targetOf({ group, kind, name }: TargetRef): TargetRef {
  return { ...(group && { group }), kind, name };
}
