import { DRY_RUN } from '../evaluate/dry-run.ts';
import type { Action } from '../model/policy.ts';
import { keyPath } from './crd-schema.ts';
import { parseBool } from './parse-bool.ts';
import { type Complaint, complaint } from './policy-error.ts';
import { isRecord, quoted } from './value-words.ts';

const ANNOTATIONS = 'metadata.annotations';

/** Annotations that Istio sets itself, and refuses from anybody else. */
const RESERVED = [
  'internal.istio.io/webhook-always-reject',
  'internal.istio.io/parent-namespace',
  'internal.istio.io/parents',
];

/** W1, R1, R10: annotations. `action`: null = none of the four. */
export function annotationComplaints(annotations: unknown, action: Action | null): Complaint[] {
  if (!isRecord(annotations)) return [];
  const reserved = RESERVED.filter((name) => Object.hasOwn(annotations, name)).map((name) =>
    complaint('reserved-annotation', keyPath(ANNOTATIONS, name), `${name} is Istio’s own: remove it.`),
  );
  const dryRun = Object.hasOwn(annotations, DRY_RUN) ? dryRunProblem(annotations[DRY_RUN], action) : null;
  if (dryRun === null) return reserved;
  return [complaint('bad-dry-run', keyPath(ANNOTATIONS, DRY_RUN), dryRun), ...reserved];
}

function dryRunProblem(value: unknown, action: Action | null): string | null {
  if (action !== 'ALLOW' && action !== 'DENY') {
    return `Dry-run is for ALLOW and DENY only, not for ${action ?? 'this action'}: remove the annotation.`;
  }
  const text = typeof value === 'string' ? value : '';
  return parseBool(text) === null
    ? `${quoted(text)} is no truth value: write "true" or "false", in quotes.`
    : null;
}
