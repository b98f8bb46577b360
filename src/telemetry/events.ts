import type { WatchStatus } from '../cluster-port.ts';
import { formatError } from './format-error.ts';
import type { Instruments } from './instruments.ts';
import type { Logger } from './logger.ts';
import { createThinning } from './thinning.ts';

/** A business event is told here and nowhere else: its log line and its counter can't drift apart. */
export function createEvents(log: Logger, instruments: Instruments, now: () => number) {
  const dropped = createThinning();
  const refused = createThinning();
  const rejected = createThinning();
  const troubled = new Set<string>();

  return {
    started(facts: Readonly<Record<string, unknown>>): void {
      log.info(facts, 'started');
    },

    stopped(): void {
      log.info('stopped');
    },

    /** A listener that takes telemetry from anyone who has a route to it. */
    listeningOpenly(what: string, address: string): void {
      log.warn({ what, address }, 'open without authentication: who can write telemetry can write policy');
    },

    flushed(seconds: number, records: number): void {
      instruments.leastpath_flush_duration_seconds.observe(seconds);
      instruments.leastpath_last_flush_timestamp_seconds.set(now() / 1000);
      log.debug({ seconds, records }, 'flushed');
    },

    flushFailed(error: unknown): void {
      instruments.leastpath_flush_failures_total.inc();
      log.error(formatError(error), 'flush failed: the records stay counted and are tried again');
    },

    judgeFailed(error: unknown): void {
      log.error(formatError(error), 'judging failed: answers stay as they were');
    },

    /** Ended by reset or error. */
    streamBroke(node: string): void {
      instruments.leastpath_als_streams_broken_total.inc();
      log.debug({ node }, 'stream broke');
    },

    streamsRefused(): void {
      instruments.leastpath_als_streams_refused_total.inc();
      const count = refused();
      if (count) log.warn({ count }, 'streams refused: limits.streams are open');
    },

    /** A message of a stream that couldn't be taken; whoever decodes has counted the drop under this reason. */
    messageDropped(reason: string, peer: string): void {
      const count = dropped();
      if (count) log.warn({ reason, peer, count }, 'message dropped');
    },

    /** Pushed records whose own time lies more than five minutes ahead: some clock is wrong. */
    timesClamped(count: number): void {
      instruments.leastpath_records_clamped_total.inc(count);
      log.warn({ count }, 'records dated in the future: they count as of now');
    },

    agentLines(count: number): void {
      instruments.leastpath_log_agent_lines_total.inc(count);
    },

    /** A pushed body that was refused; `code` is that of the problem it was answered with. */
    ingestRejected(code: string): void {
      instruments.leastpath_ingest_requests_refused_total.inc({ code });
      const count = rejected();
      if (count) log.warn({ code, count }, 'pushed body refused');
    },

    /** A fault of this program, answered 500. */
    requestFailed(error: unknown, route: string): void {
      instruments.leastpath_http_failures_total.inc();
      log.error({ ...formatError(error), route }, 'request failed');
    },

    pruneFailed(error: unknown): void {
      log.error(formatError(error), 'old figures not forgotten: tried again within the hour');
    },

    /** The service works on what proxies say of themselves. */
    clusterMissing(why: string): void {
      log.warn({ why }, 'no cluster is watched');
    },

    /** The cluster is followed from now on, as far as it answers. */
    inventoryFollowed(from: string, watches: readonly WatchStatus[]): void {
      const unheard = watches.filter(({ state }) => state === 'connecting');
      if (unheard.length === 0) log.info({ from }, 'cluster known');
      else
        log.warn({ from, watches: unheard.length, why: unheard[0]?.why }, 'cluster not heard: tried again');
    },

    /** A watch went from one state into another. */
    watchChanged({ resource, state, why, rule }: WatchStatus): void {
      const facts = { resource, state, ...(why !== null && { why }), ...(rule !== null && { rule }) };
      const wasTroubled = troubled.has(resource);
      if (state === 'absent') log.info(facts, 'watch');
      else if (why !== null) {
        troubled.add(resource);
        log.warn(facts, 'watch');
      } else {
        troubled.delete(resource);
        if (wasTroubled) log.info(facts, 'watch');
        else log.debug(facts, 'watch');
      }
    },

    inventoryFailed(error: unknown): void {
      log.error(formatError(error), 'inventory not read: the last one stays in use');
    },
  };
}
