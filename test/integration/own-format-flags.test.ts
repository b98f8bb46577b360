import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram, runRecommend } from '../support/app-under-test.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KEYS = {
  at: '%START_TIME%',
  ...{ request: { verb: '%REQ(:METHOD)%', url: '%REQ(:PATH)%' }, status: '%RESPONSE_CODE%' },
  ...{ why: '%RESPONSE_CODE_DETAILS%', who: '%DOWNSTREAM_PEER_URI_SAN%', to: '%DOWNSTREAM_LOCAL_ADDRESS%' },
  cluster: '%UPSTREAM_CLUSTER%',
};
const LINE = `${JSON.stringify({
  at: '2026-03-02T10:00:00.000Z',
  ...{ request: { verb: 'GET', url: '/cart/17' }, status: 200 },
  ...{ why: 'via_upstream', who: 'spiffe://cluster.local/ns/shop/sa/web', to: '10.1.2.3:8080' },
  cluster: 'inbound|8080||',
})}\n`;
const ISTIO_LINE =
  '[2026-03-02T10:00:00.000Z] "GET /c HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "-" "curl" "r" "cart" ' +
  '"10.1.2.3:8080" inbound|8080|| 127.0.0.6:41001 10.1.2.3:8080 10.1.9.9:50012 - default\n';
const CART = ['--workload', 'shop/cart', '--labels', 'app=cart', '--draft', '--output', 'json'];

it('recommend reads JSON lines by the keys of a file', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'keys.json');
  await writeFile(file, JSON.stringify(KEYS));
  const { code, stdout, stderr } = await runRecommend(
    ['--json-fields', file, '--detail', 'paths', ...CART],
    LINE,
  );
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).edges).toMatchObject([
    { principal: 'cluster.local/ns/shop/sa/web', port: 8080, method: 'GET', path: '/cart/{*}' },
  ]);
});

it.each([
  [['--format', 'envoy:%START_TIME% %RESPONSE_COD%'], /doesn't say the response code: add %RESPONSE_CODE%/],
  [['--format', 'envoy:%START_TIME% %REQ(:PATH)% %REQ(USER-AGENT)% %RESPONSE_CODE%'], /log format: /],
  [['--format', 'envoy'], /use auto, .*envoy:FORMAT/],
  [['--format', 'istio-json', '--json-fields', 'keys.json'], /leave --format out/],
  [['--json-fields', '/nowhere/keys.json'], /no such file/],
])('recommend %j ends with 2 and says why', async (flags, why) => {
  const { code, stderr, stdout } = await runProgram(['recommend', ...flags, ...CART], LINE);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(why);
});

it('check takes the same', async () => {
  await using folder = await temporaryFolder();
  const [keys, policies] = ['keys.json', 'policies.yaml'].map((name) => join(folder.path, name)) as [
    string,
    string,
  ];
  await writeFile(keys, JSON.stringify(KEYS));
  await writeFile(
    policies,
    'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: cart, namespace: shop}\n' +
      'spec: {selector: {matchLabels: {app: cart}}, rules: [{to: [{operation: {paths: [/orders]}}]}]}\n',
  );
  const workload = ['--workload', 'shop/cart', '--labels', 'app=cart'];
  const args = ['check', '--policies', policies, '--traffic', '-', '--json-fields', keys, ...workload];
  const { code, stdout } = await runProgram(args, LINE);
  expect(code).toBe(1);
  expect(stdout).toContain('/cart/17');
});

it('says why a format of the mesh was not read, also where nothing else was', async () => {
  await using folder = await temporaryFolder();
  const inventory = join(folder.path, 'cluster.yaml');
  await writeFile(
    inventory,
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\n' +
      'data: {mesh: \'accessLogFormat: "%START_TIME% %REQ(:PATH)%"\'}\n',
  );
  const nothing = await runRecommend(['--inventory', inventory], '2026-03-02T10:00:00.000Z /a\n');
  expect([nothing.code, nothing.stderr]).toEqual([
    3,
    expect.stringContaining("meshConfig.accessLogFormat can't be read"),
  ]);
  const known = await runRecommend(['--inventory', inventory, ...CART.slice(0, 2)], ISTIO_LINE);
  expect(known.stderr).toContain('log-format-custom: meshConfig.accessLogFormat');
});
