import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.ts';
import type { AccessRule } from '../support/kube/access.ts';
import { type ApiServer, startApiServer } from '../support/kube/api-server.ts';
import { type ChartAccess, chartAccess } from '../support/kube/chart-access.ts';
import { type GrantedAccount, grantedAccount } from '../support/kube/granted-account.ts';
import { watchCluster } from '../support/kube/watched-cluster.ts';

let server: ApiServer;
let chart: ChartAccess;
beforeAll(async () => {
  [server, chart] = await Promise.all([startApiServer(), chartAccess()]);
});
afterAll(() => server?.[Symbol.asyncDispose]());

/** One resource of one group with its verbs. */
interface Permission {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

function permissions(rules: readonly AccessRule[]): Permission[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.map((resource) => ({ group, resource, verbs }))),
  );
}

function nameOf({ group, resource }: Permission): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function asRules(all: readonly Permission[]): AccessRule[] {
  return all.map(({ group, resource, verbs }) => ({ apiGroups: [group], resources: [resource], verbs }));
}

/** Refusals are believed soon, and asked again often. */
const TIMES = { believe: 300, missingRetry: [300, 500] } as const;

describe("the chart's roles", () => {
  it('let everything be watched', async () => {
    const account = await grantedAccount(server, 'all', chart);
    await using watched = await watchCluster({ server, token: account.token });
    const states = () => watched.source.watches().map(({ resource, state }) => `${resource} ${state}`);
    await eventually(
      async () => states().filter((state) => !state.endsWith(' synced')),
      (others) => others.length === 0,
    );
    // What is listed in the role and what is watched are the same.
    const granted = [...permissions(chart.everywhere).map(nameOf), 'configmaps/istio'];
    expect(
      watched.source
        .watches()
        .map(({ resource }) => resource)
        .sort(),
    ).toEqual(granted.sort());
    expect(watched.failures).toEqual([]);
  });

  it('give nothing that could be left out; what is missing says the rule that brings it back', async () => {
    const all = permissions(chart.everywhere);
    expect(all.length).toBeGreaterThan(10);
    // A few at a time: each is a service account with watches of its own.
    for (let at = 0; at < all.length; at += 4) {
      await Promise.all(
        all.slice(at, at + 4).map(async (removed) => {
          const name = nameOf(removed);
          const rest = asRules(all.filter((one) => one !== removed));
          const account = await grantedAccount(server, `not-${name}`, { ...chart, everywhere: rest });
          await using watched = await watchCluster({ server, token: account.token, times: TIMES });
          await eventually(
            async () => watched.status(name),
            ({ state }) => state === 'forbidden',
          );
          const others = watched.source.watches().filter(({ resource }) => resource !== name);
          expect(others.filter(({ state }) => state !== 'synced')).toEqual([]);
          const { rule, why } = watched.status(name);
          expect(why).toContain(removed.resource);
          await account.everywhere([...rest, ...(parse(rule ?? '') as AccessRule[])]);
          await eventually(
            async () => watched.status(name),
            ({ state }) => state === 'synced',
          );
          expect(parse(rule ?? '')).toEqual(asRules([removed]));
        }),
      );
    }
  });

  it('let one ConfigMap be watched, which is reported as missing like the rest', async () => {
    const account = await grantedAccount(server, 'no-config', { ...chart, inMesh: [] });
    await using watched = await watchCluster({ server, token: account.token, times: TIMES });
    await eventually(
      async () => watched.status('configmaps/istio'),
      ({ state }) => state === 'forbidden',
    );
    const { rule } = watched.status('configmaps/istio');
    expect(parse(rule ?? '')).toEqual(chart.inMesh);
    expect(rule).toContain(`namespace ${chart.meshNamespace}`);
    await account.inMesh(parse(rule ?? ''));
    await eventually(
      async () => watched.status('configmaps/istio'),
      ({ state }) => state === 'synced',
    );
  });

  it('let nothing be written, nor read what is not watched', async () => {
    const account = await grantedAccount(server, 'reader', chart);
    const asked = [...permissions(chart.everywhere), { group: '', resource: 'configmaps', verbs: [] }];
    const paths = await Promise.all(asked.map((one) => pathOf(server, one)));
    const writes = paths.flatMap((path) => [
      ['POST', path],
      ['PUT', `${path}/istio`],
      ['PATCH', `${path}/istio`],
      ['DELETE', `${path}/istio`],
      ['DELETE', path],
    ]);
    const secrets = ['/api/v1/secrets', '/api/v1/namespaces/istio-system/secrets', '/api/v1/nodes'];
    const mesh = '/api/v1/namespaces/istio-system/configmaps';
    const pod = '/api/v1/namespaces/istio-system/pods/x';
    const reads = [...secrets, '/api/v1/configmaps', mesh, `${mesh}/other`, `${pod}/log`].map((path) => [
      'GET',
      path,
    ]);
    const posts = ['exec', 'portforward', 'eviction', 'attach'].map((one) => ['POST', `${pod}/${one}`]);
    const refused = await answers(account, [...writes, ...reads, ...posts]);
    expect(refused.filter(({ status }) => status !== 403)).toEqual([]);
    // The same requests of one who may: not all is refused to everybody.
    const list = await answers(
      account,
      paths.slice(0, -1).map((path) => ['GET', path]),
    );
    const cluster = list.filter(({ path }) => !path.includes('/namespaces/istio-system/'));
    expect(cluster.map(({ status }) => status)).toEqual([200]);
  });

  async function answers({ token }: GrantedAccount, requests: readonly (readonly string[])[]) {
    return Promise.all(
      requests.map(async ([method = '', path = '']) => {
        const body = method === 'GET' || method === 'DELETE' ? undefined : {};
        const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
        const { status } = await server.request(method, path, body, { token, contentType });
        return { method, path, status };
      }),
    );
  }
});

/** In a namespace, where it is of one. */
async function pathOf({ request }: ApiServer, { group, resource }: Permission): Promise<string> {
  const { body: of } = await request('GET', group === '' ? '/api' : `/apis/${group}`);
  const base = group === '' ? '/api/v1' : `/apis/${of.preferredVersion.groupVersion}`;
  const { body } = await request('GET', base);
  const { namespaced } = body.resources.find(({ name }: { name: string }) => name === resource);
  return namespaced ? `${base}/namespaces/istio-system/${resource}` : `${base}/${resource}`;
}
