import type { Finding } from '../model/finding.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Labels, Workload } from '../model/workload.ts';
import { commonLabels, selects } from './labels.ts';
import { enlarge } from './selector-enlarge.ts';
import { selectorTooWide, selectorUnknown, selectorUnverified, sharedName } from './selector-findings.ts';
import { ownersOf, podsAround } from './selector-pods.ts';
import { stableLabels } from './stable-labels.ts';

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
 * exact.
 */
export function selectorOf(workload: Workload, inventory: Inventory | null): Selector {
  // K3: no selector attaches a policy to a waypoint.
  if (workload.plane === 'waypoint') return unknown(selectorUnknown(workload, 'waypoint'));
  const { own, others } = podsAround(workload.key, inventory);
  if (inventory === null || own.length === 0) return reportedSelector(workload);
  const common = commonLabels(own.map(({ labels }) => stableLabels(labels)));
  const owners = ownersOf(own, inventory.owners);
  // Several owners of one name are one workload: what they have in common, and no more than all its pods
  // carry.
  const asked = commonLabels(owners.map(({ matchLabels }) => matchLabels));
  const start = Object.fromEntries(Object.entries(common).filter(([key, value]) => asked[key] === value));
  const matchLabels = enlarge(start, common, others);
  if (Object.keys(matchLabels).length === 0) return unknown(selectorUnknown(workload, 'labels'));
  const strangers = others.filter(({ labels }) => selects(matchLabels, labels));
  if (strangers.length > 0) return unknown(selectorTooWide(workload, matchLabels, strangers));
  const findings = owners.length > 1 ? [sharedName(workload, owners)] : [];
  return { kind: 'known', matchLabels, verified: true, findings };
}

function reportedSelector(workload: Workload): Selector {
  const matchLabels = stableLabels(workload.labels ?? {});
  if (Object.keys(matchLabels).length === 0) return unknown(selectorUnknown(workload, 'labels'));
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
