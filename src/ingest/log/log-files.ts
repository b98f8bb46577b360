import { createReadStream } from 'node:fs';
import { AppError } from '../../app-error.ts';
import type { Directory } from '../../core/identify/directory.ts';
import type { Reporter } from '../../core/model/record.ts';
import type { Tally } from '../../ports.ts';
import { type ByteStream, gunzipped, peekBytes } from './byte-streams.ts';
import { type DetectedFormat, detectFormat } from './detect-format.ts';
import { detectOwn } from './detect-own.ts';
import type { LineProblem } from './log-counts.ts';
import { isOwnFormat, type LogFormat } from './log-line.ts';
import { type LogSource, logSources } from './log-paths.ts';
import { createLogReader, type LogReader, notReadYet } from './log-reader.ts';
import type { OwnFormat } from './own-format.ts';
import { createSourceKeys, type SourceKeys } from './source-keys.ts';

export interface LogFilesOptions {
  readonly tally: Tally;
  readonly directory: Directory;
  readonly format: LogFormat | 'als' | 'auto';
  /** As `LogReaderOptions` has it. */
  readonly own?: readonly OwnFormat[];
  /** What the user says of who wrote all of it. */
  readonly reporter?: Partial<Reporter> | null;
  /** Read where no path is given, and for the path `-`. */
  readonly stdin?: ByteStream;
  /**
   * Awaited after each piece of a file: a chance to store what was counted, so that nothing has to be
   * dropped.
   */
  readonly betweenChunks?: () => Promise<void>;
  /** Takes captures of ALS messages. */
  readonly readAls?: (capture: ByteStream, name: string) => Promise<void>;
}

export interface LogFilesReport {
  readonly files: readonly { readonly name: string; readonly format: DetectedFormat | LogFormat | null }[];
  /** Files of directories that are in no known format. */
  readonly skipped: readonly string[];
  readonly lines: number;
  readonly agentLines: number;
  readonly records: number;
  readonly firstProblems: readonly (LineProblem & { readonly file: string })[];
  /** ms of the earliest and the latest record of the lines read; null = none. */
  readonly first: number | null;
  readonly last: number | null;
  readonly tlsUnknown: boolean;
  /** Files that end too early: what they hold was read. */
  readonly cutShort: readonly AppError[];
}

const STDIN = '-';
const HEAD_BYTES = 256 * 1024;
const SHOWN_PROBLEMS = 5;

/**
 * Reads files, directories (also the layout of /var/log/pods) and stdin, gzipped or not; each file by its own
 * format. Lines that can't be read are counted and never stop it. Throws AppError: `invalid` for a path that
 * doesn't exist or a format that isn't the asked one, `unreadable` for damaged files and formats that aren't
 * read yet.
 */
export async function readLogFiles(
  paths: readonly string[],
  options: LogFilesOptions,
): Promise<LogFilesReport> {
  const report = new Report();
  const keys = createSourceKeys();
  const files = paths.filter((path) => path !== STDIN);
  const sources = await logSources(files);
  if (files.length < paths.length || paths.length === 0)
    sources.unshift({ files: [STDIN], pod: null, named: true });
  for (const source of sources) await readSource(source, keys, options, report);
  keys.settle();
  report.tlsUnknown = keys.tlsUnknown;
  return report;
}

/** Mutable while files are read. */
class Report implements LogFilesReport {
  files: { name: string; format: DetectedFormat | LogFormat | null }[] = [];
  skipped: string[] = [];
  lines = 0;
  agentLines = 0;
  records = 0;
  firstProblems: (LineProblem & { file: string })[] = [];
  first: number | null = null;
  last: number | null = null;
  tlsUnknown = false;
  cutShort: AppError[] = [];

  problems(file: string, found: readonly LineProblem[]): void {
    for (const problem of found) {
      if (this.firstProblems.length < SHOWN_PROBLEMS) this.firstProblems.push({ ...problem, file });
    }
  }

  add({ counts, first, last }: LogReader): void {
    this.lines += counts.lines;
    this.agentLines += counts.agentLines;
    this.records += counts.records;
    if (first !== null && (this.first === null || first < this.first)) this.first = first;
    if (last !== null && (this.last === null || last > this.last)) this.last = last;
  }
}

async function readSource(
  source: LogSource,
  keys: SourceKeys,
  options: LogFilesOptions,
  report: Report,
): Promise<void> {
  const { tally, directory, own = [] } = options;
  const format = options.format === 'als' ? 'auto' : options.format;
  const reporter = source.pod === null ? options.reporter : { ...options.reporter, ...source.pod };
  const reader = createLogReader({ tally, directory, format, own, reporter: reporter ?? null, keys });
  const isOwnRead = options.format === 'auto' || isOwnFormat(options.format);
  for (const file of source.files) {
    const name = file === STDIN ? 'stdin' : file;
    const cutShort = (error: AppError) => void report.cutShort.push(error);
    const { head, whole } = await peekBytes(gunzipped(open(file, options), name, cutShort), HEAD_BYTES);
    const detected = detectOwn(head, isOwnRead ? own : []) ?? detectFormat(head);
    const wanted = options.format === 'als' ? 'als' : detected;
    if (!source.named && isSkipped(detected, options)) {
      report.skipped.push(name);
      await whole[Symbol.asyncIterator]().return?.();
      continue;
    }
    report.files.push({ name, format: wanted });
    if (wanted === 'als') {
      if (options.readAls === undefined) throw notReadYet(`${name}: a capture of ALS messages`);
      await options.readAls(whole, name);
      continue;
    }
    if (isNotRead(detected)) throw notReadYet(`${name}: ${detected}`);
    const before = reader.counts.firstProblems.length;
    for await (const chunk of whole) {
      reader.write(chunk);
      await options.betweenChunks?.();
    }
    reader.nextFile();
    if (file === source.files.at(-1)) reader.end();
    report.problems(name, reader.counts.firstProblems.slice(before));
  }
  report.add(reader);
}

/** In a directory what is no traffic is left alone. */
function isSkipped(detected: DetectedFormat | LogFormat | null, { format }: LogFilesOptions): boolean {
  return detected === null || isNotRead(detected) || (format !== 'auto' && detected !== format);
}

function isNotRead(detected: DetectedFormat | LogFormat | null): boolean {
  return detected === 'otlp' || detected === 'flows' || detected === 'ztunnel';
}

function open(file: string, options: LogFilesOptions): ByteStream {
  if (file === STDIN) {
    if (options.stdin === undefined)
      throw new AppError('invalid', 'there is no input: give files or pipe lines in');
    return options.stdin;
  }
  return fileBytes(file);
}

async function* fileBytes(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new AppError('unreadable', `${file} can't be read: ${String(cause)}`, { cause });
  }
}
