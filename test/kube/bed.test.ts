import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dryRun } from '../support/chart/dry-run.ts';
import { grant } from '../support/kube/access.ts';
import { type ApiServer, startApiServer } from '../support/kube/api-server.ts';
import { createNamespace, createServiceAccount, istioObject } from '../support/kube/cluster-objects.ts';
import { customResourceDefinitions } from '../support/kube/custom-resource-definitions.ts';
import { helm } from '../support/kube/helm.ts';
import { createPod, type PodWish } from '../support/kube/pods.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server?.[Symbol.asyncDispose]());

const READ_PODS = { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] };

describe('a real API server', () => {
  it('serves every kind that was defined', async () => {
    const names = (await customResourceDefinitions()).map(({ name }) => name);
    expect(names).toContain('authorizationpolicies.security.istio.io');
    expect(names).toContain('gateways.gateway.networking.k8s.io');
    expect(names).toContain('servicemonitors.monitoring.coreos.com');
    const { body } = await server.request('GET', '/apis');
    const groups = body.groups.map(({ name }: { name: string }) => name);
    expect(groups).toEqual(
      expect.arrayContaining([...new Set(names.map((name) => name.slice(name.indexOf('.') + 1)))]),
    );
  });

  it('lets a service account do what it was granted, and nothing else', async () => {
    await createNamespace(server, 'bed-access');
    await createServiceAccount(server, 'bed-access', 'reader');
    const token = await server.tokenFor('bed-access', 'reader');
    const list = (path: string) => server.request('GET', path, undefined, { token });
    expect((await list('/api/v1/pods')).status).toBe(403);
    await grant(server, null, { namespace: 'bed-access', name: 'reader' }, [READ_PODS]);
    await expect.poll(async () => (await list('/api/v1/pods')).status).toBe(200);
    expect((await list('/api/v1/services')).status).toBe(403);
    expect((await server.request('DELETE', '/api/v1/pods/x', undefined, { token })).status).toBe(403);
  });

  it('refuses a token that has expired, and one of another key', async () => {
    await createNamespace(server, 'bed-tokens');
    const token = await server.tokenFor('bed-tokens', 'default', -120);
    const valid = await server.tokenFor('bed-tokens', 'default');
    const get = (of: string) => server.request('GET', '/version', undefined, { token: of });
    expect((await get(token)).status).toBe(401);
    expect((await get(valid)).status).toBe(200);
    const [head, claims] = valid.split('.');
    expect((await get(`${head}.${claims}.${'A'.repeat(86)}`)).status).toBe(401);
  });

  it.each([
    ['fits', { action: 'ALLOW', rules: [{}] }, 201, null],
    ['has a field that nobody knows', { action: 'ALLOW', ruels: [{}] }, 400, /unknown field "spec.ruels"/],
    ['has an action that nobody knows', { action: 'PERMIT' }, 422, /Unsupported value: "PERMIT"/],
    [
      'targets by selector and by reference',
      { selector: { matchLabels: { app: 'a' } }, targetRefs: [{ kind: 'Service', group: '', name: 'a' }] },
      422,
      /only one of targetRefs or selector/,
    ],
  ])('judges a policy that %s, and keeps nothing', async (_, spec, status, message) => {
    const policy = istioObject('AuthorizationPolicy', 'default', 'dry', spec);
    const answer = await dryRun(server, policy);
    expect(answer.status).toBe(status);
    if (message !== null) expect(answer.message).toMatch(message);
    const kept = await server.request('GET', '/apis/security.istio.io/v1/authorizationpolicies');
    expect(kept.body.items).toEqual([]);
  });

  it('keeps pods with their status over a kill and a restart', async () => {
    await createNamespace(server, 'bed-restart');
    const wish: PodWish = { namespace: 'bed-restart', name: 'a', addresses: ['10.1.0.1', 'fd00::1'] };
    const { metadata } = await createPod(server, wish);
    const pid = server.pid;
    await server.restart();
    expect(server.pid).not.toBe(pid);
    const { body } = await server.request('GET', '/api/v1/namespaces/bed-restart/pods/a');
    expect(body.metadata.uid).toBe(metadata.uid);
    expect(body.status.podIPs).toEqual([{ ip: '10.1.0.1' }, { ip: 'fd00::1' }]);
    await server.compact();
  });
});

it('Helm is there', async () => {
  expect(await helm(['version', '--short'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^v4\./),
  });
  expect(await helm(['template', 'nowhere'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Error/),
  });
});
