import { textHash } from '../aggregate/text-hash.ts';

/** What a Kubernetes name or label value may measure here (L1). */
const LONGEST = 63;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const DRAFT = '-draft';

/**
 * `leastpath-NAME`. A name that is too long, or that Kubernetes wouldn't take, is cut to what it takes and
 * gets a hash of the whole; so does one that ends like a draft's, which would otherwise be the draft of
 * another workload.
 */
export function policyName(workload: string): string {
  const name = `leastpath-${workload}`;
  return name.length <= LONGEST && SUBDOMAIN.test(name) && !name.endsWith(DRAFT) ? name : hashed(name, '');
}

/** The name of the same policy as a draft: never that of an enforced one. */
export function draftName(policy: string): string {
  const name = `${policy}${DRAFT}`;
  return name.length <= LONGEST ? name : hashed(policy, DRAFT);
}

/** The workload's name as a label's value. */
export function workloadLabel(workload: string): string {
  return isLabelValue(workload) ? workload : hashed(workload, '');
}

export function isLabelValue(text: string): boolean {
  return text.length <= LONGEST && LABEL_VALUE.test(text);
}

/** `prefix/name` or `name`, as Kubernetes has label keys. */
export function isLabelKey(text: string): boolean {
  const parts = text.split('/');
  const name = parts.at(-1)!;
  if (name === '' || !isLabelValue(name) || parts.length > 2) return false;
  return parts.length === 1 || (parts[0]!.length <= 253 && SUBDOMAIN.test(parts[0]!));
}

/** A namespace's name: one DNS label. */
export function isNamespace(text: string): boolean {
  return text.length <= LONGEST && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

function hashed(name: string, suffix: string): string {
  const end = `-${textHash(name).toString(16).padStart(8, '0')}${suffix}`;
  const clean = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${clean.slice(0, LONGEST - end.length).replace(/^-+|-+$/g, '')}${end}`.replace(/^-/, 'x-');
}
