import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DROP_REASONS, KEPT_REASONS, RECORD_SOURCES } from '../core/model/reason.ts';
import type { MeshReader, RecordCount, WorkloadReport } from '../ports.ts';
import { createMetrics } from './metrics.ts';

const all = <T>(value: T) => ({ callers: value, methods: value, paths: value });

function report(namespace: string, name: string, over: Partial<WorkloadReport> = {}): WorkloadReport {
  const readiness = {
    state: 'stable' as const,
    gates: [],
    goodForSeconds: 1000,
    risk: { unseen: 0.05, rollout: 0.01, any: 0.06 },
    expectedNew: 0.05,
    backtest: 0,
  };
  return {
    id: `c/${namespace}/${name}`,
    workload: {
      key: { cluster: 'c', namespace, name },
      plane: 'sidecar',
      labels: {},
      firstRecord: 0,
      lastRecord: 1,
      rollouts: [],
      inputs: ['als'],
    },
    readiness: all(readiness),
    next: all('good for a while'),
    coveredDays: 20,
    coverageShare: 1,
    requests: { ok: 10, failed: 1, denied: 2 },
    callers: { total: 1, anonymous: 0 },
    edges: { callers: 1, methods: 2, paths: 3 },
    withheld: all(null),
    policyCoverage: all(1),
    lastDayRequests: 10,
    anonymousRequests: {},
    denied: { dryRun: 3, disagreements: 1 },
    findings: [],
    ...over,
  };
}

function reader(counters: readonly RecordCount[], reports: readonly WorkloadReport[] = []): MeshReader {
  return {
    judgedAt: () => 1,
    reports: () => reports,
    report: (id) => reports.find((candidate) => candidate.id === id),
    edges: async () => null,
    denied: async () => null,
    recommendation: async () => null,
    changes: async () => null,
    simulate: () => Promise.reject(new Error('not asked for')),
    policyYaml: async () => null,
    findings: () => [],
    counters: () => counters,
    pendingRecords: () => 7,
  };
}

/** Series → value. */
async function scrape(of: MeshReader, labelLimit = 500): Promise<Map<string, number>> {
  return seriesOf((await createMetrics({ version: '1.2.3', labelLimit }).render(of)).body);
}

function seriesOf(body: string): Map<string, number> {
  const lines = body.split('\n').filter((line) => line.startsWith('leastpath_'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

const sum = (series: Map<string, number>, prefix: string) =>
  [...series].filter(([name]) => name.startsWith(prefix)).reduce((total, [, value]) => total + value, 0);

const counters = fc.array(
  fc.record({
    source: fc.constantFrom(...RECORD_SOURCES),
    disposition: fc.oneof(
      fc.constant({ kind: 'evidence' } as const),
      fc.record({ kind: fc.constant('kept' as const), reason: fc.constantFrom(...KEPT_REASONS) }),
      fc.record({ kind: fc.constant('dropped' as const), reason: fc.constantFrom(...DROP_REASONS) }),
    ),
    count: fc.nat(1_000_000),
  }),
);

it('received = evidence + kept + dropped, for each source', async () => {
  await fc.assert(
    fc.asyncProperty(counters, async (counts) => {
      const series = await scrape(reader(counts));

      for (const source of RECORD_SOURCES) {
        const expected = counts.filter((c) => c.source === source).reduce((total, c) => total + c.count, 0);
        const received = series.get(`leastpath_records_received_total{source="${source}"}`);
        const parts = ['evidence', 'kept', 'dropped'].map((kind) =>
          sum(series, `leastpath_records_${kind}_total{source="${source}"`),
        );
        expect(received).toBe(expected);
        expect(parts.reduce((a, b) => a + b)).toBe(expected);
      }
    }),
    { numRuns: 25 },
  );
});

it('does not count twice what is scraped twice', async () => {
  const metrics = createMetrics({ version: '1', labelLimit: 10 });
  const of = reader(
    [{ source: 'als', disposition: { kind: 'evidence' }, count: 5 }],
    [report('shop', 'cart')],
  );

  const bodies = await Promise.all([metrics.render(of), metrics.render(of), metrics.render(of)]);

  for (const { body } of bodies) {
    expect(seriesOf(body).get('leastpath_records_evidence_total{source="als"}')).toBe(5);
    const denied = (enforced: boolean) =>
      `leastpath_denied_requests_total{namespace="shop",workload="cart",enforced="${enforced}"}`;
    expect(seriesOf(body).get(denied(true))).toBe(2);
    expect(seriesOf(body).get(denied(false))).toBe(3);
    expect(seriesOf(body).get('leastpath_denial_disagreements{namespace="shop",workload="cart"}')).toBe(1);
  }
});

it('shows what was judged', async () => {
  const cart = report('shop', 'cart', {
    readiness: {
      ...report('', '').readiness,
      paths: {
        ...report('', '').readiness.paths,
        state: 'learning',
        risk: { unseen: null, rollout: null, any: null },
      },
    },
    policyCoverage: { callers: 1, methods: 0.5, paths: 0 },
    lastDayRequests: 30,
    anonymousRequests: { plaintext: 4 },
    coverageShare: 0.9,
  });
  const web = report('shop', 'web', { policyCoverage: all(0), lastDayRequests: 10 });

  const series = await scrape(reader([], [cart, web]));

  const of = 'namespace="shop",workload="cart"';
  expect(Object.fromEntries(series)).toMatchObject({
    'leastpath_workloads{detail="callers",state="stable"}': 2,
    'leastpath_workloads{detail="paths",state="learning"}': 1,
    'leastpath_workloads{detail="paths",state="drifting"}': 0,
    [`leastpath_workload_state{${of},detail="callers"}`]: 4,
    [`leastpath_workload_state{${of},detail="paths"}`]: 2,
    [`leastpath_policy_coverage_ratio{${of},detail="methods"}`]: 0.5,
    'leastpath_mesh_policy_coverage_ratio{detail="callers"}': 0.75,
    [`leastpath_telemetry_coverage_ratio{${of}}`]: 0.9,
    [`leastpath_unseen_risk_ratio{${of},detail="callers"}`]: 0.05,
    [`leastpath_good_for_seconds{${of},detail="callers"}`]: 1000,
    [`leastpath_edges{${of},detail="paths"}`]: 3,
    [`leastpath_anonymous_requests_total{${of},reason="plaintext"}`]: 4,
    [`leastpath_denied_requests_total{${of},enforced="true"}`]: 2,
    leastpath_ingest_queue_records: 7,
    'leastpath_build_info{version="1.2.3"}': 1,
  });
  expect(series.has(`leastpath_unseen_risk_ratio{${of},detail="paths"}`)).toBe(false);
});

it('says nothing of the share of no traffic', async () => {
  const series = await scrape(reader([], [report('shop', 'idle', { lastDayRequests: 0 })]));

  expect([...series.keys()].filter((name) => name.includes('policy_coverage_ratio'))).toEqual([]);
});

it('sums up what is past the cap, and shows the worst of its forecasts', async () => {
  const reports = ['a', 'b', 'c', 'd'].map((name, i) =>
    report('shop', name, {
      coverageShare: 1 - i / 10,
      lastDayRequests: i,
      policyCoverage: all(i === 3 ? 1 : 0),
    }),
  );

  const series = await scrape(reader([], reports), 2);

  const of = 'namespace="overflow",workload="overflow"';
  expect(series.get(`leastpath_edges{${of},detail="paths"}`)).toBe(6);
  expect(series.get(`leastpath_denied_requests_total{${of},enforced="true"}`)).toBe(4);
  expect(series.get(`leastpath_telemetry_coverage_ratio{${of}}`)).toBe(0.7);
  expect(series.get(`leastpath_policy_coverage_ratio{${of},detail="callers"}`)).toBe(0.6);
  expect(series.has(`leastpath_workload_state{${of},detail="callers"}`)).toBe(false);
  expect(series.has('leastpath_edges{namespace="shop",workload="c",detail="paths"}')).toBe(false);
  expect(sum(series, 'leastpath_edges{')).toBe(4 * 6);
});

it('drops the series of a workload that is gone, and a newcomer takes none away', async () => {
  const metrics = createMetrics({ version: '1', labelLimit: 1 });
  const edges = async (...names: string[]) => {
    const { body } = await metrics.render(
      reader(
        [],
        names.map((name) => report('shop', name)),
      ),
    );
    return [...seriesOf(body).keys()].filter((key) => /^leastpath_edges.*callers/.test(key)).join();
  };

  expect(await edges('b')).toContain('workload="b"');
  expect(await edges('a', 'b')).toContain('workload="b"');
  expect(await edges('a')).toBe('leastpath_edges{namespace="shop",workload="a",detail="callers"}');
});

it('keeps two clusters with the same names apart', async () => {
  const other = { ...report('shop', 'cart'), id: 'd/shop/cart' as const };

  const series = await scrape(reader([], [report('shop', 'cart'), other]));

  expect(series.get('leastpath_edges{namespace="shop",workload="cart",detail="callers"}')).toBe(1);
  expect(series.get('leastpath_edges{namespace="overflow",workload="overflow",detail="callers"}')).toBe(1);
});
