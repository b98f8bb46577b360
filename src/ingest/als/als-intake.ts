import type { StreamWatch, Tally } from '../../ports.ts';
import { OutcomeMemory } from './outcome-memory.ts';
import { PrefixMemory } from './prefix-memory.ts';
import { TwinMemory } from './twin-memory.ts';

/** What all streams of one input share. */
export interface AlsIntake {
  readonly tally: Tally;
  readonly watch: StreamWatch;
  readonly twins: TwinMemory;
  readonly prefixes: PrefixMemory;
  readonly outcomes: OutcomeMemory;
}

export function createIntake(tally: Tally, watch: StreamWatch): AlsIntake {
  return {
    tally,
    watch,
    twins: new TwinMemory(),
    prefixes: new PrefixMemory(),
    outcomes: new OutcomeMemory(),
  };
}
