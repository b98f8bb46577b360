import { AppError } from '../../app-error.ts';
import type { Directory } from '../../core/identify/directory.ts';
import type { Reporter } from '../../core/model/record.ts';
import type { Tally } from '../../ports.ts';
import { textOf } from './byte-text.ts';
import { type Envelope, openEnvelope } from './envelope.ts';
import { createJsonLineReader } from './json-line.ts';
import { createLineCounter } from './line-counter.ts';
import { createLineJoiner } from './line-joiner.ts';
import { kindOfLine, kindOfObject, type ObjectKind, parseObject } from './line-kind.ts';
import { createLineSplitter } from './line-splitter.ts';
import { LineCounts, type LogCounts } from './log-counts.ts';
import type { LineFault, LogFormat, LogLine } from './log-line.ts';
import { createSourceKeys, type SourceKeys } from './source-keys.ts';
import { createTextLineReader } from './text-line.ts';

/** Longer lines are skipped. */
export const MAX_LINE_BYTES = 1024 * 1024;

export type { LogFormat } from './log-line.ts';

export interface LogReaderOptions {
  readonly tally: Tally;
  readonly directory: Directory;
  /** `auto`: the first access-log line decides. */
  readonly format: LogFormat | 'auto';
  /** What the input says of who wrote it. */
  readonly reporter?: Partial<Reporter> | null;
  /** Which keys the lines have: given where several readers read one source, whose owner settles them. */
  readonly keys?: SourceKeys;
}

export interface LogReader {
  /** Throws AppError `unreadable` when `auto` meets a format that isn't read yet. */
  write(chunk: Uint8Array): void;
  /** Another file of the same source follows. */
  nextFile(): void;
  /** Counts what was still open. */
  end(): void;
  readonly format: LogFormat | null;
  readonly counts: LogCounts;
  /** ms of the earliest and the latest record: the input covers what is between; null = no records. */
  readonly first: number | null;
  readonly last: number | null;
  /** The lines don't say whether callers used TLS: plaintext can't be told (finding `tls-unknown`). */
  readonly tlsUnknown: boolean;
}

const PROXY_CONTAINER = 'istio-proxy';

/**
 * Reads access-log lines as bytes arrive: Istio's TEXT and JSON formats, with what kubectl or a container
 * runtime put around them. Each line ends as a record, as a drop with its reason, or as a line beside the
 * access log.
 */
export function createLogReader(options: LogReaderOptions): LogReader {
  const { tally, directory, reporter = null } = options;
  const keys = options.keys ?? createSourceKeys();
  const counter = createLineCounter({ tally, directory, reporter, keys });
  const counts = new LineCounts();
  const textLines = createTextLineReader();
  const jsonLines = createJsonLineReader();
  let format = options.format === 'auto' ? null : options.format;
  let fileLine = 0;
  let terminated = true;

  function drop(
    reason: Exclude<LineFault, 'intermediate'> | 'oversize' | 'partial-line',
    content: string,
  ): void {
    tally.drop(reason);
    counts.problem(fileLine, reason, textOf(content));
  }

  function finish(result: LogLine | LineFault, envelope: Envelope, kind: LogFormat): void {
    if (result === 'intermediate') tally.drop(result);
    else if (typeof result === 'string') drop(terminated ? result : 'partial-line', envelope.content);
    else {
      counts.records++;
      counter.count(result, envelope.pod, kind);
    }
  }

  function isNow(kind: LogFormat): boolean {
    format ??= kind;
    return format === kind;
  }

  function foreign(kind: ObjectKind, envelope: Envelope): void {
    const isOther = kind === 'ztunnel' || kind === 'otlp' || kind === 'flows';
    if (isOther && format === null) throw notReadYet(kind);
    if (kind === 'agent' || envelope.stream === 'stderr') counts.agentLines++;
    else drop(terminated ? 'unparsable-line' : 'partial-line', envelope.content);
  }

  function readLine(envelope: Envelope): void {
    const { content } = envelope;
    if (content === '') return;
    // What an application prints is nobody's word for what a proxy saw.
    if (envelope.container !== null && envelope.container !== PROXY_CONTAINER) {
      counts.agentLines++;
      return;
    }
    const kind = kindOfLine(content);
    if (kind === 'istio-text')
      finish(isNow(kind) ? textLines.read(content) : 'unparsable-line', envelope, kind);
    else if (kind !== 'object') foreign(kind, envelope);
    else readObject(envelope);
  }

  function readObject(envelope: Envelope): void {
    const object = parseObject(textOf(envelope.content));
    const kind = object === null ? 'unknown' : kindOfObject(object);
    if (object === null || kind !== 'istio-json') foreign(kind, envelope);
    else finish(isNow(kind) ? jsonLines.read(object) : 'unparsable-line', envelope, kind);
  }

  const joiner = createLineJoiner(MAX_LINE_BYTES, {
    line: readLine,
    oversize: () => drop('oversize', ''),
    partial: (content) => {
      if (kindOfLine(content) === 'agent') counts.agentLines++;
      else drop('partial-line', content);
    },
  });

  const splitter = createLineSplitter(MAX_LINE_BYTES, {
    line(text, whole) {
      counts.lines++;
      fileLine++;
      terminated = whole;
      joiner.write(openEnvelope(text.endsWith('\r') ? text.slice(0, -1) : text));
      terminated = true;
    },
    oversize() {
      counts.lines++;
      fileLine++;
      drop('oversize', '');
    },
  });

  return {
    write: (chunk) => splitter.write(chunk),
    nextFile() {
      splitter.end();
      fileLine = 0;
    },
    end() {
      splitter.end();
      joiner.end();
      if (options.keys === undefined) keys.settle();
    },
    get format() {
      return format;
    },
    counts,
    get first() {
      return counter.first;
    },
    get last() {
      return counter.last;
    },
    get tlsUnknown() {
      return keys.tlsUnknown;
    },
  };
}

export function notReadYet(format: string): AppError {
  return new AppError('unreadable', `this looks like ${format}, which is not read yet`, {
    hint: 'give access-log lines in the format istio-text or istio-json; files may be captures of ALS messages too',
  });
}
