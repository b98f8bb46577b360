import { bytesOf, textOf } from './byte-text.ts';

/** What a log collector wrapped around a proxy's line. */
export interface Envelope {
  readonly content: string;
  /** With the time that stood before it, if it may as well be the line's own; null = there was none. */
  readonly timed: string | null;
  /** From the prefix of `kubectl logs --prefix`; null = none. */
  readonly pod: string | null;
  readonly container: string | null;
  /** The container's stream, where a runtime says it. */
  readonly stream: 'stdout' | 'stderr' | null;
  /** The runtime cut the line: its rest comes in the next line of the same stream. */
  readonly cut: boolean;
}

const PREFIX = '[pod/';
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Takes off what stands before a line: the prefix `[pod/NAME/CONTAINER] ` and the time of `kubectl logs`, the
 * `TIME STREAM TAG ` of CRI's log files, the JSON object of Docker's. Their times only order lines: the
 * record's time is its own.
 */
export function openEnvelope(line: string): Envelope {
  if (line.startsWith(PREFIX)) return openPrefix(line);
  if (line.startsWith('{"log":"')) return openDocker(line) ?? bare(line);
  const first = line.charCodeAt(0);
  return first >= 48 && first <= 57 ? openTimed(line) : bare(line);
}

function bare(content: string): Envelope {
  return { content, timed: null, pod: null, container: null, stream: null, cut: false };
}

function openPrefix(line: string): Envelope {
  const end = line.indexOf('] ');
  const slash = line.indexOf('/', PREFIX.length);
  if (end < 0 || slash < 0 || slash > end) return bare(line);
  const rest = line.slice(end + 2);
  const { content, timed } = openTimed(rest);
  return {
    ...bare(content),
    timed,
    pod: line.slice(PREFIX.length, slash),
    container: line.slice(slash + 1, end),
  };
}

function openTimed(line: string): Envelope {
  const end = line.indexOf(' ');
  // The longest RFC 3339 time has 35 chars.
  if (end < 20 || end > 35 || line.charCodeAt(end + 1) === 32 || !RFC3339.test(line.slice(0, end)))
    return bare(line);
  const rest = line.slice(end + 1);
  return openCri(rest) ?? { ...bare(rest), timed: line };
}

function openCri(rest: string): Envelope | null {
  const stream = rest.startsWith('stdout ') ? 'stdout' : rest.startsWith('stderr ') ? 'stderr' : null;
  if (stream === null) return null;
  const tagEnd = rest.indexOf(' ', 7);
  const tag = tagEnd < 0 ? rest.slice(7) : rest.slice(7, tagEnd);
  // Tags are joined by colons; only the first says whether the line is whole.
  const first = tag.split(':', 1)[0];
  if (first !== 'F' && first !== 'P') return null;
  return { ...bare(tagEnd < 0 ? '' : rest.slice(tagEnd + 1)), stream, cut: first === 'P' };
}

function openDocker(line: string): Envelope | null {
  let entry: unknown;
  try {
    entry = JSON.parse(textOf(line));
  } catch {
    return null;
  }
  const { log, stream } = entry as { log?: unknown; stream?: unknown };
  if (typeof log !== 'string' || (stream !== 'stdout' && stream !== 'stderr')) return null;
  const whole = log.endsWith('\n');
  return { ...bare(bytesOf(whole ? log.slice(0, -1) : log)), stream, cut: !whole };
}
