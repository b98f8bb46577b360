import type { TrafficRecord } from './record.ts';

/**
 * The tuple of a record that began at that moment (ms), and the record; null = who had its addresses then isn't certain
 * yet.
 */
export type Namer = (startTime: number) => Named | null;

export interface Named {
  readonly tuple: string;
  readonly record: () => TrafficRecord;
}
