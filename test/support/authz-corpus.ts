import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { EnforcementPoint } from '../../src/core/model/enforcement-point.ts';
import type { FlowLine } from '../../src/core/model/flow-line.ts';
import type { AuthorizationPolicy } from '../../src/core/model/policy.ts';

/** One verdict of test/fixtures/authz; a flow is complete: what isn't there was not there. */
export interface CorpusLine {
  readonly id: string;
  readonly policies: readonly AuthorizationPolicy[];
  readonly workload: Pick<EnforcementPoint, 'namespace' | 'labels'> &
    Partial<Pick<EnforcementPoint, 'service'>>;
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly aliases: readonly string[];
  readonly plane: EnforcementPoint['plane'];
  readonly pathNormalization?: EnforcementPoint['mesh']['pathNormalization'];
  readonly flow: FlowLine & { readonly request?: { readonly seenPath?: string } };
  readonly verdict: 'allow' | 'deny';
  /** null = no rule decided; absent = not known. */
  readonly by?: { readonly policy: string; readonly rule: number | null } | null;
}

export function corpusLines(name: 'corpus' | 'ztunnel'): CorpusLine[] {
  const file = join(import.meta.dirname, '../fixtures/authz', `${name}.jsonl.gz`);
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  return lines.map((line) => JSON.parse(line) as CorpusLine);
}

/** Where the line's call is judged. */
export function pointOfLine({
  plane,
  workload,
  rootNamespace,
  trustDomain,
  aliases,
  pathNormalization = 'BASE',
}: CorpusLine): EnforcementPoint {
  const mesh = { rootNamespace, trustDomain, aliases, pathNormalization };
  return {
    plane,
    namespace: workload.namespace,
    labels: workload.labels,
    service: workload.service ?? null,
    mesh,
  };
}
