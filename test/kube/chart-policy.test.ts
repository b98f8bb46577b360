import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderChart, type Values } from '../support/chart/render-chart.ts';
import { runHere } from '../support/program-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROMETHEUS = 'cluster.local/ns/monitoring/sa/prometheus';
const PAGE = 'cluster.local/ns/edge/sa/gateway';
const SHIPPER = 'cluster.local/ns/logging/sa/vector';
const SHOP = 'cluster.local/ns/shop/sa/cart';

interface Call {
  readonly from: string | null;
  readonly port?: number;
  readonly does?: string;
}

const STREAM = 'POST /envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs';

/** What a sidecar would answer to these calls under the policies that the chart makes. */
async function verdicts(values: Values, calls: readonly Call[]): Promise<string[]> {
  await using folder = await temporaryFolder();
  const [policies, flows] = [join(folder.path, 'policies.json'), join(folder.path, 'flows.jsonl')];
  const objects = await renderChart({ values });
  const items = objects.filter(({ kind }) => kind === 'AuthorizationPolicy');
  const { labels } = objects.find(({ kind }) => kind === 'StatefulSet')!.spec.template.metadata;
  await writeFile(policies, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await writeFile(flows, calls.map((call) => `${JSON.stringify(flowLine(call, labels))}\n`).join(''));
  const { stdout } = await runHere([
    ...['explain', '--policies', policies, '--flows', flows],
    ...['--complete', '--output', 'json'],
  ]);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).verdict);
}

function flowLine({ from, port = 8080, does = STREAM }: Call, labels: Readonly<Record<string, string>>) {
  const [method, path] = does.split(' ');
  return {
    source: from === null ? {} : { principal: from },
    destination: { namespace: 'leastpath', workload: 'leastpath', labels, port, plane: 'sidecar' },
    protocol: 'http',
    request: { method, path },
  };
}

const NAMED: Values = {
  authorizationPolicies: { readers: [PAGE], scrapers: [PROMETHEUS], logSenders: [SHIPPER] },
};

describe("leastpath's own policy", () => {
  it.each<[string, Values, Call, string]>([
    ['any verified reporter', {}, { from: SHOP, port: 19_001 }, 'allow'],
    ['a reporter of another trust domain', {}, { from: 'old.example/ns/a/sa/b', port: 19_001 }, 'allow'],
    ['leastpath itself', {}, { from: 'cluster.local/ns/leastpath/sa/leastpath', port: 19_001 }, 'allow'],
    ['a reporter without mTLS', {}, { from: null, port: 19_001 }, 'deny'],
    [
      'a reporter without mTLS where such are admitted',
      { authorizationPolicies: { reporters: { plaintext: true } } },
      { from: null, port: 19_001 },
      'allow',
    ],
    [
      'a reporter of a mesh that is not named',
      { authorizationPolicies: { reporters: { principals: ['cluster.local/*'] } } },
      { from: 'old.example/ns/a/sa/b', port: 19_001 },
      'deny',
    ],
    ['a reporter that reads', {}, { from: SHOP, does: 'GET /api/v1/mesh' }, 'deny'],
    ['the kubelet', {}, { from: null, does: 'GET /readyz' }, 'allow'],
    ['an anonymous reader', {}, { from: null, does: 'GET /' }, 'deny'],
    ['Prometheus', NAMED, { from: PROMETHEUS, does: 'GET /metrics' }, 'allow'],
    ['Prometheus that reads', NAMED, { from: PROMETHEUS, does: 'GET /api/v1/mesh' }, 'deny'],
    ['Prometheus where it is not named', {}, { from: PROMETHEUS, does: 'GET /metrics' }, 'deny'],
    ['a reader', NAMED, { from: PAGE, does: 'GET /api/v1/workloads/Kubernetes/shop/cart' }, 'allow'],
    ['a reader that simulates', NAMED, { from: PAGE, does: 'POST /api/v1/simulate' }, 'allow'],
    ['a reader that sends logs', NAMED, { from: PAGE, does: 'POST /api/v1/ingest/logs' }, 'deny'],
    ['a log shipper', NAMED, { from: SHIPPER, does: 'POST /api/v1/ingest/logs' }, 'allow'],
    ['a log shipper that reads', NAMED, { from: SHIPPER, does: 'GET /api/v1/mesh' }, 'deny'],
    ['a log shipper as an ALS reporter', NAMED, { from: SHIPPER, port: 19_001 }, 'allow'],
  ])('%s', async (_, values, call, verdict) => {
    expect(await verdicts(values, [call])).toEqual([verdict]);
  });
});
