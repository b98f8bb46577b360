import type { ReviewedCalls } from '../http/simulate-dto.ts';

type Call = Pick<
  ReviewedCalls,
  'workload' | 'principal' | 'anonymousReason' | 'port' | 'protocol' | 'method' | 'path'
>;

/** Calls as people read them: `cluster.local/ns/shop/sa/web → shop/cart:8080 GET /cart/{*}`. */
export function callWords(call: Call): string {
  const caller = call.principal ?? `anonymous${call.anonymousReason ? ` (${call.anonymousReason})` : ''}`;
  const callee = call.workload.slice(call.workload.indexOf('/') + 1);
  const asked =
    call.protocol === 'tcp' ? 'TCP' : `${call.method ?? '(any method)'} ${call.path ?? '(any path)'}`;
  return printable(`${caller} → ${callee}:${call.port} ${asked}`);
}

/** Paths and names come from callers: nothing of them may steer a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '\u00b7');
}

/** Columns of the widths that they need; the last one as it is. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns - 1 }, (_, i) =>
    Math.max(...rows.map((row) => [...(row[i] ?? '')].length)),
  );
  return rows.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - [...cell].length)))
      .join('  ')
      .trimEnd(),
  );
}

/** `2026-03-02 10:00`, or `-`. */
export function shortTime(time: string | null): string {
  return time === null ? '-' : time.slice(0, 16).replace('T', ' ');
}
