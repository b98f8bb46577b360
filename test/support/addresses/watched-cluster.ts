import type { Inventory } from '../../../src/core/model/inventory.ts';
import { inventoryOf } from '../../../src/kube/inventory-of.ts';
import { podObject } from '../../../src/kube/kube-object.ts';
import { podLifetimes } from '../../../src/kube/watch/pod-lifetimes.ts';
import type { Random } from '../oracle/random.ts';
import { NO_VIEW } from '../sample-cluster.ts';
import type { TrueCluster, Version } from './true-cluster.ts';

/** A watch of the cluster's pods, as late as watches are. */
export interface WatchedCluster {
  /** Until `now` (ms) something arrived, or nothing. */
  step(now: number): void;
  certainUntil(): number;
  /** What is known now, when it is another than last time; null = nothing new. */
  news(): Inventory | null;
}

/**
 * Events in the order in which they were written, a second or two late; the moment up to which they are complete is
 * known later still. Now and then nothing arrives for a while: then what was missed follows, or, when it was too much,
 * only what there is now.
 */
export function watchedCluster(random: Random, cluster: TrueCluster, startedAt: number): WatchedCluster {
  let now = startedAt;
  let certain = Number.NEGATIVE_INFINITY;
  let reached = Number.NEGATIVE_INFINITY;
  let next = 0;
  let silentUntil: number | null = null;
  let news = false;
  const { versions } = cluster;
  const pods = podLifetimes({
    read: (raw) => podObject.parse(raw),
    now: () => now,
    certainUntil: () => certain,
    keepEnded: 3_600_000,
    endedLimit: 10_000,
    changed: () => {
      news = true;
    },
  });

  function list(): void {
    const there = new Map<string, Version>();
    for (next = 0; next < versions.length; next++) {
      const version = versions[next] as Version;
      if (version.at > now) break;
      if (version.removed) there.delete(version.key);
      else there.set(version.key, version);
    }
    pods.begin();
    for (const { object } of there.values()) pods.put(object);
    pods.complete();
    reached = now;
    certain = now;
  }

  function follow(until: number): void {
    reached = Math.max(reached, until);
    for (; next < versions.length; next++) {
      const version = versions[next] as Version;
      if (version.at > reached) break;
      if (version.removed) pods.drop(version.object);
      else pods.put(version.object);
    }
    certain = Math.max(certain, reached - random.int(3000));
  }

  list();
  return {
    step(at) {
      now = at;
      if (silentUntil === null && random.chance(0.01)) silentUntil = now + 5000 + random.int(100_000);
      if (silentUntil === null) follow(now - random.int(2000));
      if (silentUntil === null || now < silentUntil) return;
      silentUntil = null;
      if (random.chance(0.5)) list();
      else follow(now - random.int(500));
    },
    certainUntil: () => certain,
    news() {
      if (!news) return null;
      news = false;
      const owners = new Map();
      const seen = pods.values() ?? [];
      return inventoryOf({ pods: seen, owners, policies: null, configMaps: [], view: NO_VIEW }, 'Kubernetes');
    },
  };
}
