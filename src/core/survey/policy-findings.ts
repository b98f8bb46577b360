import type { Finding } from '../model/finding.ts';
import { type AuthorizationPolicy, policyName, type TargetRef } from '../model/policy.ts';
import { isEmpty, labelText, selects } from './labels.ts';
import { listed } from './listed.ts';
import { missingAccounts } from './missing-accounts.ts';
import { OWN_LABEL } from './own-label.ts';
import { isOfJob, isRunning } from './pod-index.ts';
import type { ClusterSurvey } from './survey-of.ts';

/** Deployed policies that mean something that isn't there. */
export function policyFindings(survey: ClusterSurvey): Finding[] {
  const policies = survey.inventory.policies ?? [];
  const dead = policies.flatMap((policy) => deadWords(policy, survey));
  return [
    ...listed(null, dead, {
      id: 'policy-selects-nothing',
      severity: 'warning',
      title: 'Deployed policies hold nowhere',
      why: 'What they select isn’t there now, and nothing else tells: whoever relies on them isn’t protected.',
      whatToDo: 'Correct the selector or the target, or delete them. Virtual machines are not looked at.',
    }),
    ...listed(null, missingAccounts(policies, survey), {
      id: 'service-account-missing',
      severity: 'warning',
      title: 'Deployed policies name service accounts that don’t exist',
      why: 'Istio takes any name: the rule lets nobody in now, and whoever makes an account of that name later.',
      whatToDo: 'Correct the name, or take it out; unless it is one of another cluster of the mesh.',
    }),
  ];
}

/** Y10: what the policy would attach to isn't there; none where that can't be said. */
function deadWords(policy: AuthorizationPolicy, survey: ClusterSurvey): string[] {
  const own = policy.metadata.labels?.[OWN_LABEL] === undefined ? '' : ', proposed by leastpath';
  const targets = policy.spec.targetRefs ?? [];
  if (targets.length > 0) {
    if (!targets.every((target) => isMissing(target, policy, survey))) return [];
    const named = targets.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    return [`${policyName(policy)}: no ${named}${own}`];
  }
  const labels = policy.spec.selector?.matchLabels ?? {};
  if (isEmpty(labels) || selectsSomething(policy, labels, survey)) return [];
  return [`${policyName(policy)}: no pod has ${labelText(labels)}${own}`];
}

/**
 * A Deployment scaled to zero and a job between two runs have no pod now, and the next one will carry the labels. Where
 * no pod is known at all nothing can be said.
 */
function selectsSomething(
  { metadata }: AuthorizationPolicy,
  labels: Readonly<Record<string, string>>,
  { inventory, mesh, pods }: ClusterSurvey,
): boolean {
  if (inventory.pods.length === 0) return true;
  const everywhere = metadata.namespace === mesh.rootNamespace;
  const reaches = (namespace: string) => everywhere || namespace === metadata.namespace;
  const alive = pods
    .selected(labels)
    .some((pod) => reaches(pod.namespace) && (isRunning(pod) || isOfJob(pod)));
  return (
    alive ||
    inventory.owners.some(({ namespace, matchLabels }) => reaches(namespace) && selects(labels, matchLabels))
  );
}

function isMissing(
  { kind, name }: TargetRef,
  { metadata }: AuthorizationPolicy,
  survey: ClusterSurvey,
): boolean {
  const { namespace } = metadata;
  const isIt = (one: { readonly namespace: string; readonly name: string }) =>
    one.namespace === namespace && one.name === name;
  if (kind === 'Service') return survey.view?.services?.some(isIt) === false;
  // Istio's own Gateways are no targets.
  const gateways = survey.view?.gateways?.filter(({ api }) => api === 'kubernetes');
  return kind === 'Gateway' && gateways?.some(isIt) === false;
}
