import { Directory } from '../../src/core/identify/directory.ts';
import { identify } from '../../src/core/identify/identify.ts';
import type { RecordOutcome } from '../../src/core/model/flow.ts';
import type { TrafficRecord } from '../../src/core/model/record.ts';
import type { CollectorOptions } from '../../src/pipeline/collector.ts';
import { StreamCoverage } from '../../src/pipeline/stream-coverage.ts';
import type { Clock, Tally } from '../../src/ports.ts';
import { CART_REPORTER, sampleRecord } from './sample-record.ts';

/** For tests: a clock that stands still until it is told. */
export interface HandClock extends Clock {
  time: number;
}

export function handClock(time: number): HandClock {
  const clock = { time, now: () => clock.time };
  return clock;
}

/** An ordinary Monday, 10:00 UTC. */
export const MONDAY = Date.UTC(2026, 5, 1, 10);

export const MESH = { trustDomain: 'cluster.local', cluster: 'Kubernetes' };

/**
 * A call that a sidecar reports: `caller` null = plaintext; `callee` is workload, owner and label `app` at
 * once.
 */
export interface Call {
  readonly caller?: string | null;
  readonly callee?: string;
  readonly path?: string;
  readonly method?: string;
  readonly outcome?: RecordOutcome;
  /** ms */
  readonly time: number;
  readonly change?: Partial<TrafficRecord>;
}

export function callRecord(call: Call): TrafficRecord {
  const { caller = 'web', callee = 'cart', path = '/cart', method = 'GET', time, change = {} } = call;
  return sampleRecord({
    time,
    startTime: time,
    reporter: { ...CART_REPORTER, pod: `${callee}-7d9f-x2`, owner: callee, labels: { app: callee } },
    peer: caller === null ? { kind: 'plaintext' } : verified(caller),
    method,
    path,
    ...change,
  });
}

function verified(serviceAccount: string): TrafficRecord['peer'] {
  const peerUriSans = [`spiffe://cluster.local/ns/shop/sa/${serviceAccount}`];
  return { kind: 'tls', peerUriSans, localUriSans: [], peerCertificate: true };
}

/** As ingest counts: equal calls share a tuple, and what finds no room is an overflow. */
export function count(tally: Tally, call: Call): void {
  const { time, outcome = 'ok', ...about } = call;
  const tuple = JSON.stringify(about);
  const row = tally.find(tuple) ?? tally.insert(tuple, callRecord(call));
  if (row) tally.add(row, outcome, time);
  else tally.drop('queue-overflow');
}

export function identifyCalls(): CollectorOptions['identify'] {
  const directory = new Directory();
  return (record) => identify(record, directory, MESH);
}

export function quietStreams(now: () => number): StreamCoverage {
  return new StreamCoverage({ workloadOf: () => null, heard: () => undefined, now });
}

export const ROOMY = { queue: 1000, workloads: 100, paths: 100, principals: 100, operations: 1000 };
