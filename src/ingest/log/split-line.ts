import type { CompiledFormat, Connector, FieldStep, FreeField } from './compile-format.ts';
import { FIELDS, isAt } from './format-fields.ts';

const BLANK = 32;
const QUOTE = 34;
const MAX_CONNECTORS = 32;

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
 * Splits lines by a compiled format. What can't hold blanks is anchored at the line's ends. Between them free
 * text may hold anything, also what looks like the rest of a line, so each connector is searched twice, from
 * the left and from the right. Every possible split has it between those two places: if they are the same,
 * there is only one. The work is linear in the line's length; the bounds are reused by the next split.
 */
export function createLineSplit(): LineSplit {
  const bounds: Bounds = new Int32Array(2 * FIELDS.length).fill(-1);
  const starts = new Int32Array(MAX_CONNECTORS);
  // Bytes are read several times faster than a string's chars.
  let buffer = Buffer.alloc(4096);

  function split(text: string, format: CompiledFormat): 'split' | 'ambiguous' | 'no-match' {
    if (text.length > buffer.length) buffer = Buffer.alloc(2 * text.length);
    const line: Uint8Array = buffer;
    buffer.write(text, 0, 'latin1');
    bounds.fill(-1);
    if (!isAt(line, format.head, 0)) return 'no-match';
    const from = stepsForward(line, format.head.length, text.length, format.left, bounds);
    const to = from < 0 ? -1 : stepsBackward(line, text.length, format.right, bounds);
    if (from < 0 || to < from || !fromLeft(line, from, to, format)) return 'no-match';
    if (format.quotes > 0 && countQuotes(line, from, to) === format.quotes) return 'split';
    return onlyOneWay(line, to, format) ? 'split' : 'ambiguous';
  }

  function fromLeft(
    line: Uint8Array,
    from: number,
    to: number,
    { free, connectors }: CompiledFormat,
  ): boolean {
    let at = from;
    for (let i = 0; i < free.length; i++) {
      const { slot, required } = free[i] as FreeField;
      const least = at + (required ? 1 : 0);
      let end = to;
      let next = to;
      if (i < connectors.length) {
        const connector = connectors[i] as Connector;
        end = forward(line, connector.lead, least, to);
        next = matchAt(line, end, to, connector, bounds);
        while (end < to && next < 0) {
          end = forward(line, connector.lead, end + 1, to);
          next = matchAt(line, end, to, connector, bounds);
        }
        starts[i] = end;
      }
      if (end < least || next < 0) return false;
      if (slot >= 0) setBounds(bounds, slot, at, end);
      at = next;
    }
    return true;
  }

  function onlyOneWay(line: Uint8Array, to: number, { connectors, free }: CompiledFormat): boolean {
    let limit = to;
    for (let i = connectors.length - 1; i >= 0; i--) {
      const connector = connectors[i] as Connector;
      const last = limit - (free[i + 1]?.required ? 1 : 0);
      const left = starts[i] as number;
      let start = last - connector.lead.length;
      while (start > left && matchAt(line, start, last, connector, null) < 0) start--;
      limit = Math.max(start, left);
      if (connector.needed && limit !== left) return false;
    }
    return true;
  }

  return { bounds, split };
}

/** The first place of the literal from there on; `to` = none before it. */
function forward(line: Uint8Array, literal: Uint8Array, from: number, to: number): number {
  const first = literal[0];
  for (let at = from; at < to; at++) if (line[at] === first && isAt(line, literal, at)) return at;
  return to;
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

function setBounds(bounds: Bounds, slot: number, from: number, to: number): void {
  bounds[2 * slot] = from;
  bounds[2 * slot + 1] = to;
}

/** Returns where the last literal ends; -1 = no match before `limit`. */
function stepsForward(
  line: Uint8Array,
  start: number,
  limit: number,
  steps: readonly FieldStep[],
  bounds: Bounds | null,
): number {
  let from = start;
  for (let i = 0; i < steps.length; i++) {
    const { slot, check, literal, blank } = steps[i] as FieldStep;
    let to = from;
    while (to < limit && line[to] !== BLANK) to++;
    to -= blank;
    if (to < from || to + literal.length > limit || !isAt(line, literal, to) || !check(line, from, to))
      return -1;
    if (bounds !== null && slot >= 0) setBounds(bounds, slot, from, to);
    from = to + literal.length;
  }
  return from;
}

/** Returns where the first of the steps' literals begins; -1 = no match. */
function stepsBackward(line: Uint8Array, end: number, right: readonly FieldStep[], bounds: Bounds): number {
  let to = end;
  for (let i = 0; i < right.length; i++) {
    const { slot, check, literal, blank } = right[i] as FieldStep;
    let last = to - 1;
    while (last >= 0 && line[last] !== BLANK) last--;
    const before = last - blank;
    const from = before + literal.length;
    if (last < 0 || before < 0 || from > to || !isAt(line, literal, before) || !check(line, from, to))
      return -1;
    if (slot >= 0) setBounds(bounds, slot, from, to);
    to = before;
  }
  return to;
}

function countQuotes(line: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (line[at] === QUOTE) count++;
  return count;
}
