import type { Random } from '../oracle/random.ts';
import { type PodState, podJson } from './pod-json.ts';

/** When a pod really had an address, and sent and took calls with it, ms. */
export interface Hold {
  readonly ip: string;
  readonly from: number;
  to: number;
}

/** A pod as it really was. `index` is its port everywhere and its name's end, so that a call tells whose it was. */
export interface Life {
  readonly index: number;
  readonly name: string;
  readonly uid: string;
  readonly hostNetwork: boolean;
  readonly holds: Hold[];
}

/** What the API server holds from `at` (ms) on; `removed`: with its last state. */
export interface Version {
  readonly at: number;
  readonly key: string;
  readonly removed: boolean;
  readonly object: ReturnType<typeof podJson>;
}

export interface TrueCluster {
  readonly lives: readonly Life[];
  /** In the order of `at`. */
  readonly versions: readonly Version[];
  readonly from: number;
  readonly to: number;
}

export const NODE = '10.0.0.1';
const SECOND = 1000;

interface Options {
  readonly from: number;
  readonly to: number;
  readonly pods: number;
  readonly addresses: readonly string[];
  /** A kubelet reports within so many ms. */
  readonly kubeletLag: number;
}

/**
 * Pods of a cluster over some minutes: acknowledged, waiting for volumes, given an address that another had until just
 * now, finished, told to go (and gone at once, in time, or long after), removed by force while they run on, their
 * sandboxes made anew, names used again. What the API says is whole seconds, cut, and comes when the kubelet gets to it.
 */
export function trueCluster(random: Random, options: Options): TrueCluster {
  const { from, to, pods, kubeletLag } = options;
  const agenda: { at: number; run: (at: number) => void }[] = [];
  const versions: Version[] = [];
  const lives: Life[] = [];
  const free = options.addresses.map((ip) => ({ ip, since: Number.NEGATIVE_INFINITY }));
  const names = new Set<string>();
  const upTo = (most: number) => random.int(most + 1);
  const plan = (at: number, run: (at: number) => void) => void agenda.push({ at, run });
  const lag = () => (random.chance(0.7) ? 20 + upTo(900) : upTo(kubeletLag - SECOND));

  function create(at: number): void {
    const index = lives.length;
    const reused = random.chance(0.3) && !names.has('db-0');
    const name = reused ? 'db-0' : `pod-${index}`;
    names.add(name);
    const hostNetwork = random.chance(0.08);
    const life: Life = { index, name, uid: `uid-${index}`, hostNetwork, holds: [] };
    lives.push(life);
    let state: PodState = { ...life, createdAt: at, phase: 'Pending' };
    let written = at;
    const write = (when: number, change: Partial<PodState> | null) => {
      written = Math.max(written + 1, when);
      if (change !== null) state = { ...state, ...change };
      const object = podJson(state);
      versions.push({ at: written, key: name, removed: change === null, object });
      return written;
    };
    write(at, {});
    const acknowledged = at + upTo(2 * SECOND);
    write(acknowledged + lag(), { acknowledgedAt: acknowledged });
    const volumes = random.chance(0.5) ? upTo(SECOND) : upTo(90 * SECOND);
    plan(acknowledged + volumes, (now) => connect(now, true));

    function connect(now: number, first: boolean): void {
      const ip = hostNetwork ? NODE : take(now);
      if (ip === null) {
        plan(now + SECOND, (later) => connect(later, first));
        return;
      }
      const hold: Hold = { ip, from: now, to };
      life.holds.push(hold);
      // Images may be pulled before the condition is told.
      const told = now + (random.chance(0.85) ? upTo(400) : upTo(30 * SECOND));
      const startedAt = now + 50 + upTo(400);
      const network = { connected: true, networkAt: told, ip, startedAt, phase: 'Running' } as const;
      write(told + lag(), network);
      const end = now + 4 * SECOND + upTo(150 * SECOND);
      if (end < to) plan(Math.max(end, written + 1), (at) => fate(at, hold, first));
    }

    function stop(at: number, hold: Hold, slow = 2 * SECOND): void {
      hold.to = at;
      const freed = at + upTo(slow);
      if (!hostNetwork) plan(freed, () => free.push({ ip: hold.ip, since: freed }));
    }

    function gone(when: number): void {
      const removed = write(when, null);
      plan(removed, () => names.delete(name));
    }

    function fate(at: number, hold: Hold, first: boolean): void {
      const kind = first
        ? random.pick(['finish', 'finish', 'go', 'go', 'go', 'force', 'anew', 'stay'])
        : 'go';
      const over = { phase: 'Succeeded', finishedAt: at, connected: false, networkAt: at } as const;
      if (kind === 'finish') {
        stop(at, hold);
        const told = write(at + lag(), over);
        gone(told + upTo(100 * SECOND));
      } else if (kind === 'go') {
        write(at, { toldToGoAt: at, grace: 30 });
        const last = at + upTo(random.chance(0.9) ? 30 * SECOND : 90 * SECOND);
        const end = { ...over, finishedAt: last, networkAt: last };
        plan(last, (now) => {
          stop(now, hold);
          const reported = now + lag();
          gone((random.chance(0.8) ? write(reported, end) : reported) + upTo(500));
        });
      } else if (kind === 'force') {
        write(at, { toldToGoAt: at, grace: 0 });
        gone(at);
        plan(at + upTo(20 * SECOND), (now) => stop(now, hold));
      } else if (kind === 'anew') {
        stop(at, hold, 500);
        const noticed = at + upTo(SECOND);
        write(noticed + lag(), { connected: false, networkAt: noticed });
        plan(at + SECOND + upTo(15 * SECOND), (now) => connect(now, false));
      }
    }
  }

  function take(now: number): string | null {
    const ready = free.filter(({ since }) => since <= now).toSorted((a, b) => b.since - a.since);
    const one = ready.length === 0 ? null : random.chance(0.7) ? ready[0] : random.pick(ready);
    if (!one) return null;
    free.splice(free.indexOf(one), 1);
    return one.ip;
  }

  for (let i = 0; i < pods; i++) plan(from + upTo((to - from) * 0.8), create);
  for (let next = earliest(); next !== undefined; next = earliest()) next.run(next.at);

  function earliest() {
    agenda.sort((a, b) => b.at - a.at);
    const next = agenda.pop();
    return next !== undefined && next.at < to ? next : undefined;
  }

  return { lives, versions: versions.toSorted((a, b) => a.at - b.at), from, to };
}
