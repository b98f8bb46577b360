import type { Alphabet, FieldCheck, Shape } from './format-shape.ts';

/** A field of fixed form and the literal after it (before it, on the way from the right). */
export interface FieldStep {
  /** Index in FIELDS; -1 = not read. */
  readonly slot: number;
  readonly alphabet: Alphabet;
  readonly least: number;
  readonly check: FieldCheck;
  readonly literal: Uint8Array;
  /** Where in the literal the byte is that ends the field: the first (the last) one that it can't hold. */
  readonly stop: number;
  /** A time: it ends at another of the literal's bytes. */
  readonly time: TimeStop | null;
  /** Where to keep the end of the field's last run, since runs begin at many places; -1 = nowhere. */
  readonly run: number;
}

/** A time ends where `byte` comes once more than `count` times, or after `width` bytes. */
export interface TimeStop {
  readonly width: number | null;
  readonly byte: number;
  readonly count: number;
  readonly most: number;
}

/** null = nothing in the literal shows where the field ends (`back`: begins). */
export function stepOf(
  shape: Shape,
  slot: number,
  literal: string,
  back: boolean,
  run = -1,
): FieldStep | null {
  const bytes: Uint8Array = Buffer.from(literal);
  if (shape.kind === 'word') {
    const stop = stopIn(bytes, back, (byte) => shape.alphabet[byte] === 0);
    return stop < 0 ? null : { ...shape, slot, literal: bytes, stop, time: null, run };
  }
  if (shape.kind === 'free') return null;
  const { counts, least, most } = shape.form;
  const width = least === most ? least : null;
  const stop = stopIn(bytes, back, (byte) => (counts[byte] as number) >= 0);
  if (stop < 0 && width === null) return null;
  const byte = bytes[stop] ?? 0;
  const time = { width, byte, count: counts[byte] as number, most };
  const alphabet = Uint8Array.from(counts, (count) => (count === 0 ? 0 : 1));
  const check: FieldCheck = (line, from, to) => {
    for (let at = from; at < to; at++) if (alphabet[line[at] as number] === 0) return false;
    return to - from <= most;
  };
  return { slot, alphabet, least, check, literal: bytes, stop, time, run: -1 };
}

function stopIn(literal: Uint8Array, back: boolean, stops: (byte: number) => boolean): number {
  return back ? literal.findLastIndex(stops) : literal.findIndex(stops);
}
