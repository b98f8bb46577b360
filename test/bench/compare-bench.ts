/** Time and memory of comparing two large sets of policies: 100 of 50 rules each. */
import { comparePolicies } from '../../src/core/compare/compare-policies.ts';
import type { EnforcementPoint } from '../../src/core/model/enforcement-point.ts';
import type { AuthorizationPolicy, Rule } from '../../src/core/model/policy.ts';

const POLICIES = 100;
const RULES = 50;
/** ms of CPU for one pair of sets, over all points. */
const GOAL = 2000;

const mesh = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  aliases: [],
  pathNormalization: 'BASE',
} as const;

/** What is to be compared, and what a second set changes. */
type Change = (rule: Rule, policy: number, index: number) => Rule;

const CHANGES: Readonly<Record<string, Change>> = {
  equal: (rule) => rule,
  'slightly changed': (rule, policy, index) =>
    policy % 10 === 3 && index === 7 ? withPaths(rule, 'v2') : rule,
  'all paths different': (rule) => withPaths(rule, 'v2'),
};

export function benchCompare(): boolean {
  let fast = true;
  for (const spread of [true, false]) {
    for (const [name, change] of Object.entries(CHANGES)) {
      const before = policySet(spread, (rule) => rule);
      const after = policySet(spread, change);
      const took = measure(before, after, spread);
      fast &&= took.ms < GOAL;
      const where = spread ? 'over 100 workloads' : 'on one workload';
      console.log(
        `compare, ${where}, ${name}: ${took.ms.toFixed(0)} ms of CPU, ${took.differences} differences,` +
          ` ${took.undecided} undecided, ${took.heap.toFixed(0)} MiB more heap`,
      );
    }
  }
  return fast;
}

function measure(
  before: readonly AuthorizationPolicy[],
  after: readonly AuthorizationPolicy[],
  spread: boolean,
): { ms: number; differences: number; undecided: number; heap: number } {
  const heap = process.memoryUsage().heapUsed;
  const start = process.threadCpuUsage();
  let differences = 0;
  let undecided = 0;
  for (let policy = 0; policy < (spread ? POLICIES : 1); policy++) {
    const result = comparePolicies(before, after, pointOf(policy));
    differences += result.differences.length;
    undecided += result.undecided.length;
  }
  const { user, system } = process.threadCpuUsage(start);
  const ms = (user + system) / 1000;
  return { ms, differences, undecided, heap: (process.memoryUsage().heapUsed - heap) / 2 ** 20 };
}

function pointOf(policy: number): EnforcementPoint {
  return { plane: 'sidecar', namespace: 'shop', labels: { app: `app-${policy}` }, service: null, mesh };
}

function policySet(spread: boolean, change: Change): AuthorizationPolicy[] {
  return Array.from({ length: POLICIES }, (_, policy) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: `p-${policy}`, namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: `app-${spread ? policy : 0}` } },
      action: 'ALLOW',
      rules: Array.from({ length: RULES }, (_, index) => change(ruleOf(policy, index), policy, index)),
    },
  }));
}

function ruleOf(policy: number, index: number): Rule {
  const caller = (policy * 7 + index) % 200;
  const paths = [
    `/svc-${policy}/r${index}`,
    `/svc-${policy}/r${index}/{*}`,
    `/svc-${policy}/r${index}/{*}/items`,
    `/svc-${policy}/r${index}/static/*`,
  ];
  return {
    from: [
      { source: { principals: [0, 1].map((more) => `cluster.local/ns/shop/sa/caller-${caller + more}`) } },
    ],
    to: [
      { operation: { methods: ['GET'], ports: [`${8080 + (index % 3)}`], paths } },
      { operation: { methods: ['POST', 'PUT'], ports: ['8080'], paths: paths.slice(0, 2) } },
    ],
  };
}

function withPaths(rule: Rule, version: string): Rule {
  const to = (rule.to ?? []).map(({ operation }) => ({
    operation: { ...operation, paths: (operation.paths ?? []).map((path) => `/${version}${path}`) },
  }));
  return { ...rule, to };
}
