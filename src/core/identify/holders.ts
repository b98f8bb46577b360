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
  const moments = [...new Set(claims.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const byStart = claims.toSorted((a, b) => a.from - b.from);
  const holds: Hold[] = [];
  for (const [index, from] of moments.entries()) {
    const to = moments[index + 1];
    const claim = to === undefined ? null : holderAt(byStart, from);
    if (to === undefined || claim === null) continue;
    const last = holds.at(-1);
    if (last?.claim === claim && last.to === from) holds[holds.length - 1] = { claim, from: last.from, to };
    else holds.push({ claim, from, to });
  }
  return holds;
}

function holderAt(byStart: readonly Claim[], time: number): Claim | null {
  const started = byStart.filter(({ from }) => from <= time);
  const newest = started.at(-1);
  if (newest === undefined || time >= newest.to || newest.pod.hostNetwork) return null;
  return started.some((other) => other !== newest && shares(other, newest, time)) ? null : newest;
}

/** Whether an older claim still stands beside the newest one at that time. */
function shares(other: Claim, newest: Claim, time: number): boolean {
  if (other.from === newest.from) return true;
  if (time >= other.to) return false;
  return other.pod.hostNetwork || other.heard || other.pod.cluster !== newest.pod.cluster;
}
