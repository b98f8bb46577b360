import type { Finding } from '../model/finding.ts';
import type { Owner } from '../model/inventory.ts';
import { type Labels, type Workload, type WorkloadKey, workloadId } from '../model/workload.ts';
import { labelText } from '../survey/labels.ts';

/** Rows shown of a long list. */
const SHOWN = 20;

export function selectorUnknown(workload: Workload, lacking: 'labels' | 'waypoint'): Finding {
  return {
    id: 'selector-unknown',
    severity: 'warning',
    workload: workloadId(workload.key),
    title: 'No labels select this workload',
    why:
      lacking === 'waypoint'
        ? 'It is reached through a waypoint, where a policy with a selector attaches to nothing.'
        : 'Nothing names a label that all its pods have and keep; without one a policy binds its namespace.',
    whatToDo:
      lacking === 'waypoint'
        ? 'Write the policy by hand with targetRefs to the Service, from the edges shown here.'
        : 'Give leastpath an inventory of the cluster, or the workload’s labels.',
    rows: [],
  };
}

export function selectorUnverified(workload: Workload, matchLabels: Labels): Finding {
  return {
    id: 'selector-unverified',
    severity: 'info',
    workload: workloadId(workload.key),
    title: 'The selector is not proved to be exact',
    why:
      'It is what all reporters of the workload have in common; without an inventory nothing tells whether ' +
      'pods of other workloads carry the same labels.',
    whatToDo: `Compare with: kubectl get pods -n ${workload.key.namespace} -l ${labelText(matchLabels)}`,
    rows: Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
  };
}

/** `strangers`: pods or workloads that the labels select too. */
export function selectorTooWide(
  workload: Workload,
  matchLabels: Labels,
  strangers: readonly Pick<WorkloadKey, 'namespace' | 'name'>[],
): Finding {
  return {
    id: 'selector-too-wide',
    severity: 'warning',
    workload: workloadId(workload.key),
    title: 'No labels tell this workload from others',
    why:
      `What its pods have in common, ${labelText(matchLabels)}, is on pods of other workloads too; ` +
      'a policy would deny those their callers.',
    whatToDo:
      'Give its pods a label of their own, in the template of their owner. If they have one, a proxy left it ' +
      'out of what it said: give leastpath an inventory of the cluster.',
    rows: strangers
      .map(({ namespace, name }) => `${namespace}/${name}`)
      .toSorted()
      .slice(0, SHOWN),
  };
}

export function sharedName(workload: Workload, owners: readonly Owner[]): Finding {
  return {
    id: 'shared-name',
    severity: 'info',
    workload: workloadId(workload.key),
    title: 'Several owners are one workload',
    why: 'They share the canonical service name, so they get one policy with the callers of all.',
    whatToDo: 'Nothing, if they are revisions of one app; else give them different names.',
    rows: owners.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
  };
}
