export type DayBits = readonly [number, number, number];

/** Days that the ring remembers, the newest included. */
export const RING_DAYS = 96;
export const NO_DAYS: DayBits = [0, 0, 0];

/** Bit `day mod 96` set. */
export function withDay(bits: DayBits, day: number): DayBits {
  const [word, mask] = place(day);
  return bits.map((old, i) => (i === word ? (old | mask) >>> 0 : old)) as unknown as DayBits;
}

export function hasDay(bits: DayBits, day: number): boolean {
  const [word, mask] = place(day);
  return ((bits[word] ?? 0) & mask) !== 0;
}

/**
 * The ring that ended at `from` moved on to end at `to`: the days that fall out of the last 96 are cleared.
 */
export function advanceDays(bits: DayBits, from: number, to: number): DayBits {
  if (to - from >= RING_DAYS) return NO_DAYS;
  if (to <= from) return bits;
  const words = [...bits];
  for (let day = from + 1; day <= to; day += 1) {
    const [word, mask] = place(day);
    words[word] = ((words[word] ?? 0) & ~mask) >>> 0;
  }
  return words as unknown as DayBits;
}

export function unionDays(a: DayBits, b: DayBits): DayBits {
  return [(a[0] | b[0]) >>> 0, (a[1] | b[1]) >>> 0, (a[2] | b[2]) >>> 0];
}

export function countDays(bits: DayBits): number {
  return bits.reduce((sum, word) => sum + bitCount(word), 0);
}

export function bitCount(word: number): number {
  let rest = word >>> 0;
  let count = 0;
  for (; rest !== 0; count += 1) rest &= rest - 1;
  return count;
}

function place(day: number): readonly [number, number] {
  const bit = ((day % RING_DAYS) + RING_DAYS) % RING_DAYS;
  return [bit >>> 5, (1 << (bit & 31)) >>> 0];
}
