import type { LintContext } from '../../../src/core/validate/policy-finding.ts';

/** Something small that Istio takes and `lint` has one finding about. */
export interface LintExample {
  /**
   * YAML of a spec in flow style, without its braces; `source`, `operation` and `when` stand for a rule that has
   * just that. Two = two policies, of which the second has the finding.
   */
  readonly specs: readonly string[];
  /** Shown where the spec is too long to read. */
  readonly instead?: string;
  readonly dryRun?: true;
  readonly context?: LintContext;
}

function example(...specs: string[]): LintExample {
  return { specs };
}

/** Shown in words: the policy has too much in it. */
function large(instead: string, spec: string): LintExample {
  return { specs: [spec], instead };
}

function many(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join(', ');
}

const callers = (count: number, chars: number) =>
  `source: {principals: [${many(count, (i) => `td/ns/a/sa/${i}${'x'.repeat(chars)}`)}]}`;

/** By id; docs/lint.md is made of what the program says of each. */
export const LINT_EXAMPLES: Readonly<Record<string, LintExample>> = {
  'allows-anonymous': example('source: {notNamespaces: [dev]}'),
  'allows-everything': example('rules: [{}]'),
  'audit-only': example('action: AUDIT, rules: [{}]'),
  'audits-nothing': example('action: AUDIT'),
  'cluster-local-on-ztunnel': {
    ...example('source: {principals: [cluster.local/ns/a/sa/b]}'),
    context: { mesh: { trustDomain: 'example.org' } },
  },
  'denies-anonymous': example('action: DENY, source: {notNamespaces: [shop]}'),
  'denies-everything': example('action: DENY, rules: [{}]'),
  'deny-reaches-tcp': example('action: DENY, operation: {paths: [/admin]}'),
  'dry-runs-united': { ...example('operation: {ports: ["80"]}', 'operation: {ports: ["81"]}'), dryRun: true },
  'duplicate-name': example('operation: {ports: ["80"]}', 'operation: {ports: ["81"]}'),
  'duplicate-rule': example(
    'rules: [{to: [{operation: {ports: ["80"]}}]}, {to: [{operation: {ports: ["80"]}}]}]',
  ),
  'empty-list-is-any': example('rules: [{from: [], to: [{operation: {ports: ["80"]}}]}]'),
  'empty-selector': example('selector: {}, operation: {ports: ["80"]}'),
  'entry-lost-on-tcp': example(
    'rules: [{to: [{operation: {methods: [GET]}}, {operation: {ports: ["5432"]}}]}]',
  ),
  'forwarded-address': example('source: {remoteIpBlocks: [10.0.0.0/8]}'),
  'four-part-principal': example('source: {principals: [cluster.local/ns/a/*]}'),
  'gateway-class-elsewhere': example(
    'targetRefs: [{group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint}]',
  ),
  'gateways-in-scope': example('selector: {matchLabels: {}}, operation: {ports: ["80"]}'),
  'grpc-path-in-methods': example('operation: {methods: [/shop.Cart/Get]}'),
  'host-without-port': example('operation: {hosts: [cart.example.org]}'),
  'large-policy': large(
    'more than 100 rules, 1000 values or 100 KiB',
    `rules: [${many(101, (i) => `{to: [{operation: {ports: ["${i}"]}}]}`)}]`,
  ),
  'larger-than-annotation': large('more than 256 KiB', callers(300, 1000)),
  'larger-than-etcd': large('more than 1.5 MiB', callers(300, 6000)),
  'literal-star': example('operation: {paths: [/a/*/b]}'),
  'lower-case-method': example('operation: {methods: [get]}'),
  'mapped-ip-block': example('source: {ipBlocks: ["::ffff:10.0.0.0/104"]}'),
  'needs-newer-istio': example('operation: {paths: ["/a/{*}"]}'),
  'not-for-sidecars': example(
    'targetRefs: [{kind: Service, name: cart, group: ""}], operation: {methods: [GET]}',
  ),
  'path-never-normal': example('operation: {paths: ["/a/../b"]}'),
  'path-without-slash': example('operation: {paths: [admin]}'),
  'query-in-path': example('operation: {paths: ["/a?b=1"]}'),
  'spiffe-prefix': example('source: {principals: ["spiffe://td/ns/a/sa/b"]}'),
  'template-aborts-envoy': example('operation: {paths: ["foo/{*}"]}'),
  'template-needs-slash': example('operation: {paths: ["/a/{**}/"]}'),
  'too-many-stars': large(
    'a namespace with more than 100 stars',
    `source: {namespaces: [${'a*'.repeat(101)}]}`,
  ),
  'upper-case-sni': example('when: [{key: connection.sni, values: [Cart.example.org]}]'),
  'ztunnel-drops-rule': example('operation: {methods: [GET]}'),
  'ztunnel-erases-conditions': example('action: DENY, operation: {methods: [GET], ports: ["80"]}'),
  'ztunnel-ignores-trust-domains': example('source: {trustDomains: [td1], namespaces: [a]}'),
};
