import type { Finding } from '../model/finding.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Pod } from '../model/pod.ts';
import type { Labels, Workload } from '../model/workload.ts';
import { commonLabels, isEmpty, selects } from '../survey/labels.ts';
import { enlarge } from './selector-enlarge.ts';
import { selectorTooWide, selectorUnknown, selectorUnverified, sharedName } from './selector-findings.ts';
import { neighboursOf, ownersOf, podsAround } from './selector-pods.ts';
import { ownLabels, stableLabels } from './stable-labels.ts';

/** How a policy picks the workload's pods. */
export type Selector =
  | {
      readonly kind: 'known';
      /** Never empty: that would select the whole namespace (V5). In key order. */
      readonly matchLabels: Labels;
      /** Checked against all pods of the namespace. */
      readonly verified: boolean;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'unknown'; readonly findings: readonly Finding[] };

/**
 * The labels that select exactly the workload's pods (Y1): its owner's, enlarged where they select more.
 * Without an inventory that knows its pods: what its reporters have in common, which nothing proves to be
 * exact. It may be proved too wide, by pods of the inventory or by the labels of `reported`, the workloads
 * that are known (itself too, and those of other namespaces).
 */
export function selectorOf(
  workload: Workload,
  inventory: Pick<Inventory, 'pods' | 'owners'> | null,
  reported: readonly Workload[] = [],
): Selector {
  // K3: no selector attaches a policy to a waypoint.
  if (workload.plane === 'waypoint') return unknown(selectorUnknown(workload, 'waypoint'));
  const { own, others } = podsAround(workload.key, inventory);
  if (inventory === null || own.length === 0) return reportedSelector(workload, others, reported);
  const common = commonLabels(own.map(({ labels }) => stableLabels(labels)));
  const owners = ownersOf(own, inventory.owners);
  // Several owners of one name are one workload: what they have in common, and no more than all its pods
  // carry.
  const asked = commonLabels(owners.map(({ matchLabels }) => matchLabels));
  const start = Object.fromEntries(Object.entries(common).filter(([key, value]) => asked[key] === value));
  const near = others(start);
  const matchLabels = enlarge(enlarge(start, ownLabels(common), near), common, near);
  if (isEmpty(start) && isEmpty(ownLabels(matchLabels))) return unknown(selectorUnknown(workload, 'labels'));
  const strangers = near.filter(({ labels }) => selects(matchLabels, labels));
  if (strangers.length > 0) return unknown(selectorTooWide(workload, matchLabels, strangers));
  const findings = owners.length > 1 ? [sharedName(workload, owners)] : [];
  return { kind: 'known', matchLabels, verified: true, findings };
}

function reportedSelector(
  workload: Workload,
  others: (start: Labels) => readonly Pod[],
  reported: readonly Workload[],
): Selector {
  const matchLabels = stableLabels(workload.labels ?? {});
  if (isEmpty(ownLabels(matchLabels))) return unknown(selectorUnknown(workload, 'labels'));
  const strangers = [
    ...others(matchLabels),
    // What all pods of another have in common each of them has.
    ...neighboursOf(workload, reported)
      .filter(({ labels }) => labels !== null && selects(matchLabels, labels))
      .map(({ key }) => key),
  ];
  if (strangers.length > 0) return unknown(selectorTooWide(workload, matchLabels, strangers));
  return {
    kind: 'known',
    matchLabels,
    verified: false,
    findings: [selectorUnverified(workload, matchLabels)],
  };
}

function unknown(finding: Finding): Selector {
  return { kind: 'unknown', findings: [finding] };
}
