import { ruleComplaints } from './crd-rules.ts';
import { schemaComplaints, unknownField } from './crd-schema.ts';
import { metadataComplaints } from './object-complaints.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { SPEC } from './policy-shape.ts';
import { utf8Bytes } from './utf8-bytes.ts';
import { isRecord, quoted } from './value-words.ts';

const VERSIONS = ['security.istio.io/v1', 'security.istio.io/v1beta1'];
const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/**
 * What the API server has against an AuthorizationPolicy: the CRD's schema, its limits and rules, with
 * unknown fields refused as `kubectl` has them (a client without strict validation gets them dropped).
 */
export function crdComplaints(policy: Readonly<Record<string, unknown>>): readonly Complaint[] {
  const { apiVersion, metadata } = policy;
  if (typeof apiVersion !== 'string' || !VERSIONS.includes(apiVersion)) return [unknownVersion(apiVersion)];
  const hasSpec = Object.hasOwn(policy, 'spec');
  const shape = hasSpec ? schemaComplaints(policy.spec, SPEC, 'spec') : [];
  return [
    ...sizeComplaints(policy),
    ...Object.keys(policy)
      .filter((field) => !TOP.includes(field))
      .map((field) => unknownField(field, TOP, '')),
    ...metadataComplaints(metadata),
    ...shape,
    ...(shape.length === 0 && isRecord(policy.spec) ? ruleComplaints(policy.spec) : []),
  ];
}

/** L2: the API server reads no longer request. */
const MOST_BYTES = 3 * 1024 * 1024;
/** At most, in UTF-8. */
const BYTES_A_CHAR = 3;

function sizeComplaints(policy: Readonly<Record<string, unknown>>): Complaint[] {
  const text = JSON.stringify(policy);
  if (text.length * BYTES_A_CHAR <= MOST_BYTES) return [];
  const bytes = utf8Bytes(text);
  if (bytes <= MOST_BYTES) return [];
  const size = `The object has ${Math.ceil(bytes / 1024)} KiB, and no request above 3 MiB is taken`;
  return [complaint('too-large', '', `${size}: split it by rule into several policies, or group callers.`)];
}

function unknownVersion(version: unknown): Complaint {
  const what = typeof version === 'string' ? quoted(version) : 'no version';
  return complaint(
    'unknown-version',
    'apiVersion',
    `No cluster has an AuthorizationPolicy of ${what}: write ${VERSIONS[0]}.`,
  );
}
