import { AppError } from '../../app-error.ts';
import type { Directory } from '../../core/identify/directory.ts';
import type { Reporter } from '../../core/model/record.ts';
import type { Tally } from '../../ports.ts';
import { textOf } from './byte-text.ts';
import { type Envelope, openEnvelope } from './envelope.ts';
import { createJsonLineReader } from './json-line.ts';
import { createLineCounter } from './line-counter.ts';
import { createLineJoiner } from './line-joiner.ts';
import { kindOfLine, kindOfObject, type LineKind, type ObjectKind, parseObject } from './line-kind.ts';
import { createLineSplitter } from './line-splitter.ts';
import { LineCounts, type LogCounts } from './log-counts.ts';
import { isOwnFormat, type LineFault, type LogFormat, type LogLine } from './log-line.ts';
import type { OwnFormat } from './own-format.ts';
import { agreed, createOwnLines, isSome, type Reading, type Readings } from './own-lines.ts';
import { createSourceKeys, type SourceKeys } from './source-keys.ts';
import { createTextLineReader } from './text-line.ts';

/** Longer lines are skipped. */
export const MAX_LINE_BYTES = 1024 * 1024;

export type { LogFormat } from './log-line.ts';

export interface LogReaderOptions {
  readonly tally: Tally;
  readonly directory: Directory;
  /** `auto`: of Istio's formats the first access-log line decides. */
  readonly format: LogFormat | 'auto';
  /** Formats of the mesh's own, read beside Istio's with `auto`, or the one that `envoy-…` asks for. */
  readonly own?: readonly OwnFormat[];
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
 * Reads access-log lines as bytes arrive: Istio's TEXT and JSON formats and those of the mesh's own, with what
 * kubectl or a container runtime put around them. Each line ends as a record, as a drop with its reason, or as
 * a line beside the access log.
 */
export function createLogReader(options: LogReaderOptions): LogReader {
  const { tally, directory, reporter = null } = options;
  const keys = options.keys ?? createSourceKeys();
  const counter = createLineCounter({ tally, directory, reporter, keys });
  const counts = new LineCounts();
  const textLines = createTextLineReader();
  const jsonLines = createJsonLineReader();
  const asked = options.format === 'auto' ? null : options.format;
  const own = createOwnLines(asked === null || isOwnFormat(asked) ? (options.own ?? []) : []);
  let format = asked;
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

  /** What Istio's formats make of a line; the first such line decides which of the two is read. */
  function istioReading(
    kind: 'istio-text' | 'istio-json',
    { pod }: Envelope,
    read: () => LogLine | LineFault,
  ): Reading {
    if (asked === null && (format === null || isOwnFormat(format))) format = kind;
    return { kind, pod, result: format === kind ? read() : 'unparsable-line' };
  }

  function finishBest(readings: Readings, envelope: Envelope): void {
    const { kind, pod, result } = agreed(readings);
    format ??= kind;
    finish(result, { ...envelope, pod }, kind);
  }

  /**
   * A line that fits a format as it is, though it begins like an envelope: a caller may have written that. `false`:
   * there is no such format.
   */
  function readAsItIs(line: string, envelope: Envelope): boolean {
    if (envelope.content === line) return false;
    const readings: readonly Reading[] = own.text(line);
    if (!isSome(readings)) return false;
    if (envelope.cut) finish('ambiguous-line', envelope, readings[0].kind);
    else finishBest([...readings, ...readingsInside(envelope)], envelope);
    return true;
  }

  function readingsInside(envelope: Envelope): Reading[] {
    const readings = own.inside(envelope);
    if (kindOfLine(envelope.content) !== 'istio-text') return readings;
    const istio = istioReading('istio-text', envelope, () => textLines.read(envelope.content));
    // What begins like Istio's format and isn't of it is told by the others alone.
    return istio.result === 'unparsable-line' && readings.length > 0 ? readings : [...readings, istio];
  }

  function foreign(kind: ObjectKind | LineKind, envelope: Envelope): void {
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
    // The usual case, without what several readings cost.
    if (kind === 'istio-text' && !own.readsTexts) {
      finish(istioReading(kind, envelope, () => textLines.read(content)).result, envelope, kind);
      return;
    }
    const readings: readonly Reading[] = readingsInside(envelope);
    if (isSome(readings)) finishBest(readings, envelope);
    else if (kind !== 'object') foreign(kind, envelope);
    else readObject(envelope);
  }

  function readObject(envelope: Envelope): void {
    const object = parseObject(textOf(envelope.content));
    const kind = object === null ? 'unknown' : kindOfObject(object);
    const readings = object === null ? [] : own.object(object, envelope.pod);
    if (isSome(readings)) finishBest(readings, envelope);
    else if (object === null || kind !== 'istio-json') foreign(kind, envelope);
    else finish(istioReading(kind, envelope, () => jsonLines.read(object)).result, envelope, kind);
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
      const line = text.endsWith('\r') ? text.slice(0, -1) : text;
      const envelope = openEnvelope(line);
      if (!readAsItIs(line, envelope)) joiner.write(envelope);
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
