import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../app-error.ts';
import type { ClusterView } from '../core/model/cluster-view.ts';
import { readInventory } from './inventory.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inventory-cluster-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function viewOf(...documents: readonly string[]): Promise<ClusterView> {
  const file = join(folder, 'cluster.yaml');
  await writeFile(file, documents.join('\n---\n'));
  const { cluster } = await readInventory([file], { cluster: 'Kubernetes' });
  if (cluster === undefined) throw new Error('no view');
  return cluster;
}

const CART = 'metadata: {name: cart, namespace: shop}';

it('of a kind that isn’t there it isn’t known whether there are any', async () => {
  const view = await viewOf(`kind: Namespace\nmetadata: {name: shop}`);
  const { namespaces, ...rest } = view;
  expect(namespaces).toEqual([{ name: 'shop', labels: {} }]);
  expect(new Set(Object.values(rest))).toEqual(new Set([null]));
});

describe('Services', () => {
  const read = async (spec: string, metadata = CART) =>
    (await viewOf(`apiVersion: v1\nkind: Service\n${metadata}\nspec: ${spec}`)).services?.[0];

  it('are read whole', async () => {
    expect(
      await read(
        '{selector: {app: cart}, clusterIP: 10.96.0.5, ports: [{name: http, port: 80, targetPort: web, appProtocol: http, nodePort: 30000}]}',
      ),
    ).toEqual({
      namespace: 'shop',
      name: 'cart',
      labels: {},
      selector: { app: 'cart' },
      headless: false,
      ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP', appProtocol: 'http' }],
    });
  });

  it.each([
    ['{ports: [{port: 80}]}', { selector: null, ports: [{ targetPort: 80, name: null, appProtocol: null }] }],
    ['{ports: [{port: 80, targetPort: 0}]}', { ports: [{ targetPort: 80 }] }],
    ['{ports: [{port: 80, targetPort: "8080"}]}', { ports: [{ targetPort: 8080 }] }],
    ['{ports: [{port: 53, protocol: UDP}]}', { ports: [{ protocol: 'UDP' }] }],
    ['{selector: {}}', { selector: null, ports: [] }],
    ['{type: ExternalName, selector: {app: x}}', { selector: null }],
    ['{clusterIP: None}', { headless: true }],
    ['', { ports: [], headless: false }],
  ])('%s', async (spec, expected) => {
    expect(await read(spec)).toMatchObject(expected);
  });

  it('of another API are none', async () => {
    expect((await viewOf(`apiVersion: serving.knative.dev/v1\nkind: Service\n${CART}`)).services).toBeNull();
  });

  it('without what is read can’t be read', async () => {
    const error = await viewOf(`apiVersion: v1\nkind: Service\n${CART}\nspec: {ports: [{name: x}]}`).catch(
      (e) => e,
    );
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/Service cart: spec\.ports\.0\.port/),
    });
  });
});

it('EndpointSlices', async () => {
  const view = await viewOf(`
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: cart-x, namespace: shop, labels: {kubernetes.io/service-name: cart}}
ports: [{name: '', port: 8080}, {name: any}]
endpoints:
- {addresses: [10.0.0.1], targetRef: {kind: Pod, name: cart-1}}
- {addresses: ['FD00::1']}`);
  expect(view.endpointSlices).toEqual([
    {
      namespace: 'shop',
      name: 'cart-x',
      service: 'cart',
      ports: [
        { name: null, port: 8080 },
        { name: 'any', port: null },
      ],
      endpoints: [
        { addresses: ['10.0.0.1'], pod: 'cart-1' },
        { addresses: ['fd00::1'], pod: null },
      ],
    },
  ]);
});

it('ServiceAccounts and CronJobs', async () => {
  const view = await viewOf(
    `kind: ServiceAccount\n${CART}`,
    `kind: CronJob\nmetadata: {name: report}\nspec: {schedule: '0 3 * * *', timeZone: Europe/Berlin, suspend: true}`,
    `kind: CronJob\n${CART}\nspec: {schedule: '@daily'}`,
  );
  expect(view.serviceAccounts).toEqual([{ namespace: 'shop', name: 'cart' }]);
  expect(view.cronJobs).toEqual([
    {
      namespace: 'default',
      name: 'report',
      schedule: '0 3 * * *',
      timeZone: 'Europe/Berlin',
      suspended: true,
    },
    { namespace: 'shop', name: 'cart', schedule: '@daily', timeZone: null, suspended: false },
  ]);
});

it.each([
  'kind: Service',
  'kind: EndpointSlice',
  'kind: Namespace',
  'kind: ServiceAccount',
  'kind: CronJob',
  'kind: Job',
  'kind: Deployment',
  'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway',
  'apiVersion: networking.istio.io/v1\nkind: Gateway',
  'apiVersion: security.istio.io/v1\nkind: PeerAuthentication',
  'apiVersion: telemetry.istio.io/v1\nkind: Telemetry',
])('a hand-written object may leave out its spec: %s', async (kind) => {
  await expect(viewOf(`${kind}\n${CART}`)).resolves.toBeDefined();
});

it('Gateways of both APIs', async () => {
  const view = await viewOf(
    `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n${CART}\nspec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}`,
    `apiVersion: networking.istio.io/v1\nkind: Gateway\n${CART}\nspec: {selector: {istio: gw}, servers: [{port: {number: 443, protocol: HTTPS, name: x}, hosts: ['*']}]}`,
    `apiVersion: gateway.example.com/v1\nkind: Gateway\n${CART}`,
  );
  const place = { namespace: 'shop', name: 'cart' };
  expect(view.gateways).toEqual([
    {
      ...place,
      api: 'kubernetes',
      className: 'istio',
      selector: null,
      ports: [{ port: 80, protocol: 'HTTP' }],
    },
    {
      ...place,
      api: 'istio',
      className: null,
      selector: { istio: 'gw' },
      ports: [{ port: 443, protocol: 'HTTPS' }],
    },
  ]);
});

it('PeerAuthentications', async () => {
  const view = await viewOf(
    `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: a, namespace: shop, creationTimestamp: '2026-11-01T00:00:00Z'}
spec: {selector: {matchLabels: {app: cart}}, mtls: {mode: STRICT}, portLevelMtls: {'8080': {mode: DISABLE}}}`,
    `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: b, namespace: shop}\nspec: {selector: {matchLabels: {}}}`,
  );
  expect(view.peerAuthentications).toEqual([
    {
      namespace: 'shop',
      name: 'a',
      selector: { app: 'cart' },
      mode: 'STRICT',
      portLevel: new Map([[8080, 'DISABLE']]),
      createdAt: Date.parse('2026-11-01T00:00:00Z'),
    },
    { namespace: 'shop', name: 'b', selector: null, mode: 'UNSET', portLevel: new Map(), createdAt: null },
  ]);
});

it('Telemetries', async () => {
  const view = await viewOf(
    `apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: a, namespace: shop, creationTimestamp: '2026-11-01T00:00:00Z'}
spec: {selector: {matchLabels: {app: cart}}, accessLogging: [{providers: [{name: leastpath}], match: {mode: SERVER}, filter: {expression: 'response.code >= 400'}}, {disabled: true}]}`,
    `apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: b, namespace: shop}\nspec: {targetRefs: [{kind: Gateway, name: x}], metrics: []}`,
  );
  expect(view.telemetries).toEqual([
    {
      namespace: 'shop',
      name: 'a',
      selector: { app: 'cart' },
      targeted: false,
      accessLogging: [
        { providers: ['leastpath'], disabled: false, mode: 'SERVER', filtered: true },
        { providers: [], disabled: true, mode: 'CLIENT_AND_SERVER', filtered: false },
      ],
      createdAt: Date.parse('2026-11-01T00:00:00Z'),
    },
    { namespace: 'shop', name: 'b', selector: null, targeted: true, accessLogging: [], createdAt: null },
  ]);
});

it('how the mesh logs', async () => {
  const mesh = (text: string) => `
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data:
  mesh: |
${text.replace(/^/gm, '    ')}`;
  expect(
    (
      await viewOf(
        mesh(`accessLogFile: /dev/stdout
accessLogEncoding: JSON
accessLogFormat: ''
defaultProviders: {accessLogging: [leastpath], metrics: [prometheus]}
extensionProviders:
- {name: leastpath, envoyHttpAls: {service: leastpath.obs.svc.cluster.local, port: 19001}}
- {name: tcp, envoyTcpAls: {service: x, port: 1}}
- {name: otel, envoyOtelAls: {service: y, port: 2}}
- {name: json, envoyFileAccessLog: {path: /dev/stdout}}
- {name: jaeger, opentelemetry: {service: z, port: 3}}`),
      )
    ).logging,
  ).toEqual({
    accessLogFile: '/dev/stdout',
    accessLogFormat: null,
    accessLogEncoding: 'JSON',
    defaultProviders: ['leastpath'],
    providers: [
      { name: 'leastpath', kind: 'http-als', service: 'leastpath.obs.svc.cluster.local', port: 19_001 },
      { name: 'tcp', kind: 'tcp-als', service: 'x', port: 1 },
      { name: 'otel', kind: 'otel-als', service: 'y', port: 2 },
      { name: 'json', kind: 'file', service: null, port: null },
      { name: 'jaeger', kind: 'other', service: null, port: null },
    ],
  });
  expect((await viewOf(mesh('trustDomain: x'))).logging).toEqual({
    accessLogFile: null,
    accessLogFormat: null,
    accessLogEncoding: 'TEXT',
    defaultProviders: [],
    providers: [],
  });
});
