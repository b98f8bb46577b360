// Verdicts a second of `explain` on one core, from a line's text to the answer's text, against reading and writing the
// same lines as JSON alone, in the same run.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createAnswers } from '../../src/cli/explain-answers.ts';
import type { AuthorizationPolicy, Rule } from '../../src/core/model/policy.ts';
import { cpuOf, median } from './cpu.ts';

/** Verdicts a second on one core, of flow lines against one small set. */
const GOAL = 50_000;
/**
 * What lines may cost that carry their policies, by what reading and writing them as JSON costs: every dozen of lines
 * a set is validated and compiled. A ratio holds on any machine and under any load.
 */
const CORPUS_RATIO = 3;
const ROUNDS = 7;
const FLOWS = 50_000;
const CORPUS = new URL('../fixtures/authz/corpus.jsonl.gz', import.meta.url);
const OPTIONS = {
  plane: 'sidecar',
  mesh: {
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
    aliases: [],
    pathNormalization: 'BASE',
  },
  complete: true,
  output: 'json',
} as const;

/** Prints the figures; true = both goals are reached. */
export function benchExplain(): boolean {
  const corpus = gunzipSync(readFileSync(CORPUS)).toString().trim().split('\n');
  const plain = measure('flow lines, 3 policies, a third denied', flowLines(), smallSet());
  const carried = measure('a corpus, 12 lines a set of policies that they carry', corpus, null);
  console.log(`  goals: flow lines ≥ ${GOAL} verdicts a second; a corpus ≤ ${CORPUS_RATIO} × JSON`);
  return plain.rate >= GOAL && carried.ratio <= CORPUS_RATIO;
}

interface Measured {
  /** Verdicts a second of CPU. */
  readonly rate: number;
  /** CPU by that of reading and writing the same lines as JSON. */
  readonly ratio: number;
}

function measure(
  what: string,
  lines: readonly string[],
  policies: readonly AuthorizationPolicy[] | null,
): Measured {
  const explained: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(
      cpuOf(() => {
        let chars = 0;
        for (const line of lines) chars += JSON.stringify(JSON.parse(line)).length;
        return chars;
      }),
    );
    explained.push(
      cpuOf(() => {
        const answers = createAnswers({ ...OPTIONS, policies });
        let chars = 0;
        for (const line of lines) chars += answers.of(line)?.length ?? 0;
        return chars;
      }),
    );
  }
  const [us, bareUs] = [median(explained) / lines.length, median(bare) / lines.length];
  const rate = Math.round(1e6 / us);
  const ratio = us / bareUs;
  console.log(
    `explain, ${what}: ${rate} verdicts a second of CPU, ${us.toFixed(1)} µs each, ${ratio.toFixed(2)} × what ` +
      `reading and writing the same lines as JSON takes (${bareUs.toFixed(1)} µs)`,
  );
  return { rate, ratio };
}

function flowLines(): string[] {
  return Array.from({ length: FLOWS }, (_, i) =>
    JSON.stringify({
      time: new Date(Date.UTC(2026, 2, 2) + i * 37).toISOString(),
      reporter: 'destination',
      source: { principal: `cluster.local/ns/shop/sa/web-${i % 7}`, address: `10.1.2.${i % 250}` },
      destination: {
        ...{
          cluster: 'Kubernetes',
          namespace: 'shop',
          workload: 'cart',
          labels: { app: 'cart', tier: 'back' },
        },
        ...{ principal: 'cluster.local/ns/shop/sa/cart', port: 8080, plane: 'sidecar' },
      },
      protocol: 'http',
      request: {
        method: 'GET',
        path: `/${i % 3 === 0 ? 'admin' : 'cart'}/${i}?x=1`,
        host: 'cart.shop:8080',
        headers: {},
      },
      outcome: { status: 200, grpcStatus: null, flags: [], detail: 'via_upstream' },
      rollout: 'cart-7d9f',
      count: 12,
    }),
  );
}

function smallSet(): AuthorizationPolicy[] {
  const callers = Array.from({ length: 7 }, (_, i) => `cluster.local/ns/shop/sa/web-${i}`);
  const rule = (paths: readonly string[]): Rule => ({
    from: [{ source: { principals: callers } }],
    to: [{ operation: { ports: ['8080'], methods: ['GET'], paths } }],
  });
  const policy = (name: string, action: 'ALLOW' | 'DENY', rules: readonly Rule[]): AuthorizationPolicy => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'cart' } }, action, rules },
  });
  return [
    policy('cart', 'ALLOW', [rule(['/cart/{*}', '/checkout']), rule(['/orders/{*}/items', '/orders'])]),
    policy('scrape', 'ALLOW', [{ to: [{ operation: { ports: ['9090'], paths: ['/metrics'] } }] }]),
    policy('no-debug', 'DENY', [{ to: [{ operation: { paths: ['/debug/*'] } }] }]),
  ];
}
