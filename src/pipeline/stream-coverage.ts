import type { Gap } from '../core/model/coverage.ts';
import type { Interval } from '../core/model/interval.ts';
import type { Reporter } from '../core/model/record.ts';
import type { WorkloadId } from '../core/model/workload.ts';
import type { StreamWatch } from '../ports.ts';

/** A gap shorter than this loses at most what a proxy's own buffer holds. Real ms: it is never scaled. */
const SHORTEST_GAP = 60_000;
/**
 * A proxy with traffic comes back with its next entry; one silent for an hour is gone with its pod, or idle.
 */
const LONGEST_GAP = 3_600_000;
/** Nodes that are awaited at once. Names are free to invent, so past it the first one is given up. */
const MOST_AWAITED = 10_000;

/** A stream may seem to stand for so long after its pod is gone, ms: until its connection misses an answer. */
const LINGER = 60_000;

interface Node {
  readonly reporter: Reporter;
  readonly workload: WorkloadId | null;
  streams: number;
  /** ms: when the newest one was opened. Which one stands of several is not told. */
  readonly since: number;
  /** ms of the last message before a stream broke; null = none broke since the last stream opened. */
  brokeAt: number | null;
}

export interface StreamCoverageOptions {
  readonly workloadOf: (reporter: Reporter) => WorkloadId | null;
  /** Told of every reporter whose stream stands at `time`: it had its addresses all through `proven` (ms). */
  readonly heard: (reporter: Reporter, time: number, proven: Interval) => void;
  readonly now: () => number;
}

/** Knows which proxies are connected, and between which moments their telemetry may have been lost. */
export class StreamCoverage implements StreamWatch {
  readonly #options: StreamCoverageOptions;
  readonly #nodes = new Map<string, Node>();
  /** Those of which no stream stands, in the order in which their last one broke. */
  readonly #awaited = new Set<string>();
  #closed: Gap[] = [];

  constructor(options: StreamCoverageOptions) {
    this.#options = options;
  }

  opened(name: string, reporter: Reporter): void {
    const now = this.#options.now();
    const before = this.#nodes.get(name);
    if (before) this.#close(before, now);
    this.#awaited.delete(name);
    const workload = this.#options.workloadOf(reporter);
    const streams = (before?.streams ?? 0) + 1;
    this.#nodes.set(name, { reporter, workload, streams, since: now, brokeAt: null });
    this.#options.heard(reporter, now, { from: now, to: now });
  }

  closed(name: string): void {
    const node = this.#nodes.get(name);
    if (!node) return;
    node.streams--;
    this.#ended(name, node);
  }

  broke(name: string, lastMessage: number): void {
    const node = this.#nodes.get(name);
    if (!node) return;
    node.streams--;
    node.brokeAt = Math.min(node.brokeAt ?? lastMessage, lastMessage);
    this.#ended(name, node);
  }

  /** Streams that stand are heartbeats; gaps that have lasted too long end here. */
  beat(): void {
    const now = this.#options.now();
    for (const [name, node] of this.#nodes) {
      if (node.streams > 0) this.#options.heard(node.reporter, now, { from: node.since, to: now - LINGER });
      if (node.brokeAt === null || now - node.brokeAt < LONGEST_GAP) continue;
      this.#close(node, now);
      node.brokeAt = null;
      if (node.streams <= 0) this.#forget(name);
    }
  }

  /** Gaps that ended since the last call. */
  takeGaps(): Gap[] {
    const gaps = this.#closed;
    this.#closed = [];
    return gaps;
  }

  /** Gaps that last until now. */
  openGaps(): Gap[] {
    const now = this.#options.now();
    return [...this.#nodes.values()].flatMap((node) => gapOf(node, now));
  }

  #ended(name: string, node: Node): void {
    if (node.streams > 0) return;
    // Where nobody knows whose telemetry is lost there is no gap to wait for.
    if (node.brokeAt === null || node.workload === null) {
      this.#forget(name);
      return;
    }
    this.#awaited.add(name);
    const [first] = this.#awaited;
    if (this.#awaited.size <= MOST_AWAITED || first === undefined) return;
    const given = this.#nodes.get(first);
    if (given) this.#close(given, this.#options.now());
    this.#forget(first);
  }

  #forget(name: string): void {
    this.#nodes.delete(name);
    this.#awaited.delete(name);
  }

  #close(node: Node, now: number): void {
    this.#closed.push(...gapOf(node, now));
  }
}

function gapOf(node: Node, now: number): Gap[] {
  if (node.brokeAt === null || node.workload === null || now - node.brokeAt <= SHORTEST_GAP) return [];
  return [{ workload: node.workload, from: node.brokeAt, to: Math.min(now, node.brokeAt + LONGEST_GAP) }];
}
