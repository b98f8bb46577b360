import type { Verdict } from '../evaluate/evaluate.ts';
import type { EnforcementPoint } from '../model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import { compareCalls } from './compare-calls.ts';
import { compareChain } from './compare-chain.ts';
import type { Comparison, Difference } from './comparison.ts';
import { readsAlike } from './read-alike.ts';
import { enforcedAt } from './side.ts';

export type { Change, Comparison, Difference } from './comparison.ts';

const BOUND = 20_000_000;

/**
 * Does one set of policies allow a call that the other denies, at one enforcement point? Decided, not sampled, on
 * both filter chains (ztunnel has one), dry-run policies as if they were enforced. One difference for each pair of
 * rules that decide, each with its smallest witness, which the evaluator has confirmed; for the TCP chain one of its
 * own only if a rule reads otherwise there. `bound` is how many steps it may take (ten million are about a second).
 *
 * Exact over calls that reach the rules as they are:
 * - principal: none, or a SPIFFE ID of Istio's shape with names that Kubernetes allows, in any trust domain;
 * - addresses: unicast, IPv4-mapped IPv6 as IPv4, each independent of the others, even in its family; the client after
 *   X-Forwarded-For is taken as independent of that header and of the peer; ports from 1 to 65535;
 * - SNI and host: the characters that TLS and Envoy take, the SNI in lower case (S14);
 * - method: any token but CONNECT, which the mesh's proxies refuse before any rule; over HTTP/1.1 fewer (S8);
 * - path: what the mesh's normalisation leaves as it is (N1), from `/` on, in visible ASCII without fragment
 *   (under NONE raw bytes beyond ASCII could arrive over HTTP/2);
 * - headers: absent, or any number of lines of visible ASCII (S10), each independent of the others.
 */
export function comparePolicies(
  from: readonly AuthorizationPolicy[],
  to: readonly AuthorizationPolicy[],
  point: EnforcementPoint,
  bound: number = BOUND,
): Comparison {
  const before = enforcedAt(from, point);
  const after = enforcedAt(to, point);
  const ask = { only: null, bound, budget: { left: bound } };
  const tcp = compareChain(before, after, point, 'tcp', ask);
  if (point.plane === 'ztunnel') return comparison(point, tcp.differences, tcp.undecided);
  const http = compareChain(before, after, point, 'http', ask);
  const told = new Set(http.differences.map(keyOf));
  const more = tcp.differences.filter(
    (one) => !told.has(keyOf(one)) || !readsAlike(one.from.by, before) || !readsAlike(one.to.by, after),
  );
  return comparison(point, [...http.differences, ...more], [...http.undecided, ...tcp.undecided]);
}

/** One difference a pair of rules and chain, newly denied ones first, then by rule. */
function comparison(
  { mesh }: EnforcementPoint,
  differences: readonly Difference[],
  undecided: readonly string[],
): Comparison {
  const first = new Map<string, Difference>();
  for (const one of differences) {
    const key = `${keyOf(one)} ${one.witness.chain}`;
    const known = first.get(key);
    // On ztunnel several rules of one policy have the same name.
    if (known === undefined || compareCalls(one.witness, known.witness, mesh) < 0) first.set(key, one);
  }
  return { differences: [...first.values()].sort(byRules), undecided: [...new Set(undecided)].sort() };
}

function keyOf({ change, from, to }: Difference): string {
  return `${change} ${textOf(from.by)} ${textOf(to.by)}`;
}

function byRules(a: Difference, b: Difference): number {
  if (a.change !== b.change) return a.change === 'newly-denied' ? -1 : 1;
  return (
    compareBy(a.from.by, b.from.by) ||
    compareBy(a.to.by, b.to.by) ||
    (a.witness.chain < b.witness.chain ? -1 : Number(a.witness.chain > b.witness.chain))
  );
}

function compareBy(a: Verdict['by'], b: Verdict['by']): number {
  const policies = (a?.policy ?? '') < (b?.policy ?? '') ? -1 : Number((a?.policy ?? '') > (b?.policy ?? ''));
  return policies || (a?.rule ?? -1) - (b?.rule ?? -1);
}

function textOf(by: Verdict['by']): string {
  return by === null ? 'none' : `${by.policy}#${by.rule}`;
}
