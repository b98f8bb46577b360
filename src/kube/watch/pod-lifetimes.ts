import { isDeepStrictEqual } from 'node:util';
import type { SeenPod } from '../inventory-of.ts';
import { addressesIn, type PodObject } from '../kube-object.ts';
import { type LeftOut, leftOutOf, problemOf } from './held-objects.ts';
import type { ObjectSink } from './object-sink.ts';
import { objectKey, type RawKubeObject } from './raw-object.ts';

export interface PodLifetimesOptions {
  readonly read: (object: RawKubeObject) => PodObject;
  readonly now: () => number;
  /** ms up to which all changes are known to have arrived. */
  readonly certainUntil: () => number;
  /** ms for which ended pods are kept, and how many at most. */
  readonly keepEnded: number;
  readonly endedLimit: number;
  /** `values` is another one from now on. */
  readonly changed: () => void;
}

/** Pods with the time in which each was there. */
export interface PodLifetimes extends Pick<ObjectSink, 'begin' | 'put' | 'drop' | 'forget'> {
  /** The listing is complete: what wasn't in it had gone, nobody saw when. */
  complete(): void;
  /** Those there, then those that ended; null = never listed. The same array until something changes. */
  values(): readonly SeenPod[] | null;
  leftOut(): LeftOut;
}

interface LivePod {
  readonly uid: string | undefined;
  readonly seen: SeenPod;
  readonly listing: number;
}

/**
 * A pod ends where its own object says so; else with the event that told of it, and where none did, because it was
 * missing in a new listing, another has its name, or its address is another, at the last moment at which it was known
 * to be there: never later, since its address may have been another pod's ever since.
 */
export function podLifetimes(options: PodLifetimesOptions): PodLifetimes {
  const { read, now, certainUntil, keepEnded, endedLimit, changed } = options;
  const live = new Map<string, LivePod>();
  /** In the order in which they were found to have ended. */
  let ended: { readonly seen: SeenPod; readonly foundAt: number }[] = [];
  const unreadable = new Map<string, string>();
  let everListed = false;
  let listing = 0;
  let all: readonly SeenPod[] | null = null;

  const change = () => {
    all = null;
    changed();
  };
  const end = (seen: SeenPod, goneAt: number) => {
    if (addressesIn(seen.object).length === 0 || goneAt <= (seen.from ?? Number.NEGATIVE_INFINITY)) return;
    ended.push({ seen: { ...seen, goneAt }, foundAt: now() });
  };
  const remove = (key: string, goneAt: number) => {
    const pod = live.get(key);
    if (pod === undefined) return;
    live.delete(key);
    end(pod.seen, goneAt);
    change();
  };
  const forgetOld = () => {
    const oldest = now() - keepEnded;
    const first = ended.findIndex(({ foundAt }) => foundAt >= oldest);
    const gone = Math.max(first === -1 ? ended.length : first, ended.length - endedLimit);
    if (gone === 0) return;
    ended = ended.slice(gone);
    all = null;
  };

  return {
    begin() {
      listing += 1;
      unreadable.clear();
    },
    put(raw) {
      const key = objectKey(raw);
      let object: PodObject;
      try {
        object = read(raw);
      } catch (error) {
        unreadable.set(key, problemOf(error));
        return remove(key, certainUntil());
      }
      unreadable.delete(key);
      const { uid } = raw.metadata;
      const before = live.get(key);
      const samePod = before?.uid === uid ? before : undefined;
      if (samePod && isDeepStrictEqual(samePod.seen.object, object)) {
        live.set(key, { ...samePod, listing });
        return;
      }
      const kept = samePod !== undefined && keepsAddresses(samePod.seen.object, object);
      if (before !== undefined && !kept) end(before.seen, certainUntil());
      const from = samePod === undefined ? null : kept ? samePod.seen.from : now();
      live.set(key, { uid, seen: { object, from, goneAt: null }, listing });
      change();
    },
    drop(raw) {
      const key = objectKey(raw);
      unreadable.delete(key);
      const before = live.get(key);
      if (before === undefined || before.uid !== raw.metadata.uid) return;
      const last = lastState(raw, before.seen.object, read);
      if (last !== null) live.set(key, { ...before, seen: { ...before.seen, object: last } });
      remove(key, last === null ? certainUntil() : now());
    },
    complete() {
      for (const [key, pod] of live) if (pod.listing !== listing) remove(key, certainUntil());
      if (everListed) return;
      everListed = true;
      change();
    },
    forget() {
      unreadable.clear();
      for (const key of [...live.keys()]) remove(key, certainUntil());
    },
    values() {
      if (!everListed) return null;
      forgetOld();
      all ??= [...[...live.values()].map(({ seen }) => seen), ...ended.map(({ seen }) => seen)];
      return all;
    },
    leftOut: () => leftOutOf(unreadable),
  };
}

/** The last state says when its containers ended. null = it no longer has the addresses that are to end. */
function lastState(
  raw: RawKubeObject,
  before: PodObject,
  read: (object: RawKubeObject) => PodObject,
): PodObject | null {
  try {
    const last = read(raw);
    return keepsAddresses(before, last) ? last : null;
  } catch {
    return before;
  }
}

/** More may have come to them. */
function keepsAddresses(before: PodObject, after: PodObject): boolean {
  const there = new Set(addressesIn(after));
  return addressesIn(before).every((address) => there.has(address));
}
