import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { Problem } from '../../src/http/dto.ts';
import { Simulation } from '../../src/http/simulate-dto.ts';
import { startApp } from '../support/app-under-test.ts';
import { httpWorld } from '../support/http-world.ts';
import { filesOf, policyText } from '../support/review-inputs.ts';

const YAML = 'application/yaml';

async function simulate(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  type = YAML,
  more: Readonly<Record<string, string>> = {},
  query = '',
) {
  const headers = { 'content-type': type, ...more };
  const response = await fetch(`${url}/api/v1/simulate${query}`, { method: 'POST', body, headers });
  const answer: unknown = await response.json();
  const schema = response.ok ? Simulation : Problem;
  return { status: response.status, headers: response.headers, body: schema.parse(answer) };
}

/** A line of the JSON format that `setup --mode logs` asks for, as cart's proxy writes it. */
function logLine(caller: string, path: string, code = 200): string {
  const denied = code === 403;
  return `${JSON.stringify({
    ...{ start_time: '2026-03-02T10:00:00.000Z', method: 'GET', path, raw_path: path, protocol: 'HTTP/1.1' },
    ...{ response_code: code, response_flags: '-', bytes_received: 0, bytes_sent: 3, duration: 1 },
    response_code_details: denied ? 'rbac_access_denied_matched_policy[none]' : 'via_upstream',
    ...{
      peer: `spiffe://cluster.local/ns/shop/sa/${caller}`,
      local: 'spiffe://cluster.local/ns/shop/sa/cart',
    },
    ...{ upstream_cluster: 'inbound|8080||', downstream_local_address: '10.1.2.3:8080' },
    ...{ downstream_remote_address: '10.1.9.9:50012', upstream_host: '10.1.2.3:8080', direction: 1 },
    log_type: 'DownstreamEnd',
  })}\n`;
}

it('tells what policies would do to what was recorded', async () => {
  const pod = {
    kind: 'Pod',
    metadata: { name: 'cart-1', namespace: 'shop', labels: { app: 'cart' } },
    spec: { serviceAccountName: 'cart' },
    status: { phase: 'Running', podIP: '10.1.2.3' },
  };
  await using folder = await filesOf({ 'inventory.json': JSON.stringify(pod) });
  await using app = await startApp({ kubernetes: folder.at('inventory.json') });
  const url = `http://${app.httpAddress}`;
  const posted = await fetch(`${url}/api/v1/ingest/logs`, {
    method: 'POST',
    body: [logLine('web', '/cart'), logLine('pay', '/cart/17'), logLine('ops', '/cart', 403)].join(''),
    headers: { 'content-type': 'text/plain' },
  });
  expect(posted.status).toBe(200);
  await app.flush();

  const { status, body } = await simulate(url, policyText({ callers: ['web', 'ops'] }));

  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      policies: 1,
      denied: [{ principal: 'cluster.local/ns/shop/sa/pay', path: '/cart/{*}', count: 1, by: null }],
      allowed: [{ principal: 'cluster.local/ns/shop/sa/ops', path: '/cart', count: 1 }],
      unknown: [],
      totals: { evidence: { allow: 1, deny: 1, unknown: 0 } },
    },
  });
});

it.each([
  [
    'JSON',
    JSON.stringify({ policies: [JSON.parse(policyText({ namespace: null }))], namespace: 'shop' }),
    'application/json',
    {},
  ],
  ['zipped YAML', new Uint8Array(gzipSync(policyText())), YAML, { 'content-encoding': 'gzip' }],
  ['YAML with a charset', policyText(), 'text/yaml; charset=utf-8', {}],
])('takes %s', async (_, body, type, headers) => {
  await using world = await httpWorld();

  expect(await simulate(world.url, body, type, headers)).toMatchObject({
    status: 200,
    body: { policies: 1 },
  });
  expect(world.mesh.simulated).toMatchObject([{ metadata: { namespace: 'shop', name: 'cart' } }]);
});

it('puts policies without a namespace where the query says', async () => {
  await using world = await httpWorld();

  await simulate(world.url, policyText({ namespace: null }), YAML, {}, '?namespace=bank');

  expect(world.mesh.simulated).toMatchObject([{ metadata: { namespace: 'bank' } }]);
});

it('judges a dry-run policy as if it were enforced, and says so', async () => {
  await using world = await httpWorld();

  const { body } = await simulate(world.url, policyText({ dryRun: true }));

  expect(body).toMatchObject({
    notes: expect.arrayContaining([expect.stringContaining('as if enforced: shop/cart')]),
  });
  expect(world.mesh.simulated[0]?.metadata.annotations ?? {}).not.toHaveProperty('istio.io/dry-run');
});

it.each([
  [
    'a document that breaks off',
    `${policyText()}---\nkind: [a\n`,
    YAML,
    422,
    'unreadable',
    { document: 2, line: 3 },
  ],
  [
    'a policy that Istio would refuse',
    `${policyText()}---\n${policyText({ name: 'bad', paths: [''] })}`,
    YAML,
    400,
    'invalid',
    { document: 2, line: 3, policy: 'shop/bad' },
  ],
  [
    'a refused policy in JSON',
    JSON.stringify({ policies: [JSON.parse(policyText({ paths: [''] }))] }),
    'application/json',
    400,
    'invalid',
    { document: 1, line: null, policy: 'shop/cart' },
  ],
])('refuses %s, and names document and line', async (_, body, type, status, code, document) => {
  await using world = await httpWorld();

  const answer = await simulate(world.url, body, type);

  expect(answer).toMatchObject({ status, body: { code, documents: [document] } });
  expect(answer.body).toMatchObject({ detail: expect.stringContaining(`document ${document.document}`) });
  expect(world.mesh.simulated).toEqual([]);
});

it.each([
  ['no policy', 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n', YAML, 400, 'invalid'],
  ['an empty body', '', YAML, 400, 'invalid'],
  ['JSON that is none', '{', 'application/json', 422, 'unreadable'],
  ['JSON of another shape', '{"policies":{}}', 'application/json', 400, 'invalid'],
  ['a key that is none', '{"policies":[],"namespaces":"a"}', 'application/json', 400, 'invalid'],
  ['another kind of body', 'a=b', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
])('refuses %s', async (_, body, type, status, code) => {
  await using world = await httpWorld();

  expect(await simulate(world.url, body, type)).toMatchObject({ status, body: { code } });
});

it('bounds the body, and goes on answering', async () => {
  await using world = await httpWorld({ maxPolicyBytes: 1000 });

  const long = await simulate(world.url, `${policyText()}${'#'.repeat(1000)}`);
  const bomb = await simulate(world.url, new Uint8Array(gzipSync('#'.repeat(100_000))), YAML, {
    'content-encoding': 'gzip',
  });

  expect([long.status, bomb.status]).toEqual([413, 413]);
  expect(await simulate(world.url, policyText())).toMatchObject({ status: 200 });
  expect(await fetch(`${world.url}/api/v1/simulate`)).toMatchObject({ status: 405 });
});
