import { describe, expect, it } from 'vitest';
import type { PodInbound } from '../core/model/pod-inbound.ts';
import { podObject } from './kube-object.ts';
import { podInboundOf } from './pod-inbound-of.ts';

const APP = { name: 'app', ports: [{ name: 'web', containerPort: 8080 }] };
const PROXY = {
  name: 'istio-proxy',
  ports: [{ name: 'http-envoy-prom', containerPort: 15_090 }],
  readinessProbe: { httpGet: { port: 15_021, path: '/healthz/ready' } },
};

interface Given {
  readonly labels?: object;
  readonly annotations?: object;
  readonly containers?: readonly object[];
  readonly initContainers?: readonly object[];
  readonly hostNetwork?: boolean;
}

function inboundOf({ labels, annotations, containers = [APP, PROXY], ...spec }: Given): PodInbound | null {
  return podInboundOf(
    podObject.parse({ metadata: { name: 'p', labels, annotations }, spec: { containers, ...spec } }),
  );
}

const GATEWAY = { istio: 'ingressgateway', app: 'istio-ingressgateway' };
const WAYPOINT = { 'gateway.istio.io/managed': 'istio.io-mesh-controller' };
const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };

describe('the plane of a pod', () => {
  it.each<[string, Given, PodInbound['plane']]>([
    ['a sidecar', {}, 'sidecar'],
    [
      'a native sidecar',
      { containers: [APP], initContainers: [{ ...PROXY, restartPolicy: 'Always' }] },
      'sidecar',
    ],
    ['an init container of that name', { containers: [APP], initContainers: [PROXY] }, 'none'],
    ['nothing', { containers: [APP] }, 'none'],
    ['a gateway', { containers: [PROXY], labels: GATEWAY }, 'gateway'],
    ['a gateway’s labels alone', { containers: [APP], labels: GATEWAY }, 'none'],
    ['a waypoint', { containers: [PROXY], labels: WAYPOINT }, 'waypoint'],
    [
      'what the CNI redirected',
      { containers: [APP], annotations: { 'ambient.istio.io/redirection': 'enabled' } },
      'ambient',
    ],
    ['what asks for ambient', { containers: [APP], labels: AMBIENT }, 'ambient'],
    ['what asks on its node’s network', { containers: [APP], labels: AMBIENT, hostNetwork: true }, 'none'],
    ['a sidecar that asks for ambient', { labels: AMBIENT }, 'sidecar'],
  ])('%s', (_, given, plane) => {
    expect(inboundOf(given)?.plane).toBe(plane);
  });

  it('is not known of an object without containers', () => {
    expect(inboundOf({ containers: [] })).toBeNull();
    expect(podInboundOf(podObject.parse({ metadata: { name: 'p' } }))).toBeNull();
  });
});

it('has the ports of the applications', () => {
  const sidekick = { name: 'dns', ports: [{ containerPort: 53, protocol: 'UDP' }], restartPolicy: 'Always' };
  expect(inboundOf({ initContainers: [sidekick] })?.ports).toEqual([
    { name: 'web', port: 8080, protocol: 'TCP' },
    { name: null, port: 53, protocol: 'UDP' },
  ]);
});

describe('checks that reach the application', () => {
  const http = (port: number | string, path?: string) => ({ httpGet: { port, path } });
  it.each<[string, object, PodInbound['probes']]>([
    ['none', {}, []],
    ['HTTP', { livenessProbe: http(8080, '/live') }, [{ kind: 'http', port: 8080, path: '/live' }]],
    ['HTTP without a path', { readinessProbe: http(8080) }, [{ kind: 'http', port: 8080, path: '/' }]],
    ['of a named port', { startupProbe: http('web', '/s') }, [{ kind: 'http', port: 8080, path: '/s' }]],
    ['of a name that isn’t there', { startupProbe: http('nope', '/s') }, []],
    ['5.1: rewritten', { livenessProbe: http(15_020, '/app-health/app/livez') }, []],
    ['TCP', { livenessProbe: { tcpSocket: { port: 8080 } } }, [{ kind: 'tcp', port: 8080, path: null }]],
    ['gRPC', { livenessProbe: { grpc: { port: 9000 } } }, [{ kind: 'grpc', port: 9000, path: null }]],
    ['a command', { livenessProbe: { exec: { command: ['true'] } } }, []],
    ['a hook', { lifecycle: { preStop: http(8080, '/bye') } }, [{ kind: 'http', port: 8080, path: '/bye' }]],
    [
      'twice the same',
      { livenessProbe: http(8080, '/h'), readinessProbe: http('web', '/h') },
      [{ kind: 'http', port: 8080, path: '/h' }],
    ],
  ])('%s', (_, change, probes) => {
    expect(inboundOf({ containers: [{ ...APP, ...change }, PROXY] })?.probes).toEqual(probes);
  });

  it('are none behind ztunnel, which they pass by', () => {
    const containers = [{ ...APP, livenessProbe: http(8080, '/live') }];
    expect(inboundOf({ containers, labels: AMBIENT })?.probes).toEqual([]);
  });
});

describe('annotations', () => {
  const prometheus = (change: object) => ({ 'prometheus.io/scrape': 'true', ...change });
  it.each([
    [{}, null],
    [prometheus({}), { port: null, path: '/metrics' }],
    [prometheus({ 'prometheus.io/port': '9102', 'prometheus.io/path': '/m' }), { port: 9102, path: '/m' }],
    [prometheus({ 'prometheus.io/port': 'x' }), { port: null, path: '/metrics' }],
    [{ 'prometheus.io/scrape': 'false', 'prometheus.io/port': '9102' }, null],
  ])('5.3: scrapes: %o', (annotations, scrape) => {
    expect(inboundOf({ annotations })?.scrape).toEqual(scrape);
  });

  const KEY = 'traffic.sidecar.istio.io/';
  it.each([
    [{}, [], true],
    [{ [`${KEY}excludeInboundPorts`]: '9, 8' }, [8, 9], true],
    [{ [`${KEY}excludeInboundPorts`]: '' }, [], true],
    [{ [`${KEY}includeInboundPorts`]: '*' }, [], true],
    [{ [`${KEY}includeInboundPorts`]: '' }, [], false],
    [{ [`${KEY}includeInboundPorts`]: '8080' }, [], true],
    [{ [`${KEY}includeInboundPorts`]: '1', [`${KEY}excludeInboundPorts`]: '2' }, [2, 8080], true],
  ])('5.4: excluded ports: %o', (annotations, excludedPorts, captured) => {
    expect(inboundOf({ annotations })).toMatchObject({ excludedPorts, captured });
  });

  it('that are not read are not kept', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'prometheus.io/scrape': 'true',
    };
    const { metadata } = podObject.parse({ metadata: { name: 'p', annotations } });
    expect(metadata.annotations).toEqual({ 'prometheus.io/scrape': 'true' });
    expect(podObject.parse({ metadata: { name: 'p' } }).metadata.annotations).toBeNull();
  });
});
