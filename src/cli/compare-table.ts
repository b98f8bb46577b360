import type { Witness } from '../core/review/compare-subjects.ts';
import { callWords, printable, shortTime } from './call-words.ts';
import type { CompareAnswer } from './compare-answer.ts';

type Compared = CompareAnswer['workloads'][number];

/** A paragraph a workload, for people. */
export function compareTable({ workloads }: CompareAnswer): string {
  return workloads.map((one) => `${workloadLines(one).join('\n')}\n`).join('');
}

export function workloadLines({ workload, equal, differences, undecided, recorded }: Compared): string[] {
  if (equal) return [`${workload}  equal`];
  return [
    workload,
    ...differences.flatMap(witnessLines),
    ...undecided.map((reason) => `  undecided: ${printable(reason)}`),
    ...recorded.map(
      (calls) =>
        `  recorded, ${calls.change}: ${callWords(calls)} ` +
        `(${calls.counts.ok} succeeded, ${calls.counts.denied} denied, last ${shortTime(calls.lastSeen)})`,
    ),
  ];
}

function witnessLines({ change, flow, from, to }: Witness): string[] {
  return [
    `  ${change}: ${printable(JSON.stringify(flow))}`,
    `    before: ${from.verdict}: ${printable(from.why)}`,
    `    after:  ${to.verdict}: ${printable(to.why)}`,
  ];
}

/** What people read on stderr at the end. */
export function compareSummary(answer: CompareAnswer, documents: readonly string[]): string {
  const { workloads, totals, traffic, notes } = answer;
  const decided = workloads.length - totals.undecided;
  return `${[
    ...documents,
    ...(traffic?.failures ?? []),
    ...notes,
    `${workloads.length} ${workloads.length === 1 ? 'workload' : 'workloads'} compared, ${decided} decided: ${totals.equal} equal, ` +
      `${totals['newly-denied']} newly denied, ${totals['newly-allowed']} newly allowed, ${totals.undecided} undecided`,
  ]
    .map(printable)
    .join('\n')}\n`;
}
