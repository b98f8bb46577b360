import type { Condition, Standing } from './condition.ts';

/** A condition that doesn't hold. */
export interface Failing {
  readonly condition: Condition;
  readonly standing: Extract<Standing, 'no' | 'ignored'>;
  /** What it asks for; where several entries fail in the same field, what all of them do. */
  readonly expected: readonly string[];
}
