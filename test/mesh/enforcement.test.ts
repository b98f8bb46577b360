import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Labels } from '../../src/core/model/workload.ts';
import type { DeniedList } from '../../src/http/denied-dto.ts';
import type { WorkloadDetail } from '../../src/http/dto.ts';
import { objectsIn } from '../support/chart/rendered-object.ts';
import type { StoredEdge } from '../support/envoy/stored-edges.ts';
import { until } from '../support/envoy/until.ts';
import { type KubeObject, remove } from '../support/kube/kube-objects.ts';
import { applyObject } from '../support/mesh/apply-object.ts';
import { deniedWords } from '../support/mesh/denied-words.ts';
import type { SceneCall } from '../support/mesh/drive.ts';
import { driveUntilStable } from '../support/mesh/drive-until-stable.ts';
import { appAddressOf, hostOf, idOfPod, type MeshPod, principalOfPod } from '../support/mesh/mesh-pod.ts';
import { type ObservedMesh, startObservedMesh } from '../support/mesh/observed-mesh.ts';
import { podName } from '../support/mesh/pod-objects.ts';
import { callWords, learnedCalls, neverSeenCalls } from '../support/mesh/scene-calls.ts';

const QUOTE = '/shop.Pricing/Quote';
const RESET = '/shop.Pricing/Reset';

interface FindingList {
  readonly items: readonly { readonly id: string; readonly rows: readonly string[] }[];
}

type Policies = Readonly<Record<'callers' | 'paths', readonly KubeObject[]>>;

/** Of the first mesh, to be compared with the second one's. */
let first: Policies | null = null;

describe.each(['sidecar', 'none'] as const)('in a real mesh, leastpath with proxy: %s', (proxy) => {
  let observed: ObservedMesh;
  /** What its own callers alone may call. */
  let guarded: readonly MeshPod[];
  let learned: readonly SceneCall[];
  let neverSeen: ReturnType<typeof neverSeenCalls>;
  let policies: Policies;

  beforeAll(async () => {
    observed = await startObservedMesh(proxy);
    const { web, cart, pricing, ordersDb } = observed.scene;
    guarded = [web, cart, pricing, ordersDb];
    learned = learnedCalls(observed.scene);
    neverSeen = neverSeenCalls(observed.scene);
  });
  afterAll(async () => {
    await observed?.[Symbol.asyncDispose]();
  });

  it('learns exactly the calls that were driven', async () => {
    await driveUntilStable(observed, guarded, { held: [observed.scene.status], gate: 'anonymous' });
    policies = { callers: await recommended('callers'), paths: await recommended('paths') };

    expect(await observed.settle()).toEqual([]);
    expect(await observed.api.metric('leastpath_als_streams_broken_total')).toBe(0);
  });

  it('recommends a policy for each workload that only verified callers call, and for no other', async () => {
    const names = guarded.map(({ namespace, app }) => `${namespace}/leastpath-${app}`);
    for (const objects of Object.values(policies)) {
      const recommended = objects.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
      expect(recommended.sort()).toEqual(names.sort());
    }
    const path = `/api/v1/workloads/${idOfPod(observed.scene.status)}`;
    const { readiness } = await observed.api.get<WorkloadDetail>(path);
    const held = readiness.callers.gates.filter(({ passed }) => !passed).map(({ id }) => id);
    expect(held).toContain('anonymous');
  });

  it('selects exactly the pods that it means, as the API server understands selectors', async () => {
    for (const { metadata, spec } of policies.paths) {
      const { matchLabels } = (spec as { readonly selector: { readonly matchLabels: Labels } }).selector;
      const query = Object.entries(matchLabels)
        .map(([key, value]) => `${key}=${value}`)
        .join(',');
      const path = `/api/v1/namespaces/${metadata.namespace}/pods?labelSelector=${encodeURIComponent(query)}`;
      const { items } = (await observed.mesh.api.request('GET', path)).body as { items: KubeObject[] };
      const wanted = guarded.filter(({ app }) => metadata.name === `leastpath-${app}`).map(podName);
      expect(items.map((pod) => pod.metadata.name)).toEqual(wanted);
    }
  });

  it('recommends the same in every mesh that lives of the same calls', () => {
    first ??= policies;
    expect(policies).toEqual(first);
  });

  it('recommends what istiod and a strict dry run take', async () => {
    const all = [...policies.callers, ...policies.paths];
    const tried = await Promise.all(all.map((one) => applyObject(observed.mesh.api, one, { dryRun: true })));
    expect(tried).toEqual(all.map(() => ({ status: 201, warning: null, message: null })));
  });

  it('callers: every learned call passes, each caller and port that was never seen is refused', async () => {
    await apply('callers');
    await warmUp(learned);

    expect(await endedOtherwise(learned, 'passed')).toEqual([]);
    expect(await endedOtherwise(neverSeen.callers, 'refused')).toEqual([]);
    expect(await observed.settle()).toEqual([]);
  });

  it('shows each refused call with the rule that came nearest', async () => {
    expect(await denied()).toEqual([
      'ops/stranger 8080/http GET /: none, deny by none, nearest shop/leastpath-web[0] but for principals',
      'shop/cart 8080/http GET /: none, deny by none, nearest shop/leastpath-web[0] but for principals',
      'ops/stranger 8080/http GET /cart/7: none, deny by none, nearest shop/leastpath-cart[0] but for principals',
      'plaintext 8080/http GET /cart/7: none, deny by none, nearest shop/leastpath-cart[0] but for principals',
      'shop/web 8081/http GET /cart/7: none, deny by none, nearest shop/leastpath-cart[0] but for ports',
      `ops/stranger 9090/grpc POST ${QUOTE}: none, deny by none, nearest shop/leastpath-pricing[0] but for principals`,
      `shop/web 9090/grpc POST ${QUOTE}: none, deny by none, nearest shop/leastpath-pricing[0] but for principals`,
      'ops/stranger 5432/tcp: none, deny by none, nearest data/leastpath-orders-db[0] but for principals',
      'plaintext 5432/tcp: none, deny by none, nearest data/leastpath-orders-db[0] but for principals',
      'shop/web 5432/tcp: none, deny by none, nearest data/leastpath-orders-db[0] but for principals',
    ]);
    expect(await observed.api.metric('leastpath_denial_disagreements')).toBe(0);
  });

  it('paths: every learned call passes, each method and path that was never seen is refused', async () => {
    await apply('paths');
    await warmUp([...learned, ...neverSeen.callers]);

    expect(await endedOtherwise(learned, 'passed')).toEqual([]);
    expect(await endedOtherwise([...neverSeen.callers, ...neverSeen.paths], 'refused')).toEqual([]);
    expect(await observed.settle()).toEqual([]);
    expect(await denied()).toEqual(
      expect.arrayContaining([
        'shop/web 8080/http DELETE /cart/7: none, deny by none, nearest shop/leastpath-cart[1] but for methods',
        'shop/web 8080/http GET /admin: none, deny by none, nearest shop/leastpath-cart[1] but for paths',
        'shop/web 8080/http POST /cart/7: none, deny by none, nearest shop/leastpath-cart[1] but for paths',
        `shop/cart 9090/grpc POST ${RESET}: none, deny by none, nearest shop/leastpath-pricing[0] but for paths`,
      ]),
    );
    expect(await denied()).toHaveLength(neverSeen.callers.length + neverSeen.paths.length);
    // Nothing was learned from what was refused.
    expect(await recommended('paths')).toEqual(policies.paths);
  });

  it('once the policies are removed, everything passes again', async () => {
    const all = [...learned, ...neverSeen.callers, ...neverSeen.paths];
    await Promise.all(policies.callers.map((policy) => remove(observed.mesh.api, policy)));
    for (const pod of guarded) await observed.mesh.configured([pod], policyIn(pod), 'absent');
    await warmUp(all);

    expect(await endedOtherwise(all, 'passed')).toEqual([]);
    expect(await observed.settle()).toEqual([]);
  });

  it('names those that are asked to report and were never heard', async () => {
    const { items } = await observed.api.get<FindingList>('/api/v1/findings?limit=1000');
    // The stranger calls, and nobody calls it.
    expect(items.find(({ id }) => id === 'not-reporting')?.rows).toEqual(['ops/stranger: 1 pod']);
  });

  it('is no workload like others itself, though every reporter calls it', async () => {
    const { leastpath, status, web } = observed.scene;
    const read = (path: string) => reads(web, leastpath, path);
    // Behind a sidecar the chart's own policy admits reporters and checks, and no readers that it isn't told.
    const answers = [await read('/healthz'), await read('/api/v1/mesh')];
    expect(answers).toEqual(proxy === 'sidecar' ? [200, 403] : [200, 200]);
    for (const call of learned) await observed.drive(call);
    await observed.mesh.endProxy(status);
    expect(await observed.settle()).toEqual([]);

    const path = `/api/v1/workloads/${idOfPod(leastpath)}`;
    // Only its own sidecar tells who calls it, each stream of the reporters when it has ended.
    if (proxy === 'none') return expect((await observed.text(path)).status).toBe(404);
    const own = await until(
      async () => {
        const { items } = await observed.api.get<{ items: StoredEdge[] }>(`${path}/edges?detail=callers`);
        return (
          items.find(({ port, principal }) => port === 19_001 && principal === principalOfPod(status)) ?? null
        );
      },
      () => 'the end of the stream of a reporter was not told',
    );
    expect(own).toMatchObject({ evidence: false, counts: { ok: 0, denied: 0 } });
    const { states, withheld, findings } = await observed.api.get<WorkloadDetail>(path);
    expect(observed.said()).not.toContain(' error ');
    expect({ state: states.callers, withheld: withheld.callers, findings }).toEqual({
      state: 'learning',
      withheld: 'left-out',
      findings: [],
    });
  });

  /** Status of the answer that a pod gets of leastpath through the mesh. */
  async function reads(from: MeshPod, leastpath: MeshPod, path: string): Promise<number> {
    const target = { address: observed.mesh.serviceAddress(leastpath), port: 8080, serverName: '' };
    const request = { method: 'GET', path, host: `${hostOf(leastpath)}:8080`, wanted: 200 };
    const peer = { address: appAddressOf(from), principal: null };
    return (await observed.mesh.app(from).call('http1', peer, target, request)).status;
  }

  async function recommended(detail: string): Promise<KubeObject[]> {
    const { status, body } = await observed.text(`/api/v1/policies.yaml?detail=${detail}`);
    expect(status).toBe(200);
    return objectsIn(body) as KubeObject[];
  }

  /** Creates or replaces them, and waits until the proxies have them. */
  async function apply(detail: keyof Policies): Promise<void> {
    const applied = policies[detail].map((policy) => applyObject(observed.mesh.api, policy));
    const wanted = detail === 'callers' ? 201 : 200;
    expect((await Promise.all(applied)).filter(({ status }) => status !== wanted)).toEqual([]);
    const [onlyPaths] = policies.paths.flatMap(({ spec }) => JSON.stringify(spec).match(/\/shop[^"]+/) ?? []);
    const { mesh, scene } = observed;
    for (const pod of guarded) await mesh.configured([pod], policyIn(pod), 'present');
    if (detail === 'paths') await mesh.configured([scene.pricing], onlyPaths ?? 'a path', 'present');
  }

  /** As Istio names the rules that it makes of a policy. */
  function policyIn({ namespace, app }: MeshPod): string {
    return `ns[${namespace}]-policy[leastpath-${app}]`;
  }

  /** On a connection that was open the first request still meets what was in force before. */
  async function warmUp(calls: readonly SceneCall[]): Promise<void> {
    for (const call of calls) await observed.drive(call);
  }

  async function endedOtherwise(
    calls: readonly SceneCall[],
    wanted: 'passed' | 'refused',
  ): Promise<string[]> {
    const wrong: string[] = [];
    for (const call of calls) if ((await observed.drive(call)) !== wanted) wrong.push(callWords(call));
    return wrong;
  }

  async function denied(): Promise<string[]> {
    const lists = guarded.map((pod) =>
      observed.api.get<DeniedList>(`/api/v1/workloads/${idOfPod(pod)}/denied`),
    );
    return (await Promise.all(lists)).flatMap(deniedWords);
  }
});
