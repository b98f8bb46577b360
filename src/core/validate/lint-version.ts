import { isPathTemplate } from '../evaluate/path-template.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { LintContext, PolicyFinding } from './policy-finding.ts';
import { type StatedValue, statedValues } from './stated-values.ts';
import type { PolicyLint } from './value-lint.ts';

interface Feature {
  readonly name: string;
  readonly since: readonly [number, number];
  /** What an older control plane makes of it (T8, W5). */
  readonly older: string;
  /** Where the policy uses it; undefined = it doesn't. */
  readonly used: (policy: AuthorizationPolicy, values: readonly StatedValue[]) => string | undefined;
}

const DROPPED = 'doesn’t know the field and drops it: the rule is wider there, or for any caller';

const FEATURES: readonly Feature[] = [
  {
    name: '`trustDomains`',
    since: [1, 31],
    older: DROPPED,
    used: (_policy, values) => values.find(({ attribute }) => attribute === 'trustDomains')?.path,
  },
  {
    name: '`targetRefs` of a GatewayClass',
    since: [1, 26],
    older: 'attaches it to nothing',
    used: ({ spec }) => {
      const at = (spec.targetRefs ?? []).findIndex(({ kind }) => kind === 'GatewayClass');
      return at < 0 ? undefined : `spec.targetRefs[${at}]`;
    },
  },
  {
    name: '`serviceAccounts`',
    since: [1, 25],
    older: DROPPED,
    used: (_policy, values) => values.find(({ attribute }) => attribute === 'serviceAccounts')?.path,
  },
  {
    name: 'path templates',
    since: [1, 22],
    older: 'takes the braces literally and matches nothing',
    used: (_policy, values) =>
      values.find(({ attribute, value }) => attribute === 'paths' && isPathTemplate(value))?.path,
  },
  {
    name: '`targetRefs`',
    since: [1, 22],
    older: 'doesn’t know the field and drops it: the policy is for the whole namespace there',
    used: ({ spec }) => (spec.targetRefs?.length ? 'spec.targetRefs' : undefined),
  },
];

/**
 * W5, T8: only when every control plane that reads the policy knows its fields does it say the same to all.
 */
export const lintVersion: PolicyLint = (policy, context) => {
  const values = statedValues(policy);
  return FEATURES.flatMap((feature) => {
    const path = feature.used(policy, values);
    return path === undefined ? [] : versionFinding(feature, path, context);
  });
};

function versionFinding(
  { name, since, older }: Feature,
  path: string,
  { oldestIstio }: LintContext,
): PolicyFinding[] {
  const [major, minor] = oldestIstio ?? [0, 0];
  if (major > since[0] || (major === since[0] && minor >= since[1])) return [];
  const old = oldestIstio === undefined ? 'An older control plane' : `Istio ${major}.${minor}`;
  return [
    {
      id: 'needs-newer-istio',
      severity: oldestIstio === undefined ? 'info' : 'critical',
      title: `This needs Istio ${since.join('.')}`,
      why: `${old} ${older} (${name}).`,
      whatToDo: `Apply it only where every control-plane revision is at least ${since.join('.')}.`,
      path,
    },
  ];
}
