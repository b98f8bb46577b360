import { loadConfig } from '../../src/config/load.ts';
import type { Finding } from '../../src/core/model/finding.ts';
import { DAY } from '../../src/core/model/scaled-time.ts';
import { createEngine, type Engine, type EngineOptions } from '../../src/engine.ts';
import type { FlowTally } from '../../src/pipeline/tally.ts';
import type { Store } from '../../src/ports.ts';
import { type Call, count, type HandClock, MONDAY } from './pipeline-traffic.ts';

let batches = 0;

/** A call that happens now. */
export type CallNow = Omit<Call, 'time'>;

export interface EngineMesh extends Engine {
  readonly clock: HandClock;
  readonly tally: FlowTally;
  /** Counts the calls now, one after the other. */
  send(...calls: readonly CallNow[]): void;
  /** For so many days: the calls at noon, stored each evening. */
  days(days: number, ...calls: readonly CallNow[]): Promise<void>;
}

/** The engine on a store, with a clock that is moved by hand and access logs that listen from now on. */
export async function openEngine(
  store: Store,
  clock: HandClock,
  settings: Readonly<Record<string, string>> = {},
  meshFindings: readonly Finding[] = [],
  options: Pick<EngineOptions, 'leftOut'> = {},
): Promise<EngineMesh> {
  const { config } = loadConfig({ env: {}, flags: { 'learn.calendar': 'off', ...settings } });
  const engine = await createEngine({
    config,
    clock,
    store,
    unauthenticated: false,
    meshFindings: () => meshFindings,
    newBatchId: () => `engine-${batches++}`,
    onFlush: () => undefined,
    onClamped: () => undefined,
    ...options,
  });
  const tally = engine.collector.tally('als', true);
  const send = (...calls: readonly CallNow[]) => {
    for (const call of calls) count(tally, { ...call, time: clock.time });
  };
  return {
    ...engine,
    clock,
    tally,
    send,
    async days(days, ...calls) {
      for (let day = 0; day < days; day++) {
        clock.time += DAY / 2;
        send(...calls);
        clock.time += DAY / 2;
        await engine.collector.flush();
      }
    },
  };
}

/** Midnight before Monday. */
export const MIDNIGHT = MONDAY - (MONDAY % DAY);
