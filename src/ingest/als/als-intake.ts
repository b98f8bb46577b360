import type { Directory } from '../../core/identify/directory.ts';
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
  /** Asked for those that only an address names. */
  readonly directory: AddressBook;
}

export type AddressBook = Pick<Directory, 'holderAt'>;

export function createIntake(tally: Tally, watch: StreamWatch, directory: AddressBook): AlsIntake {
  return {
    directory,
    tally,
    watch,
    twins: new TwinMemory(),
    prefixes: new PrefixMemory(),
    outcomes: new OutcomeMemory(),
    denials: new DenialMemory(),
    loggers: new LoggersSeen(),
  };
}
