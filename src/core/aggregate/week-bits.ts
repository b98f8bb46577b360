import { bitCount } from './day-bits.ts';

/** Evidence hours of the week: one 24-bit word a weekday, index day mod 7. */
export type WeekBits = readonly number[];

export const NO_HOURS: WeekBits = [0, 0, 0, 0, 0, 0, 0];

export function withHours(bits: WeekBits, day: number, hours: number): WeekBits {
  const weekday = ((day % 7) + 7) % 7;
  return bits.map((word, i) => (i === weekday ? word | hours : word));
}

export function unionWeeks(a: WeekBits, b: WeekBits): WeekBits {
  return a.map((word, i) => word | (b[i] ?? 0));
}

export function countHours(bits: WeekBits): number {
  return bits.reduce((sum, word) => sum + bitCount(word), 0);
}
