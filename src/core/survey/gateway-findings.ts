import type { Gateway } from '../model/cluster-view.ts';
import { GATEWAY_NAME } from '../model/enforcement-point.ts';
import type { Finding } from '../model/finding.ts';
import type { Pod } from '../model/pod.ts';
import type { Labels } from '../model/workload.ts';
import { isLeastpath } from './asked-loggers.ts';
import { isEmpty, labelText } from './labels.ts';
import { listed } from './listed.ts';
import { isRunning } from './pod-index.ts';
import { loggerOf } from './reporting.ts';
import type { ClusterSurvey } from './survey-of.ts';

/**
 * Gateways that aren't asked to report what comes to them while the mesh is: what asks servers doesn't ask them. Each
 * as `leastpath setup --gateway` takes it.
 */
export function gatewaysNotAsked(survey: ClusterSurvey, leftOut: ReadonlySet<string>): Finding[] {
  const { view } = survey;
  if (!view?.telemetries || !view.logging?.providers.some(isLeastpath)) return [];
  const rows = (view.gateways ?? []).flatMap((gateway) => {
    const labels = labelsOf(gateway);
    const silent = podsOf(gateway, labels, survey)
      .filter(({ namespace }) => !leftOut.has(namespace))
      .filter((pod) => loggerOf(pod, survey) === null);
    return silent.map(({ namespace }) => `${namespace}/${labelText(labels)}`);
  });
  return listed(null, rows, {
    id: 'gateway-not-asked',
    severity: 'info',
    title: 'Gateways are not asked to report',
    why: 'To Istio their listeners are clients, so a Telemetry for servers passes them by: who calls them isn’t seen.',
    whatToDo: 'If you want to see it, apply what leastpath setup --gateway prints for each of these.',
  });
}

/** Pods that serve it (Y7): those of the Gateway API carry its name, Istio's own selects in every namespace. */
function podsOf({ api, namespace }: Gateway, labels: Labels, { pods }: ClusterSurvey): Pod[] {
  if (isEmpty(labels)) return [];
  return pods
    .selected(labels)
    .filter((pod) => isRunning(pod) && pod.inbound?.plane === 'gateway')
    .filter((pod) => api === 'istio' || pod.namespace === namespace);
}

function labelsOf({ api, name, selector }: Gateway): Labels {
  return api === 'kubernetes' ? { [GATEWAY_NAME]: name } : (selector ?? {});
}
