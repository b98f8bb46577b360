import type { Offline } from '../offline.ts';
import type { Answer } from './recommend-answer.ts';

const SHOWN_FILES = 5;

/** What a person reads on stderr: a table of the workloads, what couldn't be read, and what to type next. */
export function summary(
  answer: Answer,
  { report, refusedFormats }: Pick<Offline, 'report' | 'refusedFormats'>,
  draft: boolean,
): string {
  const lines = [...table(rowsOf(answer)), '', accounting(answer)];
  for (const { file, line, reason, text } of report.firstProblems) {
    lines.push(`  ${file}:${line}: ${reason}: ${text}`);
  }
  for (const { message } of report.cutShort) lines.push(`  ${message}`);
  if (report.skipped.length > 0) lines.push(skippedFiles(report.skipped));
  for (const refused of refusedFormats) lines.push(`log-format-custom: ${refused}`);
  if (report.tlsUnknown) {
    lines.push(
      'tls-unknown: no line says whether its caller used TLS, so plaintext callers count as the pods they are.',
    );
  }
  lines.push('Covered from the first to the last record: the input does not say what was lost.');
  const waiting = answer.withheld.filter(({ reason }) => reason === 'not-stable').length;
  if (waiting > 0 && !draft)
    lines.push(`${waiting} not stable yet: add --draft to see them, as dry-run policies.`);
  return `${lines.join('\n')}\n`;
}

function skippedFiles(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_FILES).join(', ');
  const more = names.length > SHOWN_FILES ? `, and ${names.length - SHOWN_FILES} more` : '';
  const files = names.length === 1 ? 'file' : 'files';
  return `${names.length} ${files} left out, in no format that is read from a directory: ${shown}${more}`;
}

function rowsOf({ policies, withheld, edges }: Answer): string[][] {
  const callers = (workload: string) =>
    new Set(
      edges
        .filter((edge) => edge.workload === workload && edge.evidence)
        .map((edge) => edge.principal ?? edge.anonymousReason),
    );
  const rows = [
    ...policies.map(({ workload, state, draft }) => [
      workload,
      state,
      String(callers(workload).size),
      draft ? 'draft' : 'policy',
    ]),
    ...withheld.map(({ workload, state, reason, why }) => [
      workload,
      state,
      String(callers(workload).size),
      `withheld: ${reason}: ${why}`,
    ]),
  ];
  return rows.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

function table(rows: readonly string[][]): string[] {
  const all = [['WORKLOAD', 'STATE', 'CALLERS', ''], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function accounting({ accounting }: Answer): string {
  const { received, evidence, kept, dropped, agentLines } = accounting;
  const reasons = (counts: Readonly<Record<string, number>>) => {
    const named = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
    return named.length > 0 ? ` (${named.join(', ')})` : '';
  };
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  const agent = agentLines > 0 ? `; ${agentLines} agent lines besides` : '';
  return (
    `${received} records: ${evidence} evidence, ${sum(kept)} kept${reasons(kept)}, ` +
    `${sum(dropped)} dropped${reasons(dropped)}${agent}`
  );
}
