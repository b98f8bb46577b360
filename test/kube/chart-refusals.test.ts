import { describe, expect, it } from 'vitest';
import { templateChart, type Values } from '../support/chart/render-chart.ts';

describe('the chart refuses', () => {
  it.each<[string, Values, RegExp]>([
    ['an unknown value', { replicas: 2 }, /additional properties 'replicas' not allowed/],
    ['an unknown value below another', { image: { name: 'x' } }, /at '\/image'.*'name' not allowed/],
    ['a value of the wrong kind', { service: { alsPort: '19001' } }, /at '\/service\/alsPort'.*want integer/],
    ['a port that is none', { service: { httpPort: 80_000 } }, /at '\/service\/httpPort'.*maximum/],
    ['a label that is no text', { podLabels: { cost: 7 } }, /at '\/podLabels\/cost'.*want string/],
    ['a digest that is none', { image: { digest: 'sha256:abc' } }, /at '\/image\/digest'.*pattern/],
    [
      'a principal as a URI',
      { authorizationPolicies: { readers: ['spiffe://cluster.local/ns/a/sa/b'] } },
      /at '\/authorizationPolicies\/readers\/0'.*pattern/,
    ],
    [
      'a policy that admits no reporter',
      { authorizationPolicies: { reporters: { principals: [] } } },
      /at '\/authorizationPolicies\/reporters\/principals'.*minItems/,
    ],
    [
      'a volume that several nodes write to',
      { persistence: { accessModes: ['ReadWriteMany'] } },
      /at '\/persistence\/accessModes\/0'.*'ReadWriteOnce'/,
    ],
    [
      'too little time for the last flush',
      { terminationGracePeriodSeconds: 1 },
      /at '\/terminationGracePeriodSeconds'.*minimum/,
    ],
    ['settings that are none', { config: 'leastpath.yaml' }, /at '\/config'.*want object/],
    [
      'a listener that nobody could reach',
      { config: { als: { listen: '127.0.0.1:19001' } } },
      /config\.als\.listen is 127\.0\.0\.1:19001: nothing outside of the pod/,
    ],
    [
      'a listener without a port',
      { config: { http: { listen: '0.0.0.0' } } },
      /config\.http\.listen must be/,
    ],
    [
      'a database where nothing can be written',
      { config: { store: 'sqlite:./leastpath.db' } },
      /only \/data can be written/,
    ],
    ['a memory limit that is none', { resources: { limits: { memory: '1gi' } } }, /must be a size.*"1gi"/],
    ['no account at all', { serviceAccount: { create: false } }, /serviceAccount\.name must name an account/],
    [
      'a control plane whose configuration would not be found',
      { istio: { controlPlaneNamespace: 'mesh' } },
      /set config\.mesh\.rootNamespace too/,
    ],
    [
      'a monitor that its own policy would lock out',
      { serviceMonitor: { enabled: true } },
      /name Prometheus's principal in authorizationPolicies\.scrapers/,
    ],
    [
      'a scrape through a sidecar that is not there',
      { serviceMonitor: { enabled: true, throughSidecar: true }, sidecar: { inject: false } },
      /throughSidecar needs sidecar\.inject/,
    ],
    [
      'plaintext reporters and STRICT at once',
      {
        peerAuthentication: { enabled: true },
        authorizationPolicies: { reporters: { plaintext: true } },
      },
      /choose one/,
    ],
  ])('%s', async (_, values, message) => {
    const { code, stdout, stderr } = await templateChart({ values });

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
