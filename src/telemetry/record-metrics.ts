import { DROP_REASONS, KEPT_REASONS, RECORD_SOURCES } from '../core/model/reason.ts';
import type { RecordCount } from '../ports.ts';
import type { Instruments } from './instruments.ts';

/**
 * Received is the sum of one reading, so received = evidence + kept + dropped holds in every scrape, whatever
 * is counted meanwhile. Every source and reason has a series from the start: a rate() needs the zero.
 */
export function setRecordMetrics(instruments: Instruments, counters: readonly RecordCount[]): void {
  const received = instruments.leastpath_records_received_total;
  const evidence = instruments.leastpath_records_evidence_total;
  const kept = instruments.leastpath_records_kept_total;
  const dropped = instruments.leastpath_records_dropped_total;
  for (const counter of [received, evidence, kept, dropped]) counter.reset();
  for (const source of RECORD_SOURCES) {
    received.inc({ source }, 0);
    evidence.inc({ source }, 0);
    for (const reason of KEPT_REASONS) kept.inc({ source, reason }, 0);
    for (const reason of DROP_REASONS) dropped.inc({ source, reason }, 0);
  }
  for (const { source, disposition, count } of counters) {
    received.inc({ source }, count);
    if (disposition.kind === 'evidence') evidence.inc({ source }, count);
    if (disposition.kind === 'kept') kept.inc({ source, reason: disposition.reason }, count);
    if (disposition.kind === 'dropped') dropped.inc({ source, reason: disposition.reason }, count);
  }
}
