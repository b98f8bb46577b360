import { attachedTwice, labelComplaints, targetNamespace } from './crd-rules.ts';
import type { DecodedSpec, DecodedTarget } from './decode-spec.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { quoted } from './value-words.ts';

/** Kinds a policy may attach to, with their group (K2, K3). */
const TARGETS = [
  'core/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
];

/** F1, W1: what a policy is attached to. */
export function attachmentComplaints(spec: DecodedSpec): Complaint[] {
  const { selector, targetRef, targetRefs = [] } = spec;
  const present = [
    ...(selector === undefined ? [] : ['selector']),
    ...(targetRef === undefined ? [] : ['targetRef']),
    ...(targetRefs.length === 0 ? [] : ['targetRefs']),
  ];
  return [
    ...(present.length > 1 ? [attachedTwice(present)] : []),
    ...labelComplaints(selector?.matchLabels),
    ...(targetRef === undefined ? [] : targetComplaints(targetRef, 'spec.targetRef')),
    ...targetRefs.flatMap((target, index) => targetComplaints(target, `spec.targetRefs[${index}]`)),
  ];
}

function targetComplaints(target: DecodedTarget, path: string): Complaint[] {
  const { group, kind = '', name } = target;
  const found = [...targetNamespace(target, path)];
  if (!name) found.push(complaint('empty-value', `${path}.name`, 'The target has no name: name one object.'));
  if (!TARGETS.includes(`${group || 'core'}/${kind}`)) {
    const what = quoted(group ? `${group}/${kind}` : kind);
    const known =
      'Service (no group), ServiceEntry (networking.istio.io), Gateway or GatewayClass ' +
      '(gateway.networking.k8s.io)';
    found.push(complaint('unknown-target', path, `A policy can't attach to ${what}: use ${known}.`));
  }
  return found;
}
