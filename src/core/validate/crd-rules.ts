import { keyPath } from './crd-schema.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { isRecord, quoted } from './value-words.ts';

/** The rules that stand beside the CRD's schema (its CEL expressions). `spec` has passed the schema. */
export function ruleComplaints(spec: Readonly<Record<string, unknown>>): Complaint[] {
  return [
    ...oneAttachment(spec),
    ...labelComplaints(isRecord(spec.selector) ? spec.selector.matchLabels : undefined),
    ...targetNamespace(spec.targetRef, 'spec.targetRef'),
    ...listOf(spec.targetRefs).flatMap((target, at) => targetNamespace(target, `spec.targetRefs[${at}]`)),
    ...listOf(spec.rules).flatMap((rule, index) =>
      listOf(isRecord(rule) ? rule.from : undefined).flatMap((from, at) =>
        serviceAccountsAlone(
          isRecord(from) ? from.source : undefined,
          `spec.rules[${index}].from[${at}].source`,
        ),
      ),
    ),
  ];
}

/** F1. An empty list counts here: it is there. */
function oneAttachment(spec: Readonly<Record<string, unknown>>): Complaint[] {
  const present = ['selector', 'targetRef', 'targetRefs'].filter((field) => Object.hasOwn(spec, field));
  return present.length > 1 ? [attachedTwice(present)] : [];
}

export function attachedTwice(present: readonly string[]): Complaint {
  const fields = present.map((field) => `\`${field}\``).join(' and ');
  return complaint('attached-twice', 'spec', `${fields} exclude each other: keep one of them.`);
}

/** Stars are no patterns in a selector. The syntax of keys isn't looked at. */
export function labelComplaints(labels: unknown): Complaint[] {
  if (!isRecord(labels)) return [];
  const found: Complaint[] = [];
  for (const [key, value] of Object.entries(labels)) {
    const path = () => keyPath('spec.selector.matchLabels', key);
    if (key === '') found.push(complaint('empty-label', path(), 'A label without a name selects nothing.'));
    if (key.includes('*') || (typeof value === 'string' && value.includes('*'))) {
      const why = 'A selector knows no patterns: name the label and its value in full.';
      const what = quoted(`${key}=${String(value)}`);
      found.push(complaint('star-in-label', path(), `${what} has a star. ${why}`));
    }
  }
  return found;
}

export function targetNamespace(target: unknown, path: string): Complaint[] {
  if (!isRecord(target) || typeof target.namespace !== 'string' || target.namespace === '') return [];
  const why = 'A policy attaches in its own namespace only: remove the field, and put the policy there.';
  return [complaint('target-namespace', `${path}.namespace`, why)];
}

/** Empty lists count here: they are there. */
function serviceAccountsAlone(source: unknown, path: string): Complaint[] {
  if (!isRecord(source)) return [];
  const others = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'];
  const has = (field: string) => Object.hasOwn(source, field);
  if (!has('serviceAccounts') && !has('notServiceAccounts')) return [];
  return others
    .filter(has)
    .slice(0, 1)
    .map((other) => accountsBeside(other, path));
}

export function accountsBeside(other: string, path: string): Complaint {
  return complaint(
    'service-accounts-beside',
    path,
    `\`serviceAccounts\` can't stand beside \`${other}\` in one source: make two entries of \`from\`, ` +
      'or name the callers by one of the two.',
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
