import { AppError } from '../app-error.ts';
import { type JsonLinesReport, readJsonLines } from '../ingest/flows/json-lines.ts';
import { printable } from './call-words.ts';
import { type AnswersOptions, createAnswers } from './explain-answers.ts';
import { print } from './print.ts';

/** Characters that wait before they are written; whoever pipes lines in wants each answer at once. */
const WAITING = 64 * 1024;

/** Prints the answer to one flow. Throws AppError `unreadable`. */
export async function answerFlow(flow: string, options: AnswersOptions): Promise<void> {
  const answers = createAnswers(options);
  const text = answers.of(flow);
  if (text === null) throw new AppError('unreadable', `--flow: ${answers.reason}`);
  if (text === '') throw new AppError('unreadable', '--flow: it is a line of coverage, and no flow');
  await print(text);
}

/**
 * Prints an answer for each flow of files and stdin, in input order, and a summary on stderr. Throws AppError
 * `unreadable`, after the answers, when a file is damaged or no line could be read.
 */
export async function answerFlows(paths: readonly string[], options: AnswersOptions): Promise<void> {
  const answers = createAnswers(options);
  let waiting = '';

  async function write(atLeast: number): Promise<void> {
    if (waiting.length < atLeast) return;
    const text = waiting;
    waiting = '';
    await print(text);
  }

  const piped = paths.includes('-');
  const report = await readJsonLines(
    paths,
    { stdin: process.stdin, betweenChunks: () => write(piped ? 1 : WAITING) },
    (text) => {
      const answer = answers.of(text);
      if (answer === null) return answers.reason;
      waiting += answer;
      return null;
    },
  );
  await write(1);
  process.stderr.write(summary(answers.verdicts, report));
  const [failure] = report.failures;
  if (failure !== undefined) throw failure;
  if (report.unreadable === report.lines) {
    throw new AppError('unreadable', 'no flow could be read', { hint: 'give flow lines: JSON, one a line' });
  }
}

function summary(verdicts: Readonly<Record<string, number>>, report: JsonLinesReport): string {
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  const lines = [counts.join(', ')];
  if (report.unreadable > 0) {
    lines[0] += `; ${report.unreadable} of ${report.lines} lines could not be read:`;
    for (const { file, line, reason } of report.firstUnreadable) lines.push(`  ${file}:${line}: ${reason}`);
  }
  if (report.skipped.length > 0) lines.push(`left out, no flow lines: ${report.skipped.join(', ')}`);
  return `${lines.map(printable).join('\n')}\n`;
}
