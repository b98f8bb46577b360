import type { Detail } from '../model/flow.ts';
import type { Gate, GateId, Readiness, State } from '../model/readiness.ts';
import { GATES } from '../model/readiness.ts';
import { backtest } from './backtest.ts';
import {
  anonymousGate,
  capsGate,
  evidenceGate,
  freshGate,
  labelsGate,
  methodUnknownGate,
} from './evidence-gates.ts';
import { firstSightings } from './first-sightings.ts';
import { type Forecast, forecast, type MeshPool } from './forecast.ts';
import { evidenceEdges, type WorkloadHistory } from './history.ts';
import type { Judgement } from './judgement.ts';
import { reportersGate } from './reporters-gate.ts';
import { backtestGate, forecastGate } from './risk-gates.ts';
import type { LearnSettings } from './settings.ts';
import { ageGate, calendarGate, coverageGate, daysToUnrehearsed, weekdaysGate } from './time-gates.ts';

const GATE: Readonly<Record<GateId, (judgement: Judgement) => Gate>> = {
  evidence: evidenceGate,
  fresh: freshGate,
  coverage: coverageGate,
  reporters: reportersGate,
  age: ageGate,
  weekdays: weekdaysGate,
  forecast: forecastGate,
  backtest: backtestGate,
  calendar: calendarGate,
  anonymous: anonymousGate,
  labels: labelsGate,
  caps: capsGate,
  'method-unknown': methodUnknownGate,
};

/** The state while a gate fails; the gates stand in the order of precedence. */
const STATE: Readonly<Record<GateId, State>> = {
  evidence: 'no-data',
  fresh: 'stale',
  coverage: 'stale',
  reporters: 'learning',
  age: 'learning',
  weekdays: 'learning',
  forecast: 'stabilising',
  backtest: 'stabilising',
  calendar: 'stabilising',
  anonymous: 'stabilising',
  labels: 'stabilising',
  caps: 'stabilising',
  'method-unknown': 'stabilising',
};

/**
 * How sure we are of one workload at one detail. `pool`: of workloads of its age (`poolOf`). `previous`: its state at
 * the last judgement; what was stable stays so a little longer.
 */
export function readinessOf(
  history: WorkloadHistory,
  detail: Detail,
  pool: MeshPool,
  settings: LearnSettings,
  previous: State | null,
): Readiness {
  const sightings = firstSightings(history, detail, settings.timeUnit);
  const predicted = forecast({
    t: sightings.t,
    H: settings.horizon,
    K: sightings.K,
    risk: settings.risk,
    rollouts: sightings.rollouts,
    pool,
    untilCalendar: daysToUnrehearsed(history, sightings.t, settings),
  });
  const judgement: Judgement = {
    history,
    detail,
    settings,
    pool,
    previous,
    edges: evidenceEdges(history, detail),
    sightings,
    forecast: predicted,
    backtest: backtest(history, detail, settings),
  };
  const gates = GATES.filter((id) => id !== 'method-unknown' || detail !== 'callers').map((id) =>
    GATE[id](judgement),
  );
  const failing = gates.find((gate) => !gate.passed);
  return {
    state: failing ? STATE[failing.id] : 'stable',
    gates,
    goodForSeconds: Math.floor((predicted.goodForDays * settings.timeUnit) / 1000),
    risk: { unseen: predicted.pOld, rollout: predicted.pNew, any: predicted.pAny },
    expectedNew: expectedNew(predicted),
    backtest: judgement.backtest,
  };
}

/** Both what exists and wasn't seen, and what rollouts will bring, where they are visible. */
function expectedNew({ eOld, eNew }: Forecast): number | null {
  return eOld === null ? null : eOld + (eNew ?? 0);
}
