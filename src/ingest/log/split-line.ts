import type { CompiledFormat, Connector, FieldStep } from './compile-format.ts';
import { FIELDS } from './format-fields.ts';

const BLANK = ' ';
const MAX_CONNECTORS = 32;

/** [from, to) of each field of FIELDS, by twice its index; -1 = not in the format. */
export type Bounds = Int32Array;

export interface LineSplit {
  readonly bounds: Bounds;
  /** `ambiguous`: it can be split in two ways that differ in a value that is read. */
  split(line: string, format: CompiledFormat): 'split' | 'ambiguous' | 'no-match';
}

/**
 * Splits lines by a compiled format. What can't hold blanks is anchored at the line's ends. Between them free text may
 * hold anything, also what looks like the rest of a line, so each connector is searched twice, from the left and from
 * the right. Every possible split has it between those two places: if they are the same, there is only one. The work is
 * linear in the line's length; the bounds are reused by the next split.
 */
export function createLineSplit(): LineSplit {
  const bounds: Bounds = new Int32Array(2 * FIELDS.length).fill(-1);
  const starts = new Int32Array(MAX_CONNECTORS);

  function split(line: string, format: CompiledFormat): 'split' | 'ambiguous' | 'no-match' {
    bounds.fill(-1);
    if (!line.startsWith(format.head)) return 'no-match';
    const from = stepsForward(line, format.head.length, format.left, bounds);
    const to = from < 0 ? -1 : stepsBackward(line, format, bounds);
    if (to < from || from < 0) return 'no-match';
    if (!fromLeft(line, from, to, format)) return 'no-match';
    if (format.quotes > 0 && countQuotes(line, from, to) === format.quotes) return 'split';
    return onlyOneWay(line, to, format) ? 'split' : 'ambiguous';
  }

  function fromLeft(line: string, from: number, to: number, format: CompiledFormat): boolean {
    let at = from;
    for (const [i, free] of format.free.entries()) {
      const connector = format.connectors[i];
      const least = at + (free.required ? 1 : 0);
      let end = to;
      let next = to;
      if (connector !== undefined) {
        end = line.indexOf(connector.lead, least);
        next = end < 0 ? -1 : matchAt(line, end, connector, bounds);
        while (end >= 0 && end < to && next < 0) {
          end = line.indexOf(connector.lead, end + 1);
          next = end < 0 ? -1 : matchAt(line, end, connector, bounds);
        }
        starts[i] = end;
      }
      if (end < least || next < 0 || next > to) return false;
      if (free.slot >= 0) setBounds(bounds, free.slot, at, end);
      at = next;
    }
    return true;
  }

  function onlyOneWay(line: string, to: number, { connectors, free }: CompiledFormat): boolean {
    let limit = to;
    for (let i = connectors.length - 1; i >= 0; i--) {
      const connector = connectors[i] as Connector;
      const last = limit - (free[i + 1]?.required ? 1 : 0);
      const left = starts[i] as number;
      let start = line.lastIndexOf(connector.lead, last - connector.lead.length);
      while (start > left) {
        const end = matchAt(line, start, connector, null);
        if (end >= 0 && end <= last) break;
        start = line.lastIndexOf(connector.lead, start - 1);
      }
      limit = Math.max(start, left);
      if (connector.needed && limit !== left) return false;
    }
    return true;
  }

  return { bounds, split };
}

function setBounds(bounds: Bounds, slot: number, from: number, to: number): void {
  bounds[2 * slot] = from;
  bounds[2 * slot + 1] = to;
}

function matchAt(line: string, at: number, connector: Connector, bounds: Bounds | null): number {
  return stepsForward(line, at + connector.lead.length, connector.steps, bounds);
}

/** Returns where the last literal ends; -1 = no match. */
function stepsForward(
  line: string,
  start: number,
  steps: readonly FieldStep[],
  bounds: Bounds | null,
): number {
  let from = start;
  for (const { slot, check, literal } of steps) {
    const blank = line.indexOf(BLANK, from);
    const to = blank - literal.indexOf(BLANK);
    if (blank < 0 || to < from || !line.startsWith(literal, to) || !check(line, from, to)) return -1;
    if (bounds !== null && slot >= 0) setBounds(bounds, slot, from, to);
    from = to + literal.length;
  }
  return from;
}

/** Returns where the tail's literal begins; -1 = no match. */
function stepsBackward(line: string, { right }: CompiledFormat, bounds: Bounds): number {
  let to = line.length;
  for (const { slot, check, literal } of right) {
    const blank = to > 0 ? line.lastIndexOf(BLANK, to - 1) : -1;
    const from = blank + literal.length - literal.lastIndexOf(BLANK);
    const before = from - literal.length;
    if (blank < 0 || before < 0 || from > to || !line.startsWith(literal, before)) return -1;
    if (!check(line, from, to)) return -1;
    if (slot >= 0) setBounds(bounds, slot, from, to);
    to = before;
  }
  return to;
}

function countQuotes(line: string, from: number, to: number): number {
  let count = 0;
  for (let at = line.indexOf('"', from); at >= 0 && at < to; at = line.indexOf('"', at + 1)) count++;
  return count;
}
