import type { Pod } from '../model/pod.ts';
import type { Reporter } from '../model/record.ts';
import { normalAddress } from './address.ts';
import { type AddressHistory, NO_HISTORY, withClaim } from './address-history.ts';
import { claimedPod } from './claimed-pod.ts';
import { samePod } from './same-pod.ts';
import type { Claim, Span } from './span.ts';

/** What is known of one pod name in one namespace: by the key of the instance. */
type Instances = Map<string, Claim>;

/**
 * Who was behind an address at a time, from what an inventory lists and from what proxies say of themselves.
 * Addresses are reused, so every answer is about a moment.
 */
export class Directory {
  readonly #defaultCluster: string;
  /** Pod name → `cluster/namespace` → instances. */
  readonly #pods = new Map<string, Map<string, Instances>>();
  readonly #histories = new Map<string, AddressHistory>();
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

  /**
   * Adds a pod, or replaces what was put for the same cluster, namespace, name and start. A pod without a
   * start time (-Infinity) is taken to have been there always: what lists it without one is a hand-written
   * inventory, and there the later pod with the address still ends it.
   */
  put(pod: Pod): void {
    const instances = this.#instancesOf(pod);
    // The inventory's word replaces the pod's own.
    const heard = [...instances].filter(([, claim]) => claim.heard && shareAddress(claim.pod, pod.addresses));
    this.#set(
      instances,
      `from ${pod.startTime}`,
      { pod, from: pod.startTime, to: endOf(pod, instances), heard: false },
      heard.map(([key]) => key),
    );
    for (const [key, claim] of [...instances]) {
      if (!claim.heard) this.#set(instances, key, { ...claim, to: endOf(claim.pod, instances) });
    }
  }

  /**
   * A proxy spoke, ms. A pod that no inventory knows with one of these addresses at that time is known by
   * its own claims from when it was first heard until it was last heard.
   */
  heard(reporter: Reporter, time: number): void {
    const pod = claimedPod(reporter, this.#defaultCluster);
    if (pod === null) return;
    const instances = this.#instancesOf(pod);
    for (const claim of instances.values()) {
      const stands = !claim.heard && claim.from <= time && time < claim.to;
      if (stands && shareAddress(claim.pod, pod.addresses)) return;
    }
    const key = `heard ${pod.addresses.join()}`;
    const before = instances.get(key);
    const from = Math.min(before?.from ?? time, time);
    const to = Math.max(before?.to ?? time, time + 1);
    this.#set(instances, key, { pod, from, to, heard: true });
  }

  /**
   * Pods whose last word ended before this moment (ms) are forgotten, and with them who had their addresses:
   * pods come and go, and a proxy may claim any name.
   */
  forget(before: number): void {
    for (const [name, places] of this.#pods) {
      for (const [place, instances] of places) {
        for (const [key, claim] of instances) {
          if (claim.to < before && !this.#endsAnother(claim)) this.#drop(instances, key, claim);
        }
        if (instances.size === 0) places.delete(place);
      }
      if (places.size === 0) this.#pods.delete(name);
    }
  }

  /** The pod that had the address at that time (ms); null = nobody, or more than one. */
  spanAt(address: string, time: number): Span | null {
    const spans = this.#histories.get(normalAddress(address))?.spans;
    const span = spans?.findLast(({ from }) => from <= time);
    return span !== undefined && time < span.to ? span : null;
  }

  /** The newest pod of that name; null when there is none or several clusters have one. */
  podNamed(namespace: string, name: string): Pod | null {
    const pods = this.podsNamed(name).filter((pod) => pod.namespace === namespace);
    return pods.length === 1 ? (pods[0] ?? null) : null;
  }

  /** The newest pod of that name in each namespace of each cluster. */
  podsNamed(name: string): readonly Pod[] {
    return [...(this.#pods.get(name)?.values() ?? [])].flatMap((instances) => newest(instances) ?? []);
  }

  /** A pod whose end nobody told is ended by the next one with its address: without that one it would come back. */
  #endsAnother(claim: Claim): boolean {
    return claim.pod.addresses.some((address) =>
      this.#histories
        .get(normalAddress(address))
        ?.claims.some((other) => other !== claim && other.from <= claim.from && other.to > claim.from),
    );
  }

  #drop(instances: Instances, key: string, claim: Claim): void {
    instances.delete(key);
    for (const address of new Set(claim.pod.addresses.map(normalAddress))) {
      const history = this.#histories.get(address) ?? NO_HISTORY;
      const rest = withClaim(history, [claim], null, () => ++this.#lastId).history;
      if (rest.claims.length === 0) this.#histories.delete(address);
      else this.#histories.set(address, rest);
    }
  }

  #instancesOf(pod: Pod): Instances {
    const named = getOrAdd(this.#pods, pod.name, () => new Map<string, Instances>());
    return getOrAdd(named, `${pod.cluster}/${pod.namespace}`, () => new Map<string, Claim>());
  }

  /** Puts a claim in the place of the one with its key and of those that it replaces as well. */
  #set(instances: Instances, key: string, said: Claim, replaced: readonly string[] = []): void {
    const own = instances.get(key);
    const same = own !== undefined && samePod(own.pod, said.pod);
    if (same && own.from === said.from && own.to === said.to && replaced.length === 0) return;
    // Unchanged content keeps its object, so that spans see by identity that it is the same pod.
    const claim = same ? { ...said, pod: own.pod } : said;
    const before = [key, ...replaced].flatMap((one) => instances.get(one) ?? []);
    for (const one of replaced) instances.delete(one);
    instances.set(key, claim);
    let changed = !same;
    for (const address of new Set(
      [claim, ...before].flatMap(({ pod }) => pod.addresses.map(normalAddress)),
    )) {
      const history = this.#histories.get(address) ?? NO_HISTORY;
      const next = shareAddress(claim.pod, [address]) ? claim : null;
      const moved = withClaim(history, before, next, () => ++this.#lastId);
      this.#histories.set(address, moved.history);
      changed ||= moved.lost;
    }
    if (changed) this.#epoch++;
  }
}

/**
 * A pod ends when told, at the latest when the next of its name starts: a StatefulSet's come back elsewhere.
 */
function endOf({ startTime, endTime }: Pod, instances: Instances): number {
  let end = endTime ?? Number.POSITIVE_INFINITY;
  for (const { from, heard } of instances.values()) if (!heard && from > startTime) end = Math.min(end, from);
  return end;
}

/** The last to start; an inventory's word goes before what pods say of themselves. */
function newest(instances: Instances): Pod | null {
  let best: Claim | null = null;
  for (const claim of instances.values()) {
    if (best === null || (claim.heard === best.heard ? claim.from >= best.from : best.heard)) best = claim;
  }
  return best?.pod ?? null;
}

function shareAddress(pod: Pod, addresses: readonly string[]): boolean {
  const own = new Set(pod.addresses.map(normalAddress));
  return addresses.some((address) => own.has(normalAddress(address)));
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}
