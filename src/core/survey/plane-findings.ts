import type { Finding } from '../model/finding.ts';
import type { Pod } from '../model/pod.ts';
import type { PodPlane } from '../model/pod-inbound.ts';
import type { Workload } from '../model/workload.ts';
import { listed } from './listed.ts';

/** What stands before a workload's pods, and where nothing does (5.4). `pods`: those that run. */
export function planeFindings({ key }: Workload, pods: readonly Pod[]): Finding[] {
  const known = pods.filter(({ inbound }) => inbound !== undefined);
  const bare = known.filter((pod) => planeOf(pod) === 'none');
  const ambient = known.filter((pod) => planeOf(pod) === 'ambient');
  const all = bare.length === known.length;
  return [
    ...listed(key, bare.map(podWords), {
      id: 'pods-unprotected',
      severity: all ? 'critical' : 'warning',
      title: all ? 'No proxy stands before its pods' : 'No proxy stands before some of its pods',
      why: 'What calls them passes no proxy, so no AuthorizationPolicy holds there.',
      whatToDo: 'Bring them into the mesh, or close them by a NetworkPolicy.',
    }),
    ...listed(key, ambient.map(podWords), {
      id: 'ambient-plane',
      severity: 'warning',
      title: 'Its pods are reached through ztunnel',
      why: 'There a rule with methods or paths falls away and all is denied; none is proposed for that plane yet.',
      whatToDo: 'Write the policy by hand: principals and ports for the pods, the rest with targetRefs.',
    }),
    ...portsThatPassBy({ key }, known),
  ];
}

/** Why no policy can be proposed for the plane of these pods; null = it can. */
export function planeObstacle(pods: readonly Pod[]): string | null {
  const ambient = pods.some((pod) => planeOf(pod) === 'ambient');
  return ambient ? 'Its pods are reached through ztunnel, for which nothing is proposed yet.' : null;
}

function portsThatPassBy({ key }: Pick<Workload, 'key'>, pods: readonly Pod[]): Finding[] {
  const rows = pods.flatMap(({ namespace, name, inbound }) => {
    if (inbound === undefined || (inbound.plane !== 'sidecar' && inbound.plane !== 'gateway')) return [];
    const { captured, excludedPorts } = inbound;
    if (!captured) return [`${namespace}/${name}: all ports`];
    return excludedPorts.length > 0 ? [`${namespace}/${name}: ${excludedPorts.join(', ')}`] : [];
  });
  return listed(key, rows, {
    id: 'ports-unprotected',
    severity: 'warning',
    title: 'Ports of its pods pass the proxy by',
    why: 'Annotations exclude them from what the proxy takes in: no policy holds there, and nothing is recorded.',
    whatToDo: 'Take the annotations away, or close these ports by a NetworkPolicy.',
  });
}

function planeOf({ inbound }: Pod): PodPlane | null {
  return inbound?.plane ?? null;
}

function podWords({ namespace, name, hostNetwork }: Pod): string {
  return `${namespace}/${name}${hostNetwork ? ' (on its node’s network)' : ''}`;
}
