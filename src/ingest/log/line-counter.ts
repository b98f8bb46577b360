import type { Directory } from '../../core/identify/directory.ts';
import { denialText, enforcedDenial } from '../../core/identify/rbac-denial.ts';
import type { Denial } from '../../core/model/denial.ts';
import type { RecordOutcome } from '../../core/model/flow.ts';
import type { Namer } from '../../core/model/namer.ts';
import type { Reporter } from '../../core/model/record.ts';
import type { Tally } from '../../ports.ts';
import { DenialMemory } from '../denial-memory.ts';
import { textOf } from './byte-text.ts';
import { createLineOutcome } from './line-outcome.ts';
import { recordOf } from './line-record.ts';
import { looksOutbound, reporterOf } from './line-reporter.ts';
import { isOpen, tupleOf } from './line-tuple.ts';
import type { LogFormat, LogLine } from './log-line.ts';
import { hasPeerKey, type SourceKeys } from './source-keys.ts';

export interface LineCounterOptions {
  readonly tally: Tally;
  readonly directory: Directory;
  readonly reporter: Partial<Reporter> | null;
  readonly keys: SourceKeys;
}

export interface LineCounter {
  count(line: LogLine, prefixPod: string | null, format: LogFormat): void;
  /** ms of the earliest and the latest record; null = none yet. */
  readonly first: number | null;
  readonly last: number | null;
}

/**
 * Counts parsed lines on their tuples. A JSON line that leaves open whether there was TLS waits for others to
 * say.
 */
export function createLineCounter({ tally, directory, reporter, keys }: LineCounterOptions): LineCounter {
  const outcomeOfLine = createLineOutcome();
  const inputKey = reporter === null ? '' : JSON.stringify(reporter);
  const ownAddresses = new Set(reporter?.addresses ?? []);
  const inputPod = reporter?.pod ?? null;
  const inputNamed = inputPod !== null || (reporter?.owner ?? null) !== null;
  const context = { directory, keys, inputKey, inputPod, inputNamed, ownAddresses };
  const denials = new DenialMemory();
  const waiting = new Map<string, (time: number) => void>();
  let first: number | null = null;
  let last: number | null = null;

  /** What was denied differs by what denied it; of policies on trial these formats say nothing. */
  function nameOf(line: LogLine, prefixPod: string | null, bytes: boolean, outcome: RecordOutcome) {
    const about = tupleOf(line, prefixPod, outcome, context);
    const open = isOpen(about);
    if (outcome !== 'denied') return { tuple: about, denial: null, open };
    const text = denialText(line);
    const known = denials.of(text, () => enforcedDenial(bytes ? textOf(text) : text, null));
    // Nothing else of a tuple begins with a bracket.
    return { tuple: `${known?.key}\n${about}`, denial: known?.denial ?? null, open };
  }

  function recordAs(line: LogLine, prefixPod: string | null, bytes: boolean, denial: Denial | null) {
    return recordOf(line, reporterOf(line, { prefixPod, input: reporter }, directory), keys, bytes, denial);
  }

  /** Names lines that are equal but for their times, when it is certain who had their addresses. */
  function namerOf(line: LogLine, prefixPod: string | null, bytes: boolean, outcome: RecordOutcome): Namer {
    // Its texts are parts of what was read, which they would keep.
    const own: LogLine = JSON.parse(JSON.stringify(line));
    return (startTime) => {
      const moved = { ...own, startTime };
      const { tuple, denial, open } = nameOf(moved, prefixPod, bytes, outcome);
      return open ? null : { tuple, record: () => recordAs(moved, prefixPod, bytes, denial) };
    };
  }

  function add(
    line: LogLine,
    prefixPod: string | null,
    bytes: boolean,
    outcome: RecordOutcome,
    time: number,
  ): void {
    const { tuple, denial, open } = nameOf(line, prefixPod, bytes, outcome);
    if (open) {
      const named = namerOf(line, prefixPod, bytes, outcome);
      tally.wait(`${outcome} ${tuple}`, named, line.startTime, outcome, time);
      return;
    }
    const row = tally.find(tuple) ?? tally.insert(tuple, recordAs(line, prefixPod, bytes, denial));
    if (row === null) tally.drop('queue-overflow');
    else tally.add(row, outcome, time);
  }

  /** Lines that are equal but for their times share one, as long as they wait. */
  function hold(line: LogLine, prefixPod: string | null, bytes: boolean, outcome: RecordOutcome): void {
    const tuple = `${outcome} ${nameOf(line, prefixPod, bytes, outcome).tuple}`;
    let release = waiting.get(tuple);
    if (release === undefined) {
      release = (time) => {
        waiting.clear();
        add(line, prefixPod, bytes, outcome, time);
      };
      waiting.set(tuple, release);
    }
    keys.hold({ time: line.time, release });
  }

  return {
    count(line, prefixPod, format) {
      // A TEXT line's values are a char per byte, and its fields are all there.
      const bytes = format === 'istio-text';
      const outcome = outcomeOfLine(line);
      if (first === null || line.time < first) first = line.time;
      if (last === null || line.time > last) last = line.time;
      if (!bytes) keys.see(line);
      const open = line.sni === undefined && !hasPeerKey(line) && keys.undecided && !looksOutbound(line);
      if (open) hold(line, prefixPod, bytes, outcome);
      else add(line, prefixPod, bytes, outcome, line.time);
    },
    get first() {
      return first;
    },
    get last() {
      return last;
    },
  };
}
