import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createAlsSender } from '../../src/ingest/als/als-replay.ts';
import { address, join as bytes, httpEntry, httpLogs, identifier, tls } from '../support/als-wire.ts';
import { type AppUnderTest, startApp } from '../support/app-under-test.ts';
import { dryRun } from '../support/chart/dry-run.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiServer, startApiServer } from '../support/kube/api-server.ts';
import { chartAccess } from '../support/kube/chart-access.ts';
import { createDeployment, createNamespace, createServiceAccount } from '../support/kube/cluster-objects.ts';
import { grantedAccount } from '../support/kube/granted-account.ts';
import type { KubeObject } from '../support/kube/kube-objects.ts';
import { type Kubeconfig, useKubeconfig } from '../support/kube/kubeconfig.ts';
import { createPod } from '../support/kube/pods.ts';

interface App {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pods: number;
}

/**
 * What makes a selector miss or hit too much: a second revision, shared labels, the same labels next door.
 */
const APPS: readonly App[] = [
  { namespace: 'shop', name: 'cart', labels: { app: 'cart' }, pods: 3 },
  { namespace: 'bank', name: 'cart', labels: { app: 'cart' }, pods: 2 },
  { namespace: 'shop', name: 'worker', labels: { app: 'worker', tier: 'back' }, pods: 2 },
  { namespace: 'shop', name: 'queue', labels: { app: 'queue', tier: 'back' }, pods: 1 },
  { namespace: 'shop', name: 'api', labels: { component: 'api' }, pods: 2 },
  { namespace: 'shop', name: 'api-admin', labels: { component: 'api', role: 'admin' }, pods: 1 },
];

let server: ApiServer;
let kubeconfig: Kubeconfig;
let app: AppUnderTest;
const podsOf = new Map<App, readonly (KubeObject & { readonly address: string })[]>();

beforeAll(async () => {
  server = await startApiServer();
  const account = await grantedAccount(server, 'watcher', await chartAccess());
  await createNamespace(server, 'shop');
  await createNamespace(server, 'bank');
  let last = 0;
  for (const one of APPS) {
    await createServiceAccount(server, one.namespace, one.name);
    const owner = await createDeployment(server, one.namespace, one.name, one.labels);
    const made = Array.from({ length: one.pods }, async (_, index) => {
      last += 1;
      const podAddress = `10.9.0.${last}`;
      const labels = { ...one.labels, 'pod-template-hash': '6d4cf56db6' };
      const name = `${one.name}-6d4cf56db6-${index}`;
      const wish = { namespace: one.namespace, name, labels, owner, serviceAccount: one.name };
      return { ...(await createPod(server, { ...wish, addresses: [podAddress] })), address: podAddress };
    });
    podsOf.set(one, await Promise.all(made));
  }
  kubeconfig = await useKubeconfig(server, account.token);
  app = await startApp({ kubernetes: 'kubeconfig' });
  using sender = createAlsSender(app.alsAddress);
  for (const one of APPS) {
    for (const pod of podsOf.get(one) ?? []) {
      const stream = sender.open();
      await stream.send(bytes(identifierOf(one, pod), httpLogs(callOf(one, pod.address))));
      await stream.end();
    }
  }
  await app.flush();
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await kubeconfig?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** As a proxy says who it is. */
function identifierOf({ namespace, name, labels }: App, pod: KubeObject & { readonly address: string }) {
  const id = `sidecar~${pod.address}~${pod.metadata.name}.${namespace}~${namespace}.svc.cluster.local`;
  return identifier(id, {
    NAME: pod.metadata.name,
    NAMESPACE: namespace,
    WORKLOAD_NAME: name,
    SERVICE_ACCOUNT: name,
    CLUSTER_ID: 'Kubernetes',
    INSTANCE_IPS: pod.address,
    LABELS: labels,
  });
}

function callOf({ namespace, name }: App, ownAddress: string) {
  const own = `spiffe://cluster.local/ns/${namespace}/sa/${name}`;
  const caller = 'spiffe://cluster.local/ns/shop/sa/web';
  return httpEntry({ local: address(3, ownAddress, 8080), tls: tls([own], [caller]) });
}

async function draftOf({ namespace, name }: App): Promise<{ status: number; text: string }> {
  const workload = `http://${app.httpAddress}/api/v1/workloads/Kubernetes/${namespace}/${name}`;
  const answer = await fetch(`${workload}/policy.yaml?draft=true`);
  return { status: answer.status, text: await answer.text() };
}

describe('what is recommended for a cluster', () => {
  it('is taken by the API server, and selects the pods that are meant and no others', async () => {
    const found: string[] = [];
    for (const one of APPS) {
      const { status, text } = await eventually(
        () => draftOf(one),
        (answer) => answer.status !== 404,
      );
      if (status !== 200) {
        expect(text).toContain('selector');
        continue;
      }
      const policy = parse(text);
      expect(await dryRun(server, policy)).toEqual({ status: 201, message: null, warnings: [] });
      const selector = Object.entries(policy.spec.selector.matchLabels).map(
        ([key, value]) => `${key}=${value}`,
      );
      const path = `/api/v1/namespaces/${policy.metadata.namespace}/pods`;
      const { body } = await server.request(
        'GET',
        `${path}?labelSelector=${encodeURIComponent(selector.join())}`,
      );
      const selected = body.items.map(({ metadata }: KubeObject) => metadata.name).sort();
      expect(selected, `${one.name}: ${selector}`).toEqual(
        podsOf.get(one)?.map(({ metadata }) => metadata.name),
      );
      found.push(`${one.namespace}/${one.name}`);
    }
    // Where labels can't tell two apart nothing is proposed; that isn't how all are dealt with.
    expect(found).toEqual(expect.arrayContaining(['shop/cart', 'bank/cart', 'shop/worker', 'shop/queue']));
    expect(found).not.toContain('shop/api');
  });
});
