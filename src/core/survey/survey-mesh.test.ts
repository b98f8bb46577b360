import { describe, expect, it } from 'vitest';
import { loggingWith, podOfWorkload, surveyWith, telemetryOf } from '../../../test/support/sample-cluster.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Pod } from '../model/pod.ts';
import type { AuthorizationPolicy, PolicySpec } from '../model/policy.ts';
import { DAY } from '../model/scaled-time.ts';
import { surveyMesh } from './survey-mesh.ts';

interface Given extends Partial<Pick<Inventory, 'policies' | 'owners'>> {
  readonly pods?: readonly Pod[];
  readonly view?: Partial<ClusterView>;
  readonly heard?: readonly string[];
  readonly leftOut?: readonly string[];
}

/** `id: rows` */
function found({
  pods = [podOfWorkload('cart')],
  view = {},
  heard = [],
  leftOut = [],
  ...rest
}: Given): string[] {
  const known = {
    now: 10 * DAY,
    listeningSince: 0,
    timeUnit: DAY,
    isHeard: ({ name }: Pod) => heard.includes(name),
  };
  const findings = surveyMesh(surveyWith(pods, view, rest), known, new Set(leftOut));
  expect(findings.every(({ workload }) => workload === null)).toBe(true);
  return findings.map(({ id, rows }) => `${id}: ${rows.join(' | ')}`);
}

function policy(
  spec: PolicySpec,
  metadata: Partial<AuthorizationPolicy['metadata']> = {},
): AuthorizationPolicy {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'shop', ...metadata },
    spec,
  };
}

const selecting = (matchLabels: Record<string, string>, metadata = {}) =>
  policy({ selector: { matchLabels } }, metadata);

describe('Y10: policies that hold nowhere', () => {
  const owner = { namespace: 'shop', kind: 'Deployment', name: 'x', matchLabels: { app: 'x' } };
  const job = podOfWorkload('x', { endTime: 1, labels: { app: 'x', 'job-name': 'x-1' } });
  const dead = ['policy-selects-nothing: shop/p: no pod has app=x'];

  it.each<[string, AuthorizationPolicy, string[], Given?]>([
    ['a pod has the labels', selecting({ app: 'cart' }), []],
    ['none has', selecting({ app: 'x' }), dead],
    [
      'one has some of them',
      selecting({ app: 'cart', v: '1' }),
      ['policy-selects-nothing: shop/p: no pod has app=cart,v=1'],
    ],
    [
      'one had',
      selecting({ app: 'x' }),
      dead,
      { pods: [podOfWorkload('cart'), podOfWorkload('x', { endTime: 1 })] },
    ],
    ['one of a job had', selecting({ app: 'x' }), [], { pods: [podOfWorkload('cart'), job] }],
    ['scaled to zero', selecting({ app: 'x' }), [], { owners: [owner] }],
    [
      'scaled to zero elsewhere',
      selecting({ app: 'x' }),
      dead,
      { owners: [{ ...owner, namespace: 'bank' }] },
    ],
    [
      'elsewhere',
      selecting({ app: 'cart' }, { namespace: 'bank' }),
      ['policy-selects-nothing: bank/p: no pod has app=cart'],
    ],
    ['everywhere', selecting({ app: 'cart' }, { namespace: 'istio-system' }), []],
    ['the whole namespace', policy({}), []],
    ['empty labels', selecting({}), []],
    ['pods aren’t known', selecting({ app: 'x' }), [], { pods: [] }],
    [
      'leastpath’s own',
      selecting({ app: 'x' }, { labels: { 'leastpath.dev/workload': 'x' } }),
      ['policy-selects-nothing: shop/p: no pod has app=x, proposed by leastpath'],
    ],
  ])('%s', (_, one, expected, given = {}) => {
    expect(found({ policies: [one], ...given })).toEqual(expected);
  });

  const target = (kind: string, name: string) => policy({ targetRefs: [{ kind, name }] });
  const service = { labels: {}, selector: null, headless: false, ports: [] };
  const gateway = { className: 'istio', selector: null, ports: [], namespace: 'shop', name: 'gw' };
  it.each<[string, AuthorizationPolicy, Partial<ClusterView>, boolean]>([
    [
      'a Service',
      target('Service', 'cart'),
      { services: [{ ...service, namespace: 'shop', name: 'cart' }] },
      false,
    ],
    [
      'a Service elsewhere',
      target('Service', 'cart'),
      { services: [{ ...service, namespace: 'b', name: 'cart' }] },
      true,
    ],
    ['no Service', target('Service', 'cart'), { services: [] }, true],
    ['Services aren’t listed', target('Service', 'cart'), { services: null }, false],
    ['a Gateway', target('Gateway', 'gw'), { gateways: [{ ...gateway, api: 'kubernetes' }] }, false],
    ['Istio’s own Gateway', target('Gateway', 'gw'), { gateways: [{ ...gateway, api: 'istio' }] }, true],
    ['Gateways aren’t listed', target('Gateway', 'gw'), { gateways: null }, false],
    ['a kind that isn’t looked at', target('ServiceEntry', 'x'), { services: [], gateways: [] }, false],
  ])('target: %s', (_, one, view, isDead) => {
    expect(found({ policies: [one], view })).toHaveLength(isDead ? 1 : 0);
  });
});

describe('W4: service accounts that don’t exist', () => {
  const serviceAccounts = [{ namespace: 'shop', name: 'web' }];
  const from = (source: object) => policy({ rules: [{ from: [{ source }] }] });

  it.each<[string, object, string[]]>([
    ['it does', { principals: ['cluster.local/ns/shop/sa/web'] }, []],
    [
      'no principal',
      { principals: ['cluster.local/ns/shop/sa/wep'] },
      ['service-account-missing: shop/p: shop/wep'],
    ],
    ['with stars', { principals: ['*', 'cluster.local/ns/shop/sa/we*', '*/sa/x'] }, []],
    ['of another trust domain', { principals: ['other/ns/shop/sa/x'] }, []],
    ['not the shape', { principals: ['shop/web'] }, []],
    ['of the namespace', { serviceAccounts: ['web', 'wep'] }, ['service-account-missing: shop/p: shop/wep']],
    ['of another', { serviceAccounts: ['bank/web'] }, ['service-account-missing: shop/p: bank/web']],
  ])('%s', (_, source, expected) => {
    expect(found({ policies: [from(source)], view: { serviceAccounts } })).toEqual(expected);
  });

  it('is not said where they aren’t listed', () => {
    const policies = [from({ serviceAccounts: ['wep'] })];
    expect(found({ policies, view: { serviceAccounts: null } })).toEqual([]);
  });
});

describe('workloads that should report', () => {
  const view = { telemetries: [telemetryOf([{ providers: ['leastpath'] }])], logging: loggingWith() };
  const pods = [podOfWorkload('cart'), podOfWorkload('web'), podOfWorkload('web', { name: 'web-2' })];

  it('and don’t are named, once each', () => {
    expect(found({ pods, view })).toEqual(['not-reporting: shop/cart: 1 pod | shop/web: 2 pods']);
    expect(found({ pods, view, heard: ['web-1', 'cart-1'] })).toEqual([]);
    expect(found({ pods, view, leftOut: ['shop'] })).toEqual([]);
    expect(found({ pods, view: { ...view, telemetries: [] } })).toEqual([]);
  });
});

describe('gateways', () => {
  const server = telemetryOf([{ providers: ['leastpath'], mode: 'SERVER' }]);
  const client = telemetryOf([{ providers: ['leastpath'], mode: 'CLIENT' }]);
  const gateway = { namespace: 'shop', name: 'public', className: null, ports: [] };
  const classic = { ...gateway, api: 'istio', selector: { istio: 'public' } } as const;
  const kubernetes = { ...gateway, api: 'kubernetes', selector: null } as const;
  const gatewayName = { 'gateway.networking.k8s.io/gateway-name': 'public' };
  const pod = (
    labels: Record<string, string>,
    plane: 'gateway' | 'sidecar' = 'gateway',
    namespace = 'edge',
  ) => podOfWorkload('gw', { labels, namespace }, { plane });

  it.each<[string, Pod, typeof classic | typeof kubernetes, string[], Partial<ClusterView>?]>([
    ['of Istio, selected', pod({ istio: 'public' }), classic, ['edge/istio=public']],
    ['of Istio, not selected', pod({ istio: 'private' }), classic, []],
    ['a sidecar with its labels', pod({ istio: 'public' }, 'sidecar'), classic, []],
    [
      'of the Gateway API',
      pod(gatewayName, 'gateway', 'shop'),
      kubernetes,
      ['shop/gateway.networking.k8s.io/gateway-name=public'],
    ],
    ['of the Gateway API, elsewhere', pod(gatewayName), kubernetes, []],
    ['asked', pod({ istio: 'public' }), classic, [], { telemetries: [client] }],
    ['nobody reports', pod({ istio: 'public' }), classic, [], { logging: loggingWith({ providers: [] }) }],
  ])('%s', (_, one, object, rows, view = {}) => {
    const known = { telemetries: [server], logging: loggingWith(), gateways: [object], ...view };
    const said = found({ pods: [one], view: known, heard: ['gw-1'] });
    expect(said).toEqual(rows.map((row) => `gateway-not-asked: ${row}`));
  });

  it('that are left out are nobody’s work', () => {
    const view = { telemetries: [server], logging: loggingWith(), gateways: [classic] };
    expect(found({ pods: [pod({ istio: 'public' })], view, leftOut: ['edge'] })).toEqual([]);
  });
});

describe('CronJobs', () => {
  const cronJob = {
    namespace: 'shop',
    name: 'report',
    schedule: '0 3 1 * *',
    timeZone: null,
    suspended: false,
  };
  const words = 'cron-job-unseen: shop/report (0 3 1 * *): up to 31 days between two runs';
  const run = podOfWorkload('report', { name: 'report-29387520-abcde', endTime: 1 });

  it.each<[string, Given, string[]]>([
    ['never run', {}, [words]],
    ['run', { pods: [run] }, []],
    ['suspended', { view: { cronJobs: [{ ...cronJob, suspended: true }] } }, []],
    ['left out', { leftOut: ['shop'] }, []],
    ['pods aren’t known', { pods: [] }, []],
  ])('%s', (_, given, expected) => {
    expect(found({ view: { cronJobs: [cronJob] }, ...given })).toEqual(expected);
  });
});
