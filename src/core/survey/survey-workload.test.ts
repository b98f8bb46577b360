import { describe, expect, it } from 'vitest';
import { storedOperation } from '../../../test/support/review-inputs.ts';
import {
  podOfWorkload,
  provedEdge,
  SIDECAR,
  serviceOf,
  surveyWith,
  workloadNamed,
} from '../../../test/support/sample-cluster.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Edge } from '../model/edge.ts';
import type { Pod } from '../model/pod.ts';
import type { PodInbound } from '../model/pod-inbound.ts';
import { DAY } from '../model/scaled-time.ts';
import { type SurveyedWorkload, surveyWorkload } from './survey-workload.ts';

const CART = workloadNamed('cart');
const WEB = 'cluster.local/ns/shop/sa/web';

interface Given extends Partial<SurveyedWorkload> {
  readonly pods?: readonly Pod[];
  readonly view?: Partial<ClusterView>;
}

function surveyed({ pods = [podOfWorkload('cart')], view = {}, ...input }: Given) {
  const workload = { workload: CART, operations: [], edges: [], covered: 30 * DAY, reporting: null };
  return surveyWorkload({ ...workload, leftOut: new Set<string>(), ...input }, surveyWith(pods, view));
}

/** `id severity: rows`, one line a finding. */
function found(given: Given): string[] {
  return surveyed(given).findings.map(({ id, severity, rows }) => `${id} ${severity}: ${rows.join(' | ')}`);
}

const inbound = (change: Partial<PodInbound>) => [podOfWorkload('cart', {}, change)];
const web = (changes: Partial<Edge> = {}) => [provedEdge('web', changes)];

describe('what stands before the pods', () => {
  it.each<[string, readonly Pod[], string[]]>([
    ['a sidecar', [podOfWorkload('cart')], []],
    ['nothing that is known', [{ ...podOfWorkload('cart'), inbound: undefined as never }], []],
    ['nothing', inbound({ plane: 'none' }), ['pods-unprotected critical: shop/cart-1']],
    [
      'nothing for some',
      [podOfWorkload('cart'), podOfWorkload('cart', { name: 'b', hostNetwork: true }, { plane: 'none' })],
      ['pods-unprotected warning: shop/b (on its node’s network)'],
    ],
    ['nothing for one that has ended', inbound({ plane: 'none' }).map((pod) => ({ ...pod, endTime: 1 })), []],
    ['ztunnel', inbound({ plane: 'ambient' }), ['ambient-plane warning: shop/cart-1']],
    [
      'excluded ports',
      inbound({ excludedPorts: [9, 10] }),
      ['ports-unprotected warning: shop/cart-1: 9, 10'],
    ],
    ['no port captured', inbound({ captured: false }), ['ports-unprotected warning: shop/cart-1: all ports']],
  ])('%s', (_, pods, expected) => {
    expect(found({ pods })).toEqual(expected);
  });

  it('keeps back a policy for ztunnel', () => {
    expect(surveyed({ pods: inbound({ plane: 'ambient' }) }).withheld?.reason).toBe('inexpressible');
    expect(surveyed({}).withheld).toBeNull();
  });
});

describe('checks and scrapes', () => {
  const http = { kind: 'http', port: 8080, path: '/live' } as const;
  it.each<[string, Partial<PodInbound>, string[], (readonly Edge[])?]>([
    ['an HTTP check', { probes: [http] }, ['probe-unrewritten critical: http 8080 /live']],
    [
      'a gRPC check',
      { probes: [{ kind: 'grpc', port: 9, path: null }] },
      ['probe-unrewritten critical: grpc 9'],
    ],
    ['a TCP check only connects', { probes: [{ kind: 'tcp', port: 8080, path: null }] }, []],
    [
      'a check of an excluded port',
      { probes: [http], excludedPorts: [8080] },
      ['ports-unprotected warning: shop/cart-1: 8080'],
    ],
    [
      'a check without a proxy',
      { probes: [http], plane: 'none' },
      ['pods-unprotected critical: shop/cart-1'],
    ],
    ['a scrape', { scrape: { port: 9, path: '/m' } }, ['scrape-unidentified info: port 9 /m']],
    [
      'a scrape of no port',
      { scrape: { port: null, path: '/m' } },
      ['scrape-unidentified info: its container ports /m'],
    ],
    ['a merged scrape', { scrape: { port: 15_020, path: '/stats/prometheus' } }, []],
    [
      'a scrape where plaintext succeeds',
      { scrape: { port: 9, path: '/m' } },
      ['scrape-unidentified warning: port 9 /m'],
      [provedEdge(null)],
    ],
  ])('%s', (_, change, expected, edges = []) => {
    expect(found({ pods: inbound(change), edges })).toEqual(expected);
  });
});

describe('ports that Services declare', () => {
  const http = [serviceOf('cart', { name: 'http' })];
  const tcp = [serviceOf('cart', { name: 'tcp' })];
  const words = `${WEB} → shop/cart`;
  it.each<[string, ClusterView['services'], readonly Edge[], string[]]>([
    ['as seen', http, web(), []],
    ['gRPC is HTTP', http, web({ protocol: 'grpc' }), []],
    ['P6: another port', http, web({ port: 9 }), [`port-undeclared info: ${words}:9 http`]],
    [
      'X2: TCP, and HTTP was seen',
      tcp,
      web(),
      [`protocol-mismatch warning: ${words}:8080 http; cart:80 says tcp`],
    ],
    [
      'HTTP, and TCP was seen',
      http,
      web({ protocol: 'tcp' }),
      [`protocol-mismatch warning: ${words}:8080 tcp; cart:80 says http`],
    ],
    ['no protocol', [serviceOf('cart', {})], web({ protocol: 'tcp' }), []],
    ['not seen to succeed', tcp, web({ evidence: false }), []],
    ['only the caller said so', tcp, web({ reporter: 'source' }), []],
    ['not listed', null, web({ port: 9 }), []],
  ])('%s', (_, services, edges, expected) => {
    expect(found({ view: { services }, edges })).toEqual(expected);
  });

  it('are those of its Gateways on a gateway', () => {
    const workload = workloadNamed('cart', { plane: 'gateway' });
    expect(found({ workload, view: { services: [] }, edges: web() })).toEqual([]);
  });
});

describe('Y5: shared service accounts of callers', () => {
  const runs = (workload: string, serviceAccount: string, changes: Partial<Pod> = {}) =>
    podOfWorkload(workload, { serviceAccount, ...changes });
  const own = podOfWorkload('cart');

  it.each<[string, readonly Pod[], readonly Edge[], string[]]>([
    ['one user', [own, runs('web', 'web')], web(), []],
    [
      'two',
      [own, runs('web', 'web'), runs('pay', 'web')],
      web(),
      [`shared-service-account info: ${WEB}: shop/pay, shop/web`],
    ],
    [
      'many',
      [own, ...['a', 'b', 'c', 'd'].map((name) => runs(name, 'web'))],
      web(),
      [`shared-service-account warning: ${WEB}: shop/a, shop/b, shop/c, shop/d`],
    ],
    [
      'default',
      [own, runs('a', 'default'), runs('b', 'default')],
      [provedEdge('default')],
      ['shared-service-account warning: cluster.local/ns/shop/sa/default: shop/a, shop/b'],
    ],
    ['pods of one workload', [own, runs('web', 'web'), runs('web', 'web', { name: 'web-2' })], web(), []],
    ['one that has ended', [own, runs('web', 'web'), runs('pay', 'web', { endTime: 1 })], web(), []],
    [
      'one of a job that has ended',
      [own, runs('web', 'web'), runs('pay', 'web', { endTime: 1, labels: { 'job-name': 'x' } })],
      web(),
      [`shared-service-account info: ${WEB}: shop/pay, shop/web`],
    ],
    ['another namespace', [own, runs('web', 'web'), runs('pay', 'web', { namespace: 'bank' })], web(), []],
    ['denied only', [own, runs('web', 'web'), runs('pay', 'web')], web({ evidence: false }), []],
  ])('%s', (_, pods, edges, expected) => {
    expect(found({ pods, edges })).toEqual(expected);
  });
});

describe('callers on a schedule', () => {
  const cronJobs = [
    { namespace: 'shop', name: 'report', schedule: '0 3 1 * *', timeZone: 'UTC', suspended: false },
  ];
  const run = podOfWorkload('reporting', {
    name: 'report-29387520-abcde',
    serviceAccount: 'web',
    endTime: 1,
  });
  const words = 'shop/report (0 3 1 * *, UTC): last seen 1970-01-03';

  it.each<[number, string, string[]]>([
    [40 * DAY, run.name, [`scheduled-callers info: ${words}`]],
    [30 * DAY, run.name, [`scheduled-callers warning: ${words}`]],
    [40 * DAY, 'report-7d9f8b6c5d-abcde', []],
    [40 * DAY, 'other-29387520-abcde', []],
  ])('covered for %d ms, pod %s', (covered, name, expected) => {
    const pods = [podOfWorkload('cart'), { ...run, name }];
    const edges = web({ lastEvidence: 2 * DAY });
    expect(found({ pods, edges, covered, view: { cronJobs } })).toEqual(expected);
  });
});

it('a caller on a schedule can’t be told from others under its service account', () => {
  const cronJobs = [{ namespace: 'shop', name: 'r', schedule: '@daily', timeZone: null, suspended: false }];
  const run = { serviceAccount: 'web', labels: { 'job-name': 'r-29387520' } };
  const pods = [
    podOfWorkload('r', { ...run, name: 'r-29387520-abcde' }),
    podOfWorkload('web', { serviceAccount: 'web' }),
  ];
  const rows = surveyed({ pods, edges: web(), view: { cronJobs } }).findings.flatMap((one) => one.rows);
  expect(rows).toContain('shop/r (@daily), or another under its service account, last seen 1970-01-01');
});

describe('Q4, Q6: mTLS', () => {
  const strict = {
    namespace: 'shop',
    name: 'default',
    selector: null,
    mode: 'STRICT',
    portLevel: new Map(),
    createdAt: 1,
  } as const;

  it.each<[string, ClusterView['peerAuthentications'], readonly Edge[], string[]]>([
    [
      'plaintext taken in',
      [],
      [provedEdge(null)],
      ['mtls-permissive info: (plaintext) → shop/cart:8080 http'],
    ],
    ['plaintext of before STRICT', [strict], [provedEdge(null)], []],
    ['no plaintext', [], web(), []],
    ['not listed', null, [provedEdge(null)], []],
  ])('%s', (_, peerAuthentications, edges, expected) => {
    expect(found({ view: { peerAuthentications }, edges })).toEqual(expected);
  });
});

describe('reporters', () => {
  const reporting = { asked: 2, heard: 1, silent: ['shop/b'], silentSince: 0, filtered: false };

  it.each([
    [reporting, ['pods-silent warning: shop/b']],
    [{ ...reporting, heard: 0 }, []],
    [{ ...reporting, silent: [], filtered: true }, ['telemetry-filtered warning: shop/cart']],
    [null, []],
  ])('%o', (given, expected) => {
    expect(found({ reporting: given })).toEqual(expected);
  });
});

describe('what is left out', () => {
  const stream = storedOperation({
    path: '/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs',
    caller: { principal: WEB, anonymousReason: null },
    counts: { ok: 0, failed: 1, denied: 0 },
  });

  it('has a reason and is not pointed at', () => {
    const given = { leftOut: new Set(['shop']), pods: inbound({ plane: 'none' }) };
    expect(surveyed(given)).toMatchObject({ findings: [], withheld: { reason: 'left-out' } });
  });

  it('are workloads that take access logs, wherever they are', () => {
    expect(surveyed({ operations: [stream] })).toMatchObject({
      findings: [],
      withheld: { reason: 'left-out' },
    });
    expect(surveyWorkload({ ...BARE, operations: [stream] }, null).withheld?.reason).toBe('left-out');
    expect(surveyed({ operations: [{ ...stream, path: '/x' }] }).withheld).toBeNull();
  });

  it('says all the same that reporters are refused', () => {
    const refused = { ...stream, counts: { ok: 0, failed: 0, denied: 3 } };
    const expected = [`reporters-refused critical: ${WEB}: 3 times`];
    expect(found({ operations: [refused] })).toEqual(expected);
    expect(found({ operations: [refused], leftOut: new Set(['shop']) })).toEqual(expected);
  });
});

const BARE: SurveyedWorkload = {
  workload: CART,
  operations: [],
  edges: web(),
  covered: 0,
  reporting: null,
  leftOut: new Set(),
};

it('says nothing where no cluster is known', () => {
  expect(surveyWorkload(BARE, null)).toEqual({ findings: [], withheld: null });
});

it('finds nothing wrong with a workload that is in order', () => {
  const view = { services: [serviceOf('cart', { name: 'http' })], peerAuthentications: [], cronJobs: [] };
  expect(SIDECAR.plane).toBe('sidecar');
  expect(found({ view, edges: web() })).toEqual([]);
});
