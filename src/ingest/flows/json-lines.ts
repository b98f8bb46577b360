import { createReadStream } from 'node:fs';
import { AppError } from '../../app-error.ts';
import { type ByteStream, gunzipped, peekBytes } from '../log/byte-streams.ts';
import { detectFormat } from '../log/detect-format.ts';
import { type LogSource, logSources } from '../log/log-paths.ts';
import { createTextLines } from './text-lines.ts';

export interface JsonLinesOptions {
  /** Read where no path is given, and for the path `-`. */
  readonly stdin?: ByteStream;
  /** Longer lines, in characters, are skipped and counted. */
  readonly maxLine?: number;
  /** Awaited after each piece of a file: a chance to hand on what was made of it. */
  readonly betweenChunks?: () => Promise<void>;
}

export interface UnreadableLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

export interface JsonLinesReport {
  /** Lines with something in them. */
  readonly lines: number;
  readonly unreadable: number;
  readonly firstUnreadable: readonly UnreadableLine[];
  /** Files of directories that hold no flow lines. */
  readonly skipped: readonly string[];
  /** Files that broke off: damaged, or not to be read at all. What stood before was handed on. */
  readonly failures: readonly AppError[];
}

/** Takes one line; a string says why it can't be read. */
export type LineUse = (text: string, file: string, line: number) => string | null;

const STDIN = '-';
const HEAD_BYTES = 64 * 1024;
const CHUNK_BYTES = 256 * 1024;
const MAX_LINE = 16 * 1024 * 1024;
const SHOWN = 5;

/**
 * Hands on each line that isn't blank of files, directories and stdin, gzipped or not, in their order. Memory
 * stays at a chunk and a line. Lines that can't be read are counted and never stop it, damaged files neither.
 * Throws AppError `invalid` for a path that doesn't exist, or when there is no input at all.
 */
export async function readJsonLines(
  paths: readonly string[],
  options: JsonLinesOptions,
  use: LineUse,
): Promise<JsonLinesReport> {
  const report = new Report();
  for (const source of await sourcesOf(paths, options)) {
    for (const file of source.files) {
      const name = file === STDIN ? 'stdin' : file;
      try {
        await readFile(name, open(file, options), source.named, options, use, report);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'unreadable') throw error;
        report.failures.push(error);
      }
    }
  }
  return report;
}

/** Mutable while files are read. */
class Report implements JsonLinesReport {
  lines = 0;
  unreadable = 0;
  firstUnreadable: UnreadableLine[] = [];
  skipped: string[] = [];
  failures: AppError[] = [];

  problem(file: string, line: number, reason: string): void {
    this.unreadable++;
    if (this.firstUnreadable.length < SHOWN) this.firstUnreadable.push({ file, line, reason });
  }
}

async function sourcesOf(paths: readonly string[], { stdin }: JsonLinesOptions): Promise<LogSource[]> {
  const given = paths.length === 0 ? [STDIN] : paths;
  if (given.includes(STDIN) && stdin === undefined) {
    throw new AppError('invalid', 'there is no input', { hint: 'give files or pipe lines in' });
  }
  const sources: LogSource[] = [];
  for (const path of given) {
    if (path === STDIN) sources.push({ files: [STDIN], pod: null, named: true });
    else sources.push(...(await logSources([path])));
  }
  return sources;
}

async function readFile(
  name: string,
  bytes: ByteStream,
  named: boolean,
  { maxLine = MAX_LINE, betweenChunks }: JsonLinesOptions,
  use: LineUse,
  report: Report,
): Promise<void> {
  const cutShort = (error: AppError) => void report.failures.push(error);
  const { head, whole } = await peekBytes(gunzipped(bytes, name, cutShort), named ? 2 : HEAD_BYTES);
  if (!named && detectFormat(head) !== 'flows') {
    report.skipped.push(name);
    await whole[Symbol.asyncIterator]().return?.();
    return;
  }
  if (isUtf16(head)) {
    await whole[Symbol.asyncIterator]().return?.();
    throw new AppError('unreadable', `${name} is UTF-16`, { hint: 'save it as UTF-8' });
  }
  let line = 0;
  const lines = createTextLines(maxLine, {
    line(text) {
      line++;
      if (isBlank(text)) return;
      report.lines++;
      const reason = use(text, name, line);
      if (reason !== null) report.problem(name, line, reason);
    },
    oversize() {
      line++;
      report.lines++;
      report.problem(name, line, `the line is longer than ${maxLine} characters`);
    },
  });
  for await (const chunk of whole) {
    lines.write(chunk);
    await betweenChunks?.();
  }
  lines.end();
  await betweenChunks?.();
}

/** What Windows shells write when they redirect. */
export function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

function isBlank(text: string): boolean {
  // Nearly every line begins with a brace.
  return text.charCodeAt(0) <= 32 ? text.trim() === '' : text === '';
}

function open(file: string, { stdin }: JsonLinesOptions): ByteStream {
  return file === STDIN && stdin !== undefined ? stdin : fileBytes(file);
}

async function* fileBytes(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new AppError('unreadable', `${file} can't be read: ${String(cause)}`, { cause });
  }
}
