import type { WatchStatus } from '../../cluster-port.ts';
import type { ApiClient, GetOptions } from './api-client.ts';
import { ApiFailure, type ApiFailureKind, unreachable } from './api-failure.ts';
import { createBackoff } from './backoff.ts';
import type { LeftOut } from './held-objects.ts';
import { listAsStream, listInPages } from './list-objects.ts';
import type { ObjectSink } from './object-sink.ts';
import { createRefusals } from './refusals.ts';
import { resourcePath, resourceQuery } from './resource-path.ts';
import type { WatchedResource } from './resources.ts';
import { between, pause, type Timing } from './timing.ts';
import { watchEvents } from './watch-events.ts';
import { createWatchReport } from './watch-report.ts';
import type { WatchTimes } from './watch-times.ts';

/** How long watches last (seconds, chosen between), and how long (ms) one may be silent. */
export interface WatchPace {
  readonly seconds: readonly [number, number];
  readonly silence: number;
}

export interface ReflectorOptions {
  readonly client: ApiClient;
  readonly resource: WatchedResource;
  readonly sink: ObjectSink;
  readonly leftOut: () => LeftOut;
  readonly pace: WatchPace;
  readonly times: WatchTimes;
  readonly timing: Timing;
  readonly changed: (status: WatchStatus) => void;
}

/** Keeps a sink equal to one resource of an API server. */
export interface Reflector {
  /** Runs until the signal is aborted. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
  status(): WatchStatus;
  /** Told in the status as long as nothing worse is; null = nothing. */
  lacking(why: string | null): void;
  /** It was listed, or the server said twice that it can't be. */
  answered(): boolean;
  /** A watch of what was listed stands. */
  watching(): boolean;
  /** Lists all anew, at once. */
  relist(): void;
}

/** Failures after which the connection, not the server, is tried again first. */
const AT_ONCE = new Set(['silent', 'unauthorized', 'unsupported']);

export function createReflector(options: ReflectorOptions): Reflector {
  const { client, resource, sink, pace, times, timing } = options;
  const { now } = timing;
  const report = createWatchReport(resource, options.leftOut, now, options.changed);
  const backoff = createBackoff(times.backoff, timing);
  const refusals = createRefusals(times.believe);
  let version = 0;
  let inPages = false;
  /** All changes up to it were given; null = list. */
  let reached: string | null = null;
  let resyncAt = 0;
  let listedOnce = false;
  let watching = false;
  let standsSince = 0;
  let listedAt = 0;
  let unproven = () => {};
  let request = new AbortController();
  let again = false;

  const path = () => resourcePath(resource, resource.versions[version] ?? 'v1');
  const optionsFor = (silence: number): GetOptions => ({
    signal: request.signal,
    silence,
    heard: report.heard,
  });

  async function list(): Promise<void> {
    const askedAt = now();
    sink.begin();
    const listing = { client, resource, path: path(), sink, options: optionsFor(times.listSilence) };
    reached = await (inPages ? listInPages(listing) : listAsStream(listing));
    sink.listed(reached, askedAt);
    refusals.given();
    listedOnce = true;
    listedAt = now();
    resyncAt = listedAt + between(times.resync, timing);
    report.enter('synced');
  }

  async function watch(from: string): Promise<void> {
    const query = resourceQuery(resource, {
      watch: '1',
      resourceVersion: from,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(Math.round(between(pace.seconds, timing))),
    });
    let heard = false;
    const stands = () => {
      report.heard();
      if (watching) return;
      watching = true;
      standsSince = now();
      refusals.given();
      // A server that has forgotten what came since says so right after it has accepted.
      unproven = timing.after(times.lasting, () => report.enter('synced'));
    };
    for await (const events of watchEvents(client, `${path()}?${query}`, {
      ...optionsFor(pace.silence),
      heard: stands,
    })) {
      for (const { type, object, resourceVersion } of events) {
        if (type === 'DELETED') sink.drop(object);
        else if (type !== 'BOOKMARK') sink.put(object);
        reached = resourceVersion;
      }
      if (reached !== null) sink.reached(reached);
      heard = true;
      unproven();
      report.enter('synced');
      backoff.reset();
      if (now() >= resyncAt) return;
    }
    // A server that ends each watch at once isn't asked at once.
    if (!heard && now() - standsSince < times.lasting)
      throw new ApiFailure('busy', 'the watch ended as soon as it began');
    backoff.reset();
  }

  /** ms to wait. */
  function recover(failure: ApiFailure): number {
    const { kind, message, retryAfter } = failure;
    if (kind === 'gone') {
      reached = null;
      // Listed a moment ago and gone again: then there is a reason to wait.
      if (now() - listedAt > times.backoff.most) backoff.reset();
    }
    if (kind === 'forbidden' || kind === 'absent') {
      if (kind === 'absent' && nextVersion()) return 0;
      if (!refusals.refused(kind, now())) {
        hinder(message);
        return Math.min(backoff.next(), times.believe / 3);
      }
      reached = null;
      sink.forget();
      report.enter(kind, message);
      return between(times.missingRetry, timing);
    }
    refusals.given();
    // A server that doesn't know of listing by a stream just watches.
    if (kind === 'silent' && !listedOnce) inPages = !inPages;
    if (kind === 'unsupported') {
      // Also of a server that answers so to both: it is asked for a stream again.
      inPages = !inPages;
      reached = null;
    }
    const atOnce = backoff.failures() === 0 && AT_ONCE.has(kind);
    const wait = backoff.next();
    hinder(message);
    return Math.max(atOnce ? 0 : wait, retryAfter ?? 0);
  }

  /** The next one that might be there; after the last the first again, and then it is absent. */
  function nextVersion(): boolean {
    reached = null;
    version = (version + 1) % resource.versions.length;
    return version !== 0;
  }

  function hinder(why: string): void {
    const state = report.state();
    if (state === 'synced' || state === 'stale') report.enter('stale', why);
    else report.hindered(why);
  }

  /** The first request that gets through ends the wait of all that couldn't. */
  async function wait(ms: number, kind: ApiFailureKind, signal: AbortSignal): Promise<void> {
    if (kind !== 'unreachable' && kind !== 'silent') return pause(ms, timing, signal);
    const early = new AbortController();
    const end = () => early.abort();
    const forget = client.whenReachable(() => {
      backoff.reset();
      end();
    });
    signal.addEventListener('abort', end, { once: true });
    await pause(signal.aborted ? 0 : ms, timing, early.signal);
    signal.removeEventListener('abort', end);
    forget();
  }

  async function run(signal: AbortSignal): Promise<void> {
    const stop = () => request.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    while (!signal.aborted) {
      request = new AbortController();
      again = false;
      try {
        if (reached !== null && now() >= resyncAt) {
          // What a listing that breaks off has given is newer than this, and nothing may go back. A better version of
          // the API may be there by now.
          reached = null;
          version = 0;
        }
        if (reached === null) await list();
        while (!signal.aborted && !again && reached !== null && now() < resyncAt) {
          await watch(reached);
          watching = false;
          unproven();
        }
      } catch (error) {
        const stood = watching;
        watching = false;
        unproven();
        if (signal.aborted) break;
        if (again) continue;
        const failure = error instanceof ApiFailure ? error : unreachable(error);
        await wait(stood ? soon(failure) : recover(failure), failure.kind, signal);
      }
    }
    watching = false;
    unproven();
    signal.removeEventListener('abort', stop);
  }

  /** A watch that stood broke: only when it can't be made again the resource is stale. */
  function soon(failure: ApiFailure): number {
    if (failure.kind === 'gone') return recover(failure);
    if (now() - standsSince >= times.lasting) backoff.reset();
    const first = backoff.failures() === 0;
    const wait = backoff.next();
    return first && failure.kind === 'silent' ? 0 : wait;
  }

  return {
    run,
    status: report.status,
    lacking: report.lacking,
    answered: () => listedOnce || refusals.count() > 1,
    watching: () => watching,
    relist() {
      reached = null;
      again = true;
      request.abort(new Error('listing anew'));
    },
  };
}
