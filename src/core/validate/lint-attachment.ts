import { isDryRun } from '../evaluate/dry-run.ts';
import type { PolicyFinding } from './policy-finding.ts';
import type { PolicyLint } from './value-lint.ts';

const DEFAULT_ROOT = 'istio-system';

/** V5, Z12 */
export const lintEmptySelector: PolicyLint = ({ spec }) => {
  const { selector } = spec;
  if (selector === undefined || Object.keys(selector.matchLabels ?? {}).length > 0) return [];
  const attached = selector.matchLabels !== undefined;
  return [
    {
      id: 'empty-selector',
      severity: attached ? 'info' : 'warning',
      title: 'The selector selects by nothing',
      why: attached
        ? 'Without labels the policy is for every workload in scope.'
        : 'On sidecars the policy is for every workload in scope, in ambient (ztunnel) for none at all.',
      whatToDo: 'Name the labels of the workload, or remove `selector` to mean the whole namespace.',
      path: 'spec.selector',
    },
  ];
};

/** V4, V5, V7: an ALLOW for everybody in scope denies what it doesn't name, on gateways too. */
export const lintGatewayReach: PolicyLint = (policy, { mesh = {}, plane }) => {
  const { metadata, spec } = policy;
  if ((spec.action ?? 'ALLOW') !== 'ALLOW' || spec.targetRefs || isDryRun(policy)) return [];
  if (plane === 'waypoint' || plane === 'ztunnel') return [];
  if (Object.keys(spec.selector?.matchLabels ?? {}).length > 0) return [];
  if (spec.rules?.some(({ from, to, when }) => [from, to, when].every((list) => !list?.length))) return [];
  const isRoot = metadata.namespace === (mesh.rootNamespace ?? DEFAULT_ROOT);
  const nothing = (spec.rules ?? []).length === 0;
  const where = isRoot ? 'every namespace, as it stands in the root namespace' : 'its namespace';
  return [
    {
      id: 'gateways-in-scope',
      severity: isRoot ? 'warning' : 'info',
      title: nothing
        ? 'This policy denies everything, on gateways too'
        : 'This allow-list is for gateways too',
      why:
        `It selects all workloads of ${where}: sidecars and ingress and egress gateways, though not ` +
        'waypoints. Whatever no ALLOW policy names is refused there, traffic from outside too.',
      whatToDo:
        'Give the gateways an ALLOW policy of their own first, or select the workloads that are meant.',
      path: 'spec',
    },
  ];
};

/** K1, K3 */
export const lintTargetRefs: PolicyLint = ({ metadata, spec }, { mesh = {} }) => {
  const { targetRefs = [] } = spec;
  if (targetRefs.length === 0) return [];
  const root = mesh.rootNamespace ?? DEFAULT_ROOT;
  const stray = targetRefs.findIndex(({ kind }) => kind === 'GatewayClass' && metadata.namespace !== root);
  return [...(stray < 0 ? [] : [strayClass(stray, root)]), NOT_FOR_SIDECARS];
};

function strayClass(index: number, root: string): PolicyFinding {
  return {
    id: 'gateway-class-elsewhere',
    severity: 'warning',
    title: 'A policy for a GatewayClass attaches from the root namespace only',
    why: 'Elsewhere the target is passed over.',
    whatToDo: `Move the policy to ${root}, or name the Gateway or Service that is meant.`,
    path: `spec.targetRefs[${index}]`,
  };
}

const NOT_FOR_SIDECARS: PolicyFinding = {
  id: 'not-for-sidecars',
  severity: 'info',
  title: 'Only waypoints and Gateway API gateways see this policy',
  why: 'With `targetRefs` it is invisible to sidecars, to classic ingress gateways and to ztunnel.',
  whatToDo:
    'Use `selector` for workloads with sidecars, and a second policy for calls that don’t pass the waypoint.',
  path: 'spec.targetRefs',
};
