import { keyPath } from './crd-schema.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { isRecord, quoted, typeWords } from './value-words.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** What the API server asks of every object's metadata, as far as people get it wrong (L1). */
export function metadataComplaints(metadata: unknown): Complaint[] {
  if (!isRecord(metadata)) {
    return [
      complaint('missing-field', 'metadata.name', 'The policy has no name: give it one in `metadata.name`.'),
    ];
  }
  const { name, generateName, namespace } = metadata;
  return [
    ...(name === undefined && typeof generateName === 'string' ? [] : nameComplaints(name)),
    ...namespaceComplaints(namespace),
    ...textsComplaints(metadata.labels, 'metadata.labels'),
    ...textsComplaints(metadata.annotations, 'metadata.annotations'),
  ];
}

function nameComplaints(name: unknown): Complaint[] {
  const path = 'metadata.name';
  if (name === undefined || name === null || name === '') {
    return [complaint('missing-field', path, 'The policy has no name: give it one in `metadata.name`.')];
  }
  if (typeof name !== 'string') return [notText(name, path)];
  if (name.length <= 253 && SUBDOMAIN.test(name)) return [];
  const how = 'lower-case letters, digits, `-` and `.`, at most 253, with a letter or digit at both ends';
  return [complaint('bad-name', path, `${quoted(name)} can't be an object's name: use ${how}.`)];
}

function namespaceComplaints(namespace: unknown): Complaint[] {
  const path = 'metadata.namespace';
  if (namespace === undefined || namespace === null || namespace === '') return [];
  if (typeof namespace !== 'string') return [notText(namespace, path)];
  if (namespace.length <= 63 && LABEL.test(namespace)) return [];
  const how = 'lower-case letters, digits and `-`, at most 63';
  return [complaint('bad-name', path, `${quoted(namespace)} can't be a namespace: use ${how}.`)];
}

function textsComplaints(texts: unknown, path: string): Complaint[] {
  if (texts === undefined || texts === null) return [];
  if (!isRecord(texts)) {
    return [complaint('wrong-type', path, `Here must be a map of text to text, not ${typeWords(texts)}.`)];
  }
  return Object.entries(texts)
    .filter(([, value]) => typeof value !== 'string' && value !== null)
    .map(([key, value]) => notText(value, keyPath(path, key)));
}

function notText(value: unknown, path: string): Complaint {
  return complaint('wrong-type', path, `Here must be text, not ${typeWords(value)}: put it in quotes.`);
}
