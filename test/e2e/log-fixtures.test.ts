import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allEdges } from '../support/api.ts';
import { runRecommend, startApp } from '../support/app-under-test.ts';
import { type ActualEdge, type ExpectedEdge, edgeDifferences } from '../support/expected-edges.ts';

const FOLDER = resolve(import.meta.dirname, '../fixtures/logs');
const INVENTORY = join(FOLDER, 'inventory.yaml');

const inputs = [
  ['istio-text.log', 'istio-text'],
  ['istio-json.log', 'istio-json'],
  ['tricky-text.log', 'tricky-text'],
  ['oddities-text.log', 'oddities-text'],
  ['oddities-json.log', 'oddities-json'],
  ['kubectl-prefix.log', 'kubectl-prefix'],
  ['kubectl-prefix-timestamps.log', 'kubectl-prefix-timestamps'],
  ['pods', 'pods'],
  ['custom.log', 'custom'],
] as const;

/** A format that nobody knows but who wrote it. */
const FORMAT = readFileSync(join(FOLDER, 'custom.format'), 'utf8');

function expectedOf(name: string): readonly ExpectedEdge[] {
  const file = join(FOLDER, `${name}.expected.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { edges: ExpectedEdge[] }).edges;
}

/** Gateway rows are edges of the gateway; the expectations leave them out. */
function withoutGateway(edges: readonly ActualEdge[]): ActualEdge[] {
  return edges.filter(({ workload }) => workload !== 'Kubernetes/istio-system/istio-ingressgateway');
}

interface Answer {
  readonly edges: readonly ActualEdge[];
  readonly accounting: {
    readonly received: number;
    readonly evidence: number;
    readonly kept: Readonly<Record<string, number>>;
    readonly dropped: Readonly<Record<string, number>>;
  };
  readonly policies: readonly { readonly workload: string; readonly yaml: string }[];
  readonly withheld: readonly {
    readonly workload: string;
    readonly reason: string;
    readonly gates: readonly { readonly id: string }[];
  }[];
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

describe.each(inputs)('recommend on %s', (input, name) => {
  it('gives the expected edges, and a draft for each workload with a verified caller', async () => {
    const format = name === 'custom' ? ['--format', `envoy:${FORMAT}`] : [];
    const args = [join(FOLDER, input), ...format, '--inventory', INVENTORY, '--draft', '--output', 'json'];
    const { code, stdout, stderr } = await runRecommend(args);
    const answer = JSON.parse(stdout) as Answer;

    expect(edgeDifferences(expectedOf(name), withoutGateway(answer.edges))).toEqual([]);
    const { received, evidence, kept, dropped } = answer.accounting;
    expect(received).toBe(evidence + sum(kept) + sum(dropped));
    const verified = new Set(answer.edges.filter((e) => e.evidence && e.principal).map((e) => e.workload));
    expect(answer.policies.map((policy) => policy.workload).sort()).toEqual([...verified].sort());
    for (const { workload, gates } of answer.withheld) {
      expect(verified.has(workload)).toBe(false);
      expect(gates.map(({ id }) => id).filter((id) => id === 'anonymous' || id === 'evidence')).not.toEqual(
        [],
      );
    }
    expect(code, stderr).toBe(verified.size > 0 ? 0 : 1);
  });
});

const pushed = inputs.filter(([input]) => input !== 'pods' && input !== 'custom.log');

describe.each(pushed)('POST /api/v1/ingest/logs of %s', (input, name) => {
  it('gives the expected edges, and counts a repeat of the batch once', async () => {
    await using app = await startApp({ kubernetes: INVENTORY });
    const push = async () => {
      const response = await fetch(`http://${app.httpAddress}/api/v1/ingest/logs`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', 'idempotency-key': 'the-same-batch' },
        body: readFileSync(join(FOLDER, input)),
      });
      expect(response.status).toBe(200);
      return (await response.json()) as Answer['accounting'];
    };
    const first = await push();
    const repeat = await push();
    await app.flush();

    expect(edgeDifferences(expectedOf(name), withoutGateway(await allEdges(app.httpAddress)))).toEqual([]);
    expect(first.evidence).toBeGreaterThan(0);
    expect(repeat).toEqual({
      received: first.received,
      evidence: 0,
      kept: 0,
      dropped: { 'duplicate-batch': first.received },
    });
  });
});
