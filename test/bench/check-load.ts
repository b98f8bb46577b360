import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NAMESPACES = 20;
const WORKLOADS = 25;
/** Callers that a policy lists; one more calls and is refused. */
const CALLERS = 8;
const T = Date.UTC(2026, 2, 1);

export interface CheckLoad {
  /** A folder of AuthorizationPolicies, one a workload. */
  readonly policies: string;
  readonly flows: string;
}

/** 500 policies, and flow lines of their 500 workloads: ids in paths, pods with addresses of their own, as they come. */
export async function writeCheckLoad(folder: string, lines: number): Promise<CheckLoad> {
  const [policies, flows] = [join(folder, 'policies'), join(folder, 'flows.jsonl')];
  await mkdir(policies);
  for (let i = 0; i < NAMESPACES * WORKLOADS; i++) await writeFile(join(policies, `${i}.yaml`), policyOf(i));
  const out = createWriteStream(flows);
  const random = randomNumbers(7);
  for (let i = 0; i < lines; i += 1000) {
    let text = '';
    for (let j = i; j < Math.min(i + 1000, lines); j++) text += `${lineOf(j, random)}\n`;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return { policies, flows };
}

function policyOf(i: number): string {
  const principals = Array.from(
    { length: CALLERS },
    (_, caller) => `            - ${principalOf(i, caller)}`,
  );
  return `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: w${i % WORKLOADS}
  namespace: ns${Math.floor(i / WORKLOADS)}
spec:
  selector:
    matchLabels:
      app: w${i % WORKLOADS}
  action: ALLOW
  rules:
    - from:
        - source:
            principals:
${principals.join('\n')}
      to:
        - operation:
            ports: ["8080"]
            methods: [GET, POST]
            paths: ["/api/{*}", "/api/{*}/items/{*}", "/healthz"]
`;
}

function principalOf(i: number, caller: number): string {
  const other = (i + caller * 37) % (NAMESPACES * WORKLOADS);
  return `cluster.local/ns/ns${Math.floor(other / WORKLOADS)}/sa/w${other % WORKLOADS}`;
}

function lineOf(i: number, random: () => number): string {
  const workload = Math.floor(random() * NAMESPACES * WORKLOADS);
  const [namespace, app] = [`ns${Math.floor(workload / WORKLOADS)}`, `w${workload % WORKLOADS}`];
  const caller = Math.floor(random() * CALLERS) + (random() < 0.001 ? CALLERS : 0);
  const path =
    random() < 0.5
      ? `/api/${Math.floor(random() * 200)}`
      : `/api/7/items/${Math.floor(random() * 50)}?page=${i % 9}`;
  const pod = Math.floor(random() * 3);
  return JSON.stringify({
    time: new Date(T + i * 10).toISOString(),
    reporter: 'destination',
    source: { principal: principalOf(workload, caller), address: `10.${caller}.${pod}.${workload % 250}` },
    destination: {
      cluster: 'Kubernetes',
      namespace,
      workload: app,
      labels: { app, tier: 'back', 'pod-template-hash': `7d9f${pod}` },
      principal: `cluster.local/ns/${namespace}/sa/${app}`,
      port: 8080,
      plane: 'sidecar',
    },
    protocol: 'http',
    request: { method: random() < 0.7 ? 'GET' : 'POST', path, host: `${app}.${namespace}:8080`, headers: {} },
    outcome: { status: random() < 0.02 ? 503 : 200, grpcStatus: null, flags: [], detail: 'via_upstream' },
    rollout: `${app}-7d9f${pod}`,
    count: 1,
  });
}

/** Equal for equal seeds, on every machine. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
