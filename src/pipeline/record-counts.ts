import type { Disposition, RecordSource } from '../core/model/reason.ts';
import type { IngestAnswer, RecordCount } from '../ports.ts';
import type { Taken } from './taken.ts';
import type { FlowTally } from './tally.ts';

/** Where the records of a tally ended, as counters to be added. */
export function recordCounts(source: RecordSource, from: Taken | FlowTally): RecordCount[] {
  const counts: RecordCount[] = [];
  const push = (disposition: Disposition, count: number) => {
    if (count > 0) counts.push({ source, disposition, count });
  };
  push({ kind: 'evidence' }, from.evidence);
  for (const [reason, count] of from.kept) push({ kind: 'kept', reason }, count);
  for (const [reason, count] of from.dropped) push({ kind: 'dropped', reason }, count);
  return counts;
}

export function ingestAnswer(counts: readonly RecordCount[]): IngestAnswer {
  let evidence = 0;
  let kept = 0;
  const dropped: Record<string, number> = {};
  for (const { disposition, count } of counts) {
    if (disposition.kind === 'evidence') evidence += count;
    else if (disposition.kind === 'kept') kept += count;
    else dropped[disposition.reason] = (dropped[disposition.reason] ?? 0) + count;
  }
  const received = counts.reduce((sum, { count }) => sum + count, 0);
  return { received, evidence, kept, dropped };
}

/** Sums of counters; the order is that of first addition. */
export class CounterSums {
  readonly #sums = new Map<string, RecordCount>();

  add(counts: readonly RecordCount[]): void {
    for (const { source, disposition, count } of counts) {
      const key = `${source} ${disposition.kind} ${disposition.kind === 'evidence' ? '' : disposition.reason}`;
      const before = this.#sums.get(key)?.count ?? 0;
      this.#sums.set(key, { source, disposition, count: before + count });
    }
  }

  with(counts: readonly RecordCount[]): RecordCount[] {
    const all = new CounterSums();
    all.add([...this.#sums.values()]);
    all.add(counts);
    return [...all.#sums.values()];
  }
}
