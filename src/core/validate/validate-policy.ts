import { crdComplaints } from './crd.ts';
import { unknownField } from './crd-schema.ts';
import { type Complaint, complaint, type PolicyError } from './policy-error.ts';
import { isRecord, quoted } from './value-words.ts';
import { webhookComplaints } from './webhook.ts';

const GROUP = 'security.istio.io';
const KIND = 'AuthorizationPolicy';
const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/**
 * Why a cluster with Istio would not take the object; empty = both the API server (CRD) and Istio's webhook
 * would. Each is judged apart: a cluster asks the CRD first and shows the webhook's answer only past it, so
 * one mistake may be in the list twice. Rules: W1, W2, T5, and the limits of the CRD; measured on both.
 */
export function validatePolicy(raw: unknown): readonly PolicyError[] {
  const known = isRecord(raw) && raw.kind === KIND;
  const crd = known ? crdComplaints(raw) : [unknownKind(raw)];
  const webhook = known && groupOf(raw.apiVersion) === GROUP ? ofWebhook(raw) : [unknownKind(raw)];
  return [
    ...crd.map((one): PolicyError => ({ ...one, from: 'crd' })),
    ...webhook.map((one): PolicyError => ({ ...one, from: 'webhook' })),
  ];
}

function ofWebhook(policy: Readonly<Record<string, unknown>>): Complaint[] {
  const unknown = Object.keys(policy).filter((field) => !TOP.includes(field));
  return [...unknown.map((field) => unknownField(field, TOP, '')), ...webhookComplaints(policy)];
}

/** The webhook doesn't look at the version behind it. */
function groupOf(apiVersion: unknown): string {
  return typeof apiVersion === 'string' ? apiVersion.slice(0, apiVersion.lastIndexOf('/')) : '';
}

function unknownKind(raw: unknown): Complaint {
  if (!isRecord(raw)) {
    return complaint(
      'not-an-object',
      '',
      'This is no Kubernetes object: begin with `apiVersion` and `kind`.',
    );
  }
  const what = `${String(raw.apiVersion ?? 'no apiVersion')}, ${String(raw.kind ?? 'no kind')}`;
  return complaint(
    'unknown-kind',
    'kind',
    `${quoted(what)} is no ${KIND} of ${GROUP}: write apiVersion ${GROUP}/v1.`,
  );
}
