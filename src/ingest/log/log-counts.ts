import type { DropReason } from '../../core/model/reason.ts';

/** How many of the lines that couldn't be read are shown. */
export const SHOWN_PROBLEMS = 5;
const SHOWN_CHARS = 200;
/** Whoever can write to a log shall not speak to the terminal of who reads it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}]/gu;

export interface LineProblem {
  /** From 1, within its file. */
  readonly line: number;
  readonly reason: DropReason;
  /** The line's beginning, made fit to print. */
  readonly text: string;
}

export interface LogCounts {
  readonly lines: number;
  /** Lines of the proxy's agent and of others beside the access log: no records. */
  readonly agentLines: number;
  /** Lines that became records. */
  readonly records: number;
  readonly problems: number;
  readonly firstProblems: readonly LineProblem[];
}

/** What a reader counts of its lines. Mutable; its owner shows it as LogCounts. */
export class LineCounts implements LogCounts {
  lines = 0;
  agentLines = 0;
  records = 0;
  problems = 0;
  readonly firstProblems: LineProblem[] = [];

  problem(line: number, reason: DropReason, text: string): void {
    this.problems++;
    if (this.firstProblems.length >= SHOWN_PROBLEMS) return;
    const cut = text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
    this.firstProblems.push({ line, reason, text: cut.replace(UNPRINTABLE, '\ufffd') });
  }
}
