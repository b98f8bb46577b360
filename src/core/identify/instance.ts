import type { Pod } from '../model/pod.ts';
import { normalAddress } from './address.ts';
import { samePod } from './same-pod.ts';
import type { Claim } from './span.ts';

/**
 * One pod of a name as it was last described, and what is known of its hold on its addresses. A pod that gets
 * other addresses, since its network was made anew, is another instance.
 */
export interface Instance {
  readonly pod: Pod;
  /** ms */
  readonly from: number;
  /** ms: its own words for its end; null = none. */
  readonly ended: number | null;
  /** ms: until here it was certain when it was last described; null = it still is what is described. */
  readonly closed: number | null;
  /** When it was missed, it may have been gone for long: `closed` is not certain. */
  readonly missed?: boolean;
  readonly heard: boolean;
}

/** All that is known of one pod name in one namespace: by the key of the instance. */
export type Instances = Map<string, Instance>;

/** Without a uid a pod of the same name is known by its start. */
export function instanceKey({ uid, addresses, startTime }: Pod): string {
  return uid === undefined ? `from ${startTime}` : `${uid} ${addresses.join()}`;
}

/**
 * Puts what is said of a pod beside what is known. A pod that is described is there, unless it says its end. One whose
 * start moved has its network anew, so it may have been without meanwhile: what was certain before (`settled`, ms;
 * null = all is) is kept apart.
 */
export function describe(instances: Instances, said: Pod, settled: number | null): void {
  const key = instanceKey(said);
  const own = instances.get(key);
  const pod = sameIn(own, said);
  const fresh = { pod, from: pod.startTime, ended: pod.endTime, closed: null, heard: false };
  if (own === undefined || pod.uid === undefined) {
    instances.set(key, fresh);
    return;
  }
  const certain = settled !== null && settled < Number.POSITIVE_INFINITY ? settled : own.from;
  if (pod.startTime > Math.max(own.from, own.closed ?? certain)) {
    const closed = own.closed ?? Math.max(own.from, certain);
    instances.set(`${key} until ${pod.startTime}`, { ...own, closed });
    instances.set(key, fresh);
    return;
  }
  const from = pod.endTime === null ? own.from : Math.min(own.from, pod.startTime);
  const ended = earlier(own.ended, pod.endTime);
  // Words about its end may be about the past: then it had other addresses since.
  const since = [...instances.values()].some((one) => one.pod.uid === pod.uid && one.from > own.from);
  instances.set(key, { ...fresh, from, ended, closed: since && pod.endTime !== null ? own.closed : null });
}

/** Unchanged content keeps its object, so that spans see by identity that it is the same pod. */
export function sameIn(own: Instance | undefined, said: Pod): Pod {
  return own !== undefined && samePod(own.pod, said) ? own.pod : said;
}

/**
 * Of one pod only what began last is still described: the others end where they were last certain (`settled`,
 * ms; null = all is). Words that come late, when it had changed already, were never certain.
 */
export function superseded(instances: Instances, said: Pod, settled: number | null): void {
  const own = [...instances].filter(([, { pod }]) => said.uid !== undefined && pod.uid === said.uid);
  const key = instanceKey(said);
  // Within one second the one without addresses is the later, else what is said now.
  const rank = ([of, { pod }]: [string, Instance]) => (pod.addresses.length === 0 ? 2 : of === key ? 1 : 0);
  const [current] = own.toSorted((a, b) => b[1].from - a[1].from || rank(b) - rank(a));
  if (current === undefined) return;
  const last = current[1].from;
  for (const [other, instance] of own) {
    if (other === current[0] || instance.closed !== null) continue;
    if (other === key && instance.ended !== null) continue;
    const certain = settled ?? last;
    const closed = other === key && settled !== null ? instance.from : Math.max(instance.from, certain);
    instances.set(other, { ...instance, closed: Math.min(closed, last) });
  }
}

/**
 * A pod ends when told, at the latest when the next of its name starts: a StatefulSet's come back elsewhere.
 */
export function claimOf({ pod, from, ended, closed, heard, missed }: Instance, instances: Instances): Claim {
  let end = earlier(ended, closed) ?? Number.POSITIVE_INFINITY;
  for (const next of instances.values()) {
    const other = pod.uid === undefined || next.pod.uid !== pod.uid;
    if (!heard && !next.heard && other && next.from > from) end = Math.min(end, next.from);
  }
  const known = end < Number.POSITIVE_INFINITY && !(missed && end === closed);
  return { pod, from, to: Math.max(end, from), ended: known, heard };
}

/** The last to start; an inventory's word goes before what pods say of themselves. */
export function newestPod(instances: Instances): Pod | null {
  let best: Instance | null = null;
  for (const one of instances.values()) {
    if (best === null || (one.heard === best.heard ? one.from >= best.from : best.heard)) best = one;
  }
  return best?.pod ?? null;
}

export function shareAddress(pod: Pod, addresses: readonly string[]): boolean {
  return pod.addresses.some((own) => {
    const ip = normalAddress(own);
    return addresses.some((address) => normalAddress(address) === ip);
  });
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
