import type { CompiledFormat, Connector, FreeField } from './compile-format.ts';
import type { FieldStep, TimeStop } from './field-step.ts';
import { isAt, type Word } from './format-shape.ts';
import { FIELDS } from './operators.ts';

const QUOTE = 34;

/** [from, to) of each field of FIELDS, by twice its index; -1 = not in the format. */
export type Bounds = Int32Array;

export interface LineSplit {
  readonly bounds: Bounds;
  /**
   * `ambiguous`: it can be split in two ways that differ in a value that is read. `line`: a char per byte.
   */
  split(line: string, format: CompiledFormat): 'split' | 'ambiguous' | 'no-match';
}

/**
 * Splits lines by a compiled format. What shows where it ends is anchored at the line's ends. Between them
 * free text may hold anything, also what looks like the rest of a line, so each connector is searched
 * twice, from the left and from the right. Every possible split has it between those two places: if they
 * are the same, there is only one. The work is linear in the line's length; the bounds are reused by the
 * next split.
 */
export function createLineSplit(): LineSplit {
  const bounds: Bounds = new Int32Array(2 * FIELDS.length).fill(-1);
  let starts = new Int32Array(32);
  let runs = new Int32Array(32);
  // Bytes are read several times faster than a string's chars.
  let buffer = Buffer.alloc(4096);

  function split(text: string, format: CompiledFormat): 'split' | 'ambiguous' | 'no-match' {
    if (text.length > buffer.length) buffer = Buffer.alloc(2 * text.length);
    if (format.connectors.length > starts.length) starts = new Int32Array(format.connectors.length);
    if (2 * format.runs > runs.length) runs = new Int32Array(2 * format.runs);
    if (format.runs > 0) runs.fill(-1);
    const line: Uint8Array = buffer;
    buffer.write(text, 0, 'latin1');
    bounds.fill(-1);
    const { head, tail, left, right } = format;
    const end = text.length - tail.length;
    if (end < head.length || !isAt(line, head, 0) || !isAt(line, tail, end)) return 'no-match';
    const from = stepsForward(line, head.length, end, left, bounds);
    const to = from < 0 ? -1 : stepsBackward(line, end, right, bounds);
    if (from < 0 || to < from || !fromLeft(line, from, to, format)) return 'no-match';
    const sure = format.quotes > 0 && countQuotes(line, from, to) === format.quotes;
    if (!sure && !onlyOneWay(line, to, format)) return 'ambiguous';
    return format.words && !areWords(line, format.free, bounds) ? 'no-match' : 'split';
  }

  function fromLeft(
    line: Uint8Array,
    from: number,
    to: number,
    { free, connectors }: CompiledFormat,
  ): boolean {
    let at = from;
    for (let i = 0; i < free.length; i++) {
      const { slot, least, word } = free[i] as FreeField;
      const first = at + least;
      let end = to;
      let next = to;
      if (i < connectors.length) {
        const connector = connectors[i] as Connector;
        end = forward(line, connector.lead, first, to);
        next = matchAt(line, end, to, connector, bounds);
        while (end < to && next < 0) {
          end = forward(line, connector.lead, end + 1, to);
          next = matchAt(line, end, to, connector, bounds);
        }
        starts[i] = end;
      }
      if (end < first || next < 0) return false;
      if (slot >= 0) setBounds(bounds, slot, at, end);
      else if (word !== null && connectors.length === 0 && !isWord(line, at, end, word)) return false;
      at = next;
    }
    return true;
  }

  function onlyOneWay(line: Uint8Array, to: number, { connectors, free }: CompiledFormat): boolean {
    let limit = to;
    for (let i = connectors.length - 1; i >= 0; i--) {
      const connector = connectors[i] as Connector;
      const last = limit - (free[i + 1] as FreeField).least;
      const left = starts[i] as number;
      let start = last - connector.lead.length;
      while (start > left && matchAt(line, start, last, connector, null) < 0) start--;
      limit = Math.max(start, left);
      if (connector.needed && limit !== left) return false;
    }
    return true;
  }

  /** Returns where the connector ends if it stands there; -1 = it doesn't, or it goes beyond `to`. */
  function matchAt(
    line: Uint8Array,
    at: number,
    to: number,
    { lead, steps }: Connector,
    into: Bounds | null,
  ): number {
    if (at + lead.length > to || !isAt(line, lead, at)) return -1;
    return stepsForward(line, at + lead.length, to, steps, into);
  }

  /** Returns where the last literal ends; -1 = no match before `limit`. */
  function stepsForward(
    line: Uint8Array,
    start: number,
    limit: number,
    steps: readonly FieldStep[],
    into: Bounds | null,
  ): number {
    let from = start;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as FieldStep;
      const { slot, alphabet, least, check, literal, stop, time, run } = step;
      let to = from;
      if (time !== null) to = endOfTime(line, from, limit, stop, time);
      else if (run >= 0) to = endOfRun(line, from, limit, alphabet, run) - stop;
      else {
        while (to < limit && alphabet[line[to] as number] === 1) to++;
        to -= stop;
      }
      if (to - from < least || to + literal.length > limit || !isAt(line, literal, to)) return -1;
      if (!check(line, from, to)) return -1;
      if (into !== null && slot >= 0) setBounds(into, slot, from, to);
      from = to + literal.length;
    }
    return from;
  }

  /** Runs that begin within the one before end with it: what was looked at isn't looked at again. */
  function endOfRun(
    line: Uint8Array,
    from: number,
    limit: number,
    alphabet: Uint8Array,
    run: number,
  ): number {
    const knownFrom = runs[2 * run] as number;
    const knownTo = runs[2 * run + 1] as number;
    if (from >= knownFrom && from <= knownTo) return Math.min(knownTo, limit);
    let to = from;
    while (to < limit && to !== knownFrom && alphabet[line[to] as number] === 1) to++;
    if (to === knownFrom) to = knownTo;
    setBounds(runs, run, from, to);
    return Math.min(to, limit);
  }

  return { bounds, split };
}

/** The first place of the literal from there on; `to` = none before it. */
function forward(line: Uint8Array, literal: Uint8Array, from: number, to: number): number {
  const first = literal[0];
  for (let at = from; at < to; at++) if (line[at] === first && isAt(line, literal, at)) return at;
  return to;
}

function setBounds(bounds: Bounds, slot: number, from: number, to: number): void {
  bounds[2 * slot] = from;
  bounds[2 * slot + 1] = to;
}

/** Returns where the first of the steps' literals begins; -1 = no match. */
function stepsBackward(line: Uint8Array, end: number, right: readonly FieldStep[], bounds: Bounds): number {
  let to = end;
  for (let i = 0; i < right.length; i++) {
    const { slot, alphabet, least, check, literal, stop, time } = right[i] as FieldStep;
    let before = to - 1;
    if (time !== null) before = literalBeforeTime(line, to, literal.length, stop, time);
    else {
      while (before >= 0 && alphabet[line[before] as number] === 1) before--;
      before -= stop;
    }
    const from = before + literal.length;
    if (before < 0 || to - from < least || !isAt(line, literal, before) || !check(line, from, to)) return -1;
    if (slot >= 0) setBounds(bounds, slot, from, to);
    to = before;
  }
  return to;
}

/** Where the time ends that begins there; before it: nowhere. */
function endOfTime(
  line: Uint8Array,
  from: number,
  limit: number,
  stop: number,
  { width, byte, count, most }: TimeStop,
): number {
  if (width !== null) return from + width;
  let left = count;
  const last = Math.min(limit, from + most + stop + 1);
  for (let at = from; at < last; at++) if (line[at] === byte && left-- === 0) return at - stop;
  return from - 1;
}

/** Where the literal begins before the time that ends there; -1 = nowhere. */
function literalBeforeTime(
  line: Uint8Array,
  to: number,
  length: number,
  stop: number,
  { width, byte, count, most }: TimeStop,
): number {
  if (width !== null) return to - width - length;
  let left = count;
  const first = Math.max(0, to - most - (length - stop));
  for (let at = to - 1; at >= first; at--) if (line[at] === byte && left-- === 0) return at - stop;
  return -1;
}

/** Values that didn't show where they end must be what they are for, or it was no line of the format. */
function areWords(line: Uint8Array, free: readonly FreeField[], bounds: Bounds): boolean {
  return free.every(({ slot, word }) => {
    if (word === null || slot < 0) return true;
    return isWord(line, bounds[2 * slot] as number, bounds[2 * slot + 1] as number, word);
  });
}

function isWord(line: Uint8Array, from: number, to: number, { alphabet, least, check }: Word): boolean {
  for (let at = from; at < to; at++) if (alphabet[line[at] as number] === 0) return false;
  return to - from >= least && check(line, from, to);
}

function countQuotes(line: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (line[at] === QUOTE) count++;
  return count;
}
