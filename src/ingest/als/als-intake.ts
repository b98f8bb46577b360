import type { StreamWatch, Tally } from '../../ports.ts';
import { DenialMemory } from '../denial-memory.ts';
import { LoggersSeen } from './loggers-seen.ts';
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
  readonly denials: DenialMemory;
  readonly loggers: LoggersSeen;
}

export function createIntake(tally: Tally, watch: StreamWatch): AlsIntake {
  return {
    tally,
    watch,
    twins: new TwinMemory(),
    prefixes: new PrefixMemory(),
    outcomes: new OutcomeMemory(),
    denials: new DenialMemory(),
    loggers: new LoggersSeen(),
  };
}
