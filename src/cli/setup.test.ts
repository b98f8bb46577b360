import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { addSetup } from './setup.ts';

/** What the command prints. Throws what it refuses. */
async function setup(...args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    printed.push(String(text));
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  });
  try {
    const program = new Command();
    addSetup(program);
    await program.parseAsync(['node', 'leastpath', 'setup', ...args]);
  } finally {
    write.mockRestore();
  }
  return printed.join('');
}

it('takes where proxies reach leastpath, and what to keep', async () => {
  const text = await setup(
    ...['--service', 'lp.tools.svc.corp.example', '--port', '19009', '--root-namespace', 'istio-config'],
    ...['--keep', 'envoy', 'otel'],
  );

  expect(text).toContain('service: lp.tools.svc.corp.example\n        port: 19009\n');
  expect(text).toContain('namespace: istio-config\n');
  expect(text).toContain('- name: otel\n');
});

it.each([
  'leastpath.leastpath.svc.cluster.local',
  'leastpath/leastpath.leastpath.svc.cluster.local',
  'als.example.com',
])('takes the Service %s', async (service) => {
  expect(await setup('--service', service)).toContain(`service: ${service}\n`);
});

it('asks gateways as the clients that Istio takes them for, in their own namespace', async () => {
  const text = await setup(
    ...['--gateway', 'ingress/istio=public,app=gw', 'shop/gateway.networking.k8s.io/gateway-name=shop'],
    ...['--keep', 'envoy'],
  );
  const documents = parseAllDocuments(text).map((document) => document.toJS());

  expect(documents.slice(2)).toEqual([
    telemetry('leastpath-public', 'ingress', { istio: 'public', app: 'gw' }),
    telemetry('leastpath-shop', 'shop', { 'gateway.networking.k8s.io/gateway-name': 'shop' }),
  ]);
  expect(text).toContain('kubectl delete telemetry leastpath-public -n ingress');
  expect(text).not.toContain('setup --gateway');
  expect(await setup()).toContain('setup --gateway');

  function telemetry(name: string, namespace: string, matchLabels: Record<string, string>) {
    const providers = [{ name: 'leastpath' }, { name: 'envoy' }];
    return {
      apiVersion: 'telemetry.istio.io/v1',
      kind: 'Telemetry',
      metadata: { name, namespace },
      spec: { selector: { matchLabels }, accessLogging: [{ match: { mode: 'CLIENT' }, providers }] },
    };
  }
});

describe('refuses', () => {
  it.each([
    ['a short name, which istiod does not look up', ['--service', 'leastpath'], /no Service that istiod/],
    ['a Service with its port', ['--service', 'lp.lp.svc.cluster.local:19001'], /no Service that istiod/],
    ['an address with a scheme', ['--service', 'http://lp.lp.svc'], /no Service that istiod/],
    ['namespaces in one word', ['--namespace', 'shop,payments'], /"shop,payments" is no namespace/],
    ['a root namespace that is none', ['--root-namespace', 'Istio'], /"Istio" is no namespace/],
    ['a gateway without labels', ['--gateway', 'istio-system'], /"istio-system" is no gateway/],
    ['a gateway without a value', ['--gateway', 'ingress/istio'], /is no gateway/],
    ['a port that is none', ['--port', '70000'], /"70000" is no port/],
    ['an unknown mode', ['--mode', 'otlp'], /knows no mode "otlp"/],
  ])('%s', async (_, args, message) => {
    await expect(setup(...args)).rejects.toThrow(message);
  });
});
