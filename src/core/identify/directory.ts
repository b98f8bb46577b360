import type { Interval } from '../model/interval.ts';
import type { KnownPod } from '../model/known-addresses.ts';
import type { Pod } from '../model/pod.ts';
import type { Reporter } from '../model/record.ts';
import { normalAddress } from './address.ts';
import { type AddressHistory, NO_HISTORY, spanIn, withClaims } from './address-history.ts';
import { claimedPod } from './claimed-pod.ts';
import {
  claimOf,
  describe,
  type Instances,
  instanceKey,
  newestPod,
  sameIn,
  shareAddress,
  superseded,
} from './instance.ts';
import type { Claim, Span } from './span.ts';

/** What is known of one pod name in one namespace. */
interface Known {
  readonly instances: Instances;
  /** What follows from it, by the same keys. */
  readonly claims: Map<string, Claim>;
}

/** Who was heard with an address; ms, both ends included. */
interface Proof extends Interval {
  readonly who: string;
}

/** Times of one address that are kept: each begins with a stream. */
const MOST_PROOFS = 8;

/** Who has an address: `nobody` that is known, or more than one; `unsettled`: it isn't certain yet. */
export type Holder = Span | 'nobody' | 'unsettled';

/**
 * Who was behind an address at a time, from what an inventory lists and from what proxies say of themselves.
 * Addresses are reused, so every answer is about a moment; and a cluster's word comes late, so an answer is
 * certain up to a moment only.
 */
export class Directory {
  readonly #defaultCluster: string;
  /** Pod name → `cluster/namespace` → what is known. */
  readonly #pods = new Map<string, Map<string, Known>>();
  readonly #histories = new Map<string, AddressHistory>();
  /** By address: who was heard with it all through which times, the last few. */
  readonly #proofs = new Map<string, readonly Proof[]>();
  #settled: number | null = null;
  #lastId = 0;
  #epoch = 0;

  /** `cluster`: where a reporter that names none runs. */
  constructor(cluster = 'Kubernetes') {
    this.#defaultCluster = cluster;
  }

  /**
   * Moves when an answer that was given may have become another. That a pod is heard again only turns
   * "nobody" into that pod and doesn't move it: nothing built on a span's id or on a named pod is wrong
   * then.
   */
  get epoch(): number {
    return this.#epoch;
  }

  /** ms: up to this moment what was put is all there was. Infinity until `settle` was called. */
  get settled(): number {
    return this.#settled ?? Number.POSITIVE_INFINITY;
  }

  /** What was put is all there was until `until` (ms), which never goes back; Infinity: no other word will come. */
  settle(until: number): void {
    const before = this.#settled ?? Number.NEGATIVE_INFINITY;
    this.#settled = before === Number.POSITIVE_INFINITY ? until : Math.max(before, until);
  }

  /**
   * Adds a pod, or what is new of one: known by its uid and addresses, without a uid by its start. A pod
   * without a start time (-Infinity) is taken to have been there always: what lists it without one is a
   * hand-written inventory, and there the later pod with the address still ends it.
   */
  put(pod: Pod): void {
    const known = this.#knownOf(pod);
    const { instances } = known;
    // The inventory's word replaces the pod's own.
    for (const [other, { heard, pod: own }] of [...instances])
      if (heard && shareAddress(own, pod.addresses)) instances.delete(other);
    describe(instances, pod, this.#settled);
    superseded(instances, pod, this.#settled);
    this.#refresh(known);
  }

  /** A pod is missed in a list that tells no ends: since `at` (ms), if not since another has its address. */
  missed(pod: Pod, at: number): void {
    const known = this.#knownOf(pod);
    const instance = known.instances.get(instanceKey(pod));
    if (instance === undefined) return;
    const closed = Math.max(at, instance.from);
    known.instances.set(instanceKey(pod), { ...instance, closed, missed: true });
    this.#refresh(known);
  }

  /** What was known before a restart. Until its pod is put again it holds up to `to` only. */
  restore({ pod, from, to, heard }: KnownPod): void {
    const known = this.#knownOf(pod);
    const key = heard ? heardKey(pod) : instanceKey(pod);
    if (known.instances.has(key)) return;
    known.instances.set(key, { pod, from, ended: heard ? to : pod.endTime, closed: to, heard });
    this.#refresh(known);
  }

  /**
   * A proxy spoke: it is there at `time` (ms), and was for certain all through `proven`. A pod that no inventory knows
   * with one of these addresses at that time is known by its own claims from when it was first heard until it
   * was last heard.
   */
  heard(reporter: Reporter, time: number, proven: Interval = { from: time, to: time }): void {
    const pod = claimedPod(reporter, this.#defaultCluster);
    if (pod === null) return;
    const known = this.#knownOf(pod);
    for (const [key, { heard, from, to, ended, pod: listed }] of known.claims) {
      if (heard || !shareAddress(listed, pod.addresses)) continue;
      // A connection may stand a while after its pod is gone; nobody tells that it is not where no cluster is watched.
      const over = this.settled < Number.POSITIVE_INFINITY || known.instances.get(key)?.ended !== null;
      if (ended && to <= time && over) return;
      if (from > time || (ended && to <= time)) continue;
      this.#prove(pod, proven);
      return;
    }
    this.#prove(pod, proven);
    const key = heardKey(pod);
    const before = known.instances.get(key);
    const from = Math.min(before?.from ?? time, time);
    const to = Math.max(before?.ended ?? time, time + 1);
    known.instances.set(key, { pod: sameIn(before, pod), from, ended: to, closed: null, heard: true });
    this.#refresh(known);
  }

  /**
   * Pods whose last word ended before this moment (ms) are forgotten, and with them who had their addresses:
   * pods come and go, and a proxy may claim any name.
   */
  forget(before: number): void {
    for (const [name, places] of this.#pods) {
      for (const [place, known] of places) {
        const old = [...known.claims].filter(([, claim]) => claim.to < before && !this.#endsAnother(claim));
        for (const [key] of old) known.instances.delete(key);
        if (old.length > 0) this.#refresh(known);
        if (known.instances.size === 0) places.delete(place);
      }
      if (places.size === 0) this.#pods.delete(name);
    }
    for (const [address, proofs] of this.#proofs)
      if (proofs.every(({ to }) => to < before)) this.#proofs.delete(address);
  }

  /** The pod that had the address at that time (ms), or why none is named. */
  holderAt(address: string, time: number): Holder {
    const ip = normalAddress(address);
    const { spans, listed } = this.#histories.get(ip) ?? NO_HISTORY;
    if (this.settled === Number.POSITIVE_INFINITY) return spanIn(spans, time) ?? 'nobody';
    const settled = time <= this.settled;
    const told = settled ? spanIn(listed, time) : null;
    if (told !== null && !told.heard) return told;
    // That a connection stands proves nothing yet.
    const span = spanIn(spans, time);
    if (span !== null && this.#isProved(ip, span.pod, time)) return span;
    return settled ? 'nobody' : 'unsettled';
  }

  /** The pod that for certain had the address at that time (ms); null = there is none to be named. */
  spanAt(address: string, time: number): Span | null {
    const holder = this.holderAt(address, time);
    return typeof holder === 'string' ? null : holder;
  }

  /** The newest pod of that name; null when there is none or several clusters have one. */
  podNamed(namespace: string, name: string): Pod | null {
    const pods = this.podsNamed(name).filter((pod) => pod.namespace === namespace);
    return pods.length === 1 ? (pods[0] ?? null) : null;
  }

  /** The newest pod of that name in each namespace of each cluster. */
  podsNamed(name: string): readonly Pod[] {
    return [...(this.#pods.get(name)?.values() ?? [])].flatMap(({ instances }) => newestPod(instances) ?? []);
  }

  /** All pods with addresses of their own. */
  *kept(): Generator<KnownPod> {
    for (const places of this.#pods.values()) {
      for (const { claims } of places.values()) {
        for (const claim of claims.values())
          if (claim.pod.addresses.length > 0 && !claim.pod.hostNetwork) yield claim;
      }
    }
  }

  #isProved(ip: string, pod: Pod, time: number): boolean {
    const proofs = this.#proofs.get(ip);
    if (proofs === undefined) return false;
    const who = nameOf(pod);
    return proofs.some((proof) => proof.who === who && proof.from <= time && time <= proof.to);
  }

  #prove(pod: Pod, { from, to }: Interval): void {
    if (to < from) return;
    const proof = { who: nameOf(pod), from, to };
    for (const address of pod.addresses.map(normalAddress)) {
      const others = this.#proofs.get(address)?.filter((one) => one.who !== proof.who || one.from !== from);
      this.#proofs.set(address, [...(others ?? []).slice(1 - MOST_PROOFS), proof]);
    }
  }

  /** A pod whose end nobody told is ended by the next one with its address: without that one it would come back. */
  #endsAnother(claim: Claim): boolean {
    return claim.pod.addresses.some((address) =>
      this.#histories
        .get(normalAddress(address))
        ?.claims.some((other) => other !== claim && other.from <= claim.from && other.to > claim.from),
    );
  }

  #knownOf(pod: Pod): Known {
    const named = getOrAdd(this.#pods, pod.name, () => new Map<string, Known>());
    const place = `${pod.cluster}/${pod.namespace}`;
    return getOrAdd(named, place, () => ({ instances: new Map(), claims: new Map() }));
  }

  /** Brings claims, and the histories of their addresses, to what is known of the instances. */
  #refresh({ instances, claims }: Known): void {
    const before: Claim[] = [];
    const next: Claim[] = [];
    let changed = false;
    for (const key of new Set([...claims.keys(), ...instances.keys()])) {
      const [old, instance] = [claims.get(key), instances.get(key)];
      const claim = instance && claimOf(instance, instances);
      if (old && claim && sameClaim(old, claim)) continue;
      if (old) before.push(old);
      if (claim) next.push(claim);
      if (claim) claims.set(key, claim);
      else claims.delete(key);
      changed ||= claim !== undefined && old?.pod !== claim.pod;
    }
    const addresses = [...before, ...next].flatMap(({ pod }) => pod.addresses.map(normalAddress));
    for (const address of new Set(addresses)) {
      const history = this.#histories.get(address) ?? NO_HISTORY;
      const here = next.filter(({ pod }) => shareAddress(pod, [address]));
      const moved = withClaims(history, before, here, () => ++this.#lastId);
      if (moved.history.claims.length === 0) this.#histories.delete(address);
      else this.#histories.set(address, moved.history);
      changed ||= moved.lost;
    }
    if (changed) this.#epoch++;
  }
}

function heardKey(pod: Pod): string {
  return `heard ${pod.addresses.join()}`;
}

/** Names come back, also with the same address: who is heard must be who is listed in all that is asked for. */
function nameOf({ cluster, namespace, name, workload, serviceAccount }: Pod): string {
  return `${cluster}/${namespace}/${name} ${workload.name} ${serviceAccount}`;
}

function sameClaim(a: Claim, b: Claim): boolean {
  return a.pod === b.pod && a.from === b.from && a.to === b.to && a.ended === b.ended;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}
