export const STATES = ['no-data', 'stale', 'learning', 'stabilising', 'stable', 'drifting'] as const;
export type State = (typeof STATES)[number];

/** In this order. `drift` and `loss` join when something judges them. */
export const GATES = [
  'evidence',
  'fresh',
  'coverage',
  'reporters',
  'age',
  'weekdays',
  'forecast',
  'backtest',
  'calendar',
  'anonymous',
  'labels',
  'caps',
  'method-unknown',
] as const;
export type GateId = (typeof GATES)[number];

export interface Gate {
  readonly id: GateId;
  readonly passed: boolean;
  readonly why: string;
  /** ms; null = can't be said, or passed already. */
  readonly clearsAt: number | null;
}

/** null = not forecast: observed for less than the horizon, or rollouts not visible. */
export interface Risk {
  readonly unseen: number | null;
  readonly rollout: number | null;
  readonly any: number | null;
}

/** How sure leastpath is of one workload at one detail. */
export interface Readiness {
  readonly state: State;
  readonly gates: readonly Gate[];
  readonly goodForSeconds: number;
  readonly risk: Risk;
  readonly expectedNew: number | null;
  /** Share of requests that lists frozen a week earlier would have denied; null = nothing to judge yet. */
  readonly backtest: number | null;
}
