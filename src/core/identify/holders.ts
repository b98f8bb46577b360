import type { Claim } from './span.ts';

/** `claim` holds the address from `from` until before `to`. */
export interface Hold {
  readonly claim: Claim;
  readonly from: number;
  readonly to: number;
}

/**
 * Who of those that claim one address has it when: each from its start until its end, at the latest until another pod
 * with the address starts. Inventories forget to say that a pod ended; that another began is proof of it. In between
 * nobody has it. Two at once is nobody as well: pods on the host's network, pods that were both heard with it, pods of
 * two clusters whose networks overlap, pods that began at the same moment.
 */
export function holdersOf(claims: readonly Claim[]): Hold[] {
  const byStart = claims.toSorted((a, b) => a.from - b.from);
  const earlier = new EarlierClaims();
  const holds: Hold[] = [];
  let index = 0;
  for (let claim = byStart[0]; claim !== undefined; claim = byStart[index]) {
    const group = [];
    for (let one = byStart[index]; one?.from === claim.from; one = byStart[++index]) group.push(one);
    const from = Math.max(claim.from, earlier.contestedUntil(claim));
    const to = Math.min(claim.to, byStart[index]?.from ?? Number.POSITIVE_INFINITY);
    if (group.length === 1 && !claim.pod.hostNetwork && from < to) holds.push({ claim, from, to });
    for (const one of group) earlier.add(one);
  }
  return holds;
}

/** Until when claims that began before still stand beside one that begins. */
class EarlierClaims {
  #sharing = Number.NEGATIVE_INFINITY;
  readonly #byCluster = new Map<string, number>();

  add({ pod, heard, to }: Claim): void {
    if (pod.hostNetwork || heard) this.#sharing = Math.max(this.#sharing, to);
    this.#byCluster.set(pod.cluster, Math.max(this.#byCluster.get(pod.cluster) ?? to, to));
  }

  contestedUntil({ pod }: Claim): number {
    let until = this.#sharing;
    for (const [cluster, to] of this.#byCluster) if (cluster !== pod.cluster) until = Math.max(until, to);
    return until;
  }
}
