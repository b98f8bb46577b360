import type { Detail } from '../model/flow.ts';
import type { Gate, GateId, State } from '../model/readiness.ts';
import type { FirstSightings } from './first-sightings.ts';
import type { Forecast, MeshPool } from './forecast.ts';
import type { EvidenceEdge, WorkloadHistory } from './history.ts';
import type { LearnSettings } from './settings.ts';

/** What the gates of one workload at one detail look at. */
export interface Judgement {
  readonly history: WorkloadHistory;
  readonly detail: Detail;
  readonly settings: LearnSettings;
  readonly pool: MeshPool;
  readonly previous: State | null;
  readonly edges: readonly EvidenceEdge[];
  readonly sightings: FirstSightings;
  readonly forecast: Forecast;
  readonly backtest: number | null;
}

export function pass(id: GateId, why: string): Gate {
  return { id, passed: true, why, clearsAt: null };
}

/** `clearsAt`: ms; null = can't be said. */
export function hold(id: GateId, why: string, clearsAt: number | null = null): Gate {
  return { id, passed: false, why, clearsAt: clearsAt === null ? null : Math.ceil(clearsAt) };
}
