import type { ReviewedCalls } from '../http/simulate-dto.ts';
import { callWords, printable, shortTime, tableLines } from './call-words.ts';
import type { CheckAnswer } from './check-answer.ts';

/** One line a group for people; empty where there is nothing to tell. */
export function checkTable({ denied, allowed, unknown }: CheckAnswer): string {
  const rows = [...rowsOf('denied', denied), ...rowsOf('unknown', unknown), ...rowsOf('allowed', allowed)];
  if (rows.length === 0) return '';
  const head = ['NOW', 'CALL', 'COUNT', 'LAST SEEN', 'POLICY', 'WHY'];
  return `${tableLines([head, ...rows]).join('\n')}\n`;
}

function rowsOf(now: string, list: readonly ReviewedCalls[]): string[][] {
  return list.map((calls) => [
    now,
    callWords(calls),
    String(calls.count),
    shortTime(calls.lastSeen),
    policyWords(calls),
    whyWords(calls),
  ]);
}

function policyWords({ by, nearest }: ReviewedCalls): string {
  const named = by ?? nearest;
  return named === null ? '-' : named.rule === null ? named.policy : `${named.policy}[${named.rule}]`;
}

/** Why, and of which of the calls it is said. */
export function whyWords({ why, part }: Pick<ReviewedCalls, 'why' | 'part'>): string {
  return printable(part === null ? why : `${part}: ${why}`);
}

/** What people read on stderr at the end. */
export function checkSummary(answer: CheckAnswer, documents: readonly string[]): string {
  const { totals, policies, traffic, notes } = answer;
  const { allow, deny, unknown } = totals.evidence;
  const lines = [
    ...documents,
    ...traffic.failures,
    ...traffic.firstUnreadable.map(({ where, reason }) => `${where}: ${reason}`),
    ...notes,
    `${counted(policies.judged, 'policy', 'policies')}, ${counted(traffic.calls, 'call', 'calls')} of ` +
      `${counted(answer.workloads.length, 'workload', 'workloads')}: ` +
      `of the evidence ${allow} allowed, ${deny} denied, ${unknown} unknown; ` +
      `${totals.denied.allow} of ${sum(totals.denied)} recorded denied calls would be let in`,
  ];
  if (traffic.unreadable > 0) lines.push(`${traffic.unreadable} of ${traffic.lines} lines can't be read`);
  return `${lines.map(printable).join('\n')}\n`;
}

function sum({ allow, deny, unknown }: CheckAnswer['totals']['denied']): number {
  return allow + deny + unknown;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
