import { coverageShare } from '../../src/core/learn/covered-time.ts';
import type { DailyEvidence, WorkloadHistory } from '../../src/core/learn/history.ts';
import type { LearnSettings } from '../../src/core/learn/settings.ts';
import { anonymous, known } from '../../src/core/model/caller.ts';
import type { Edge } from '../../src/core/model/edge.ts';
import type { Interval } from '../../src/core/model/interval.ts';
import type { Principal } from '../../src/core/model/principal.ts';
import { DAY } from '../../src/core/model/scaled-time.ts';

/** For tests: histories written down in days. */
export const DEFAULTS: LearnSettings = {
  horizon: 7,
  risk: 0.1,
  requestBudget: 0.001,
  minAge: 14,
  calendar: false,
  timeUnit: DAY,
  timeZone: 'UTC',
};

/** An edge whose evidence is `perDay` requests on each of `days`; none = it only failed. */
export interface SampleEdge {
  /** Days since the history's begin, fractions allowed; the first is the first sighting. */
  readonly days: readonly number[];
  readonly perDay?: number;
  readonly principal?: Principal;
  readonly anonymous?: true;
  readonly reporter?: Edge['reporter'];
}

export interface Sample {
  readonly edges?: readonly SampleEdge[];
  /** Days from the begin to now. */
  readonly age: number;
  /** ms of the begin. */
  readonly start?: number;
  readonly timeUnit?: number;
  /** Uncovered spans, in days since the begin. */
  readonly holes?: readonly (readonly [number, number])[];
  /** Rollouts of one owner after its first revision, in days; null = no revision is known. */
  readonly rollouts?: readonly number[] | null;
  readonly change?: Partial<WorkloadHistory>;
}

export function sampleHistory(sample: Sample): WorkloadHistory {
  const { edges = [], age, start = 0, timeUnit = DAY, holes = [], rollouts = [], change = {} } = sample;
  const at = (day: number) => start + day * timeUnit;
  const covered: Interval[] = [];
  let from = at(0);
  for (const [begin, end] of [...holes, [age, age] as const]) {
    if (at(begin) > from) covered.push({ from, to: Math.min(at(begin), at(age)) });
    from = at(end);
  }
  const made = edges.map((edge, seq) => edgeOf(edge, seq, at));
  const daily = edges.flatMap((edge, seq) => dailyOf(edge, seq, at, timeUnit));
  const pairs = rollouts === null ? [] : [0, ...rollouts];
  return {
    now: at(age),
    firstRecord: at(0),
    covered,
    coverageShare: coverageShare(covered, at(0), at(age), timeUnit),
    edges: { callers: made, methods: made, paths: made },
    daily,
    rollouts: pairs.map((day, index) => ({ owner: 'cart', revision: `r${index}`, firstSeen: at(day) })),
    callers: new Map(),
    selectorKnown: true,
    capped: { callers: false, methods: false, paths: false },
    unwritable: { callers: 0, methods: 0, paths: 0 },
    ...change,
  };
}

/** Every day from `first` to `last`, at the same time of day. */
export function everyDay(first: number, last: number): number[] {
  return Array.from({ length: Math.floor(last - first) + 1 }, (_, index) => first + index);
}

function edgeOf(edge: SampleEdge, seq: number, at: (day: number) => number): Edge {
  const { days, perDay = 100, principal = `cluster.local/ns/shop/sa/caller-${seq}` as const } = edge;
  const first = days[0];
  const last = days.at(-1);
  const times = { first: first === undefined ? null : at(first), last: last === undefined ? null : at(last) };
  return {
    caller: edge.anonymous ? anonymous('plaintext') : known(principal),
    port: 8080,
    protocol: 'http',
    method: 'GET',
    path: `/${seq}`,
    evidence: days.length > 0,
    counts: { ok: days.length * perDay, failed: 1, denied: 0 },
    firstSeen: times.first ?? at(0),
    lastSeen: times.last ?? at(0),
    firstEvidence: times.first,
    lastEvidence: times.last,
    days: days.length,
    thin: days.length < 2,
    reporter: edge.reporter ?? 'destination',
    seqs: [seq],
  };
}

function dailyOf(
  edge: SampleEdge,
  seq: number,
  at: (day: number) => number,
  timeUnit: number,
): DailyEvidence[] {
  return edge.days.map((day) => ({ seq, day: Math.floor(at(day) / timeUnit), ok: edge.perDay ?? 100 }));
}
