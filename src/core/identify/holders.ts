import type { Claim } from './span.ts';

/** `claim` holds the address from `from` until before `to`. */
export interface Hold {
  readonly claim: Claim;
  readonly from: number;
  readonly to: number;
}

/** Ends are told in whole seconds, cut: a pod may have had its addresses until the next one. ms. */
const CUT = 1000;

/**
 * Who of those that claim one address has it when: each from its start until its end, at the latest until
 * another pod with the address starts. Inventories forget to say that a pod ended; that another began is
 * proof of it. In between nobody has it. Two at once is nobody as well: a pod that began before the one
 * before it had ended, pods on the host's network, pods that were both heard with it, pods of two clusters
 * whose networks overlap, pods that began at the same moment.
 */
export function holdersOf(claims: readonly Claim[]): Hold[] {
  const byStart = claims.toSorted((a, b) => a.from - b.from);
  const holds: Hold[] = [];
  // Until when claims that began before stand beside a later one: those that share or have a known end, and
  // the last of each cluster.
  let shared = Number.NEGATIVE_INFINITY;
  const ofCluster = new Map<string, number>();
  for (const [index, claim] of byStart.entries()) {
    const { pod, heard, ended } = claim;
    const others = [...ofCluster].filter(([cluster]) => cluster !== pod.cluster).map(([, to]) => to);
    const from = Math.max(claim.from, shared, ...others);
    const to = Math.min(claim.to, byStart[index + 1]?.from ?? Number.POSITIVE_INFINITY);
    const tied = byStart[index - 1]?.from === claim.from;
    if (from < to && !tied && !pod.hostNetwork) holds.push({ claim, from, to });
    if (pod.hostNetwork || heard) shared = Math.max(shared, claim.to);
    else if (ended) shared = Math.max(shared, claim.to + CUT);
    ofCluster.set(pod.cluster, Math.max(ofCluster.get(pod.cluster) ?? claim.to, claim.to));
  }
  return holds;
}
