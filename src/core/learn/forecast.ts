/** What the mesh's workloads of about the same age have seen together: the prior of each single one. */
export interface MeshPool {
  /** Covered workloads of age in [t/2, 2t]. */
  readonly N: number;
  readonly sumK: number;
  readonly sumR: number;
  readonly sumHit: number;
  readonly sumNew: number;
}

export interface Rollouts {
  /** A revision of the workload is known, so arrivals can be told apart by what brought them. */
  readonly visible: boolean;
  /** Rollouts seen, those that brought new edges, and how many they brought. */
  readonly R: number;
  readonly hit: number;
  readonly added: number;
}

export interface ForecastInput {
  /** Covered days. */
  readonly t: number;
  /** Horizon, days. */
  readonly H: number;
  /** Edges first seen in the last half of t that no rollout explains; all of them where rollouts are invisible. */
  readonly K: number;
  /** 0–1 */
  readonly risk: number;
  readonly rollouts: Rollouts;
  readonly pool: MeshPool;
  /** Days to the next date that was never rehearsed. */
  readonly untilCalendar: number | null;
}

/** Chances (0–1) and expected numbers for the horizon; null while t < H, and `New` ones without visible rollouts. */
export interface Forecast {
  /** Existing behaviour not yet seen. */
  readonly pOld: number | null;
  readonly eOld: number | null;
  /** New behaviour that rollouts bring. */
  readonly pNew: number | null;
  readonly eNew: number | null;
  readonly pAny: number | null;
  /** For how many days the list holds at `risk`; never more than t. */
  readonly goodForDays: number;
}

/** Gamma shape of the number of arrivals per doubling of the history. */
const SHAPE = 2;
/** Weight of the mesh-wide prior, in workloads. */
const PRIOR = 10;
/** Rollouts are counted for at most so many days. */
export const ROLLOUT_DAYS = 90;

/**
 * Arrivals per doubling of the observed time are taken as constant (log-uniform rates), their number per workload as
 * gamma around the mesh's mean; rollouts as Poisson with a chance to bring edges.
 */
export function forecast(input: ForecastInput): Forecast {
  const goodForDays = goodFor(input);
  if (input.t < input.H || input.t <= 0) {
    return { pOld: null, eOld: null, pNew: null, eNew: null, pAny: null, goodForDays };
  }
  const pOld = unseenRisk(input);
  const eOld = ((SHAPE + input.K) / (rate(input.pool) + 1)) * growth(input);
  if (!input.rollouts.visible) return { pOld, eOld, pNew: null, eNew: null, pAny: pOld, goodForDays };
  const { pNew, eNew } = rolloutRisk(input);
  return { pOld, eOld, pNew, eNew, pAny: 1 - (1 - pOld) * (1 - pNew), goodForDays };
}

/** P_old: chance of at least one existing but unseen edge within H. */
export function unseenRisk(
  input: Pick<ForecastInput, 't' | 'H' | 'K' | 'pool'> & { readonly rollouts: Pick<Rollouts, 'visible'> },
): number {
  const b1 = rate(input.pool) + 1;
  return 1 - (b1 / (b1 + growth(input))) ** (SHAPE + input.K);
}

function rate(pool: MeshPool): number {
  return SHAPE / ((pool.sumK + PRIOR) / (pool.N + PRIOR));
}

/** In doublings of the history; where rollouts are invisible arrivals go on at a constant rate instead. */
function growth(input: { readonly t: number; readonly H: number; readonly rollouts: { visible: boolean } }) {
  return input.rollouts.visible ? Math.log2(1 + input.H / input.t) : (2 * input.H) / input.t;
}

function rolloutRisk({ t, H, rollouts, pool }: ForecastInput): { pNew: number; eNew: number } {
  const watched = Math.min(t, ROLLOUT_DAYS);
  const meshRate = (pool.sumR + PRIOR * 0.05 * watched) / ((pool.N + PRIOR) * watched);
  const perDay = (0.5 + rollouts.R) / (0.5 / meshRate + watched);
  const meshHit = (pool.sumHit + 1) / (pool.sumR + PRIOR);
  const hit = (rollouts.hit + 4 * meshHit) / (rollouts.R + 4);
  const meshAdded = (pool.sumNew + 1.5) / (pool.sumR + PRIOR);
  const added = (rollouts.added + 4 * meshAdded) / (rollouts.R + 4);
  return { pNew: 1 - Math.exp(-perDay * H * hit), eNew: perDay * H * added };
}

function goodFor({ t, K, risk, rollouts, pool, untilCalendar }: ForecastInput): number {
  const growthAtRisk = (rate(pool) + 1) * ((1 - risk) ** (-1 / (SHAPE + K)) - 1);
  const days = rollouts.visible ? t * (2 ** growthAtRisk - 1) : (t / 2) * growthAtRisk;
  return Math.max(0, Math.min(t, days, untilCalendar ?? Number.POSITIVE_INFINITY));
}
