// What judging a whole mesh costs a workload, in a large mesh against a small one, in the same run: each is judged
// beside all others of its age, and may not pay for their number.
import type { WorkloadHistory } from '../../src/core/learn/history.ts';
import { DAY } from '../../src/core/model/scaled-time.ts';
import type { WorkloadId } from '../../src/core/model/workload.ts';
import { meshReadiness } from '../support/mesh-readiness.ts';
import { DEFAULTS, everyDay, type SampleEdge, sampleHistory } from '../support/sample-history.ts';
import { cpuOf, median } from './cpu.ts';

/** Cost of a workload among LARGE by that of one among SMALL. */
const GOAL = 2;
const [SMALL, LARGE] = [50, 500];
const ROUNDS = 7;
const SETTINGS = { ...DEFAULTS, calendar: true, timeZone: 'Europe/Berlin' };

/** Prints the figures; true = the goal is reached. */
export function benchJudge(): boolean {
  const large = [...meshOf(LARGE)];
  const parts = Array.from({ length: LARGE / SMALL }, (_, at) => large.slice(at * SMALL, (at + 1) * SMALL));
  const [together, apart]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    together.push(cpuOf(() => judge(large)));
    apart.push(cpuOf(() => parts.reduce((sum, part) => sum + judge(part), 0)));
  }
  const [us, ratio] = [median(together) / LARGE, median(together) / median(apart)];
  console.log(
    `judging ${LARGE} workloads of 30 edges at three details: ${us.toFixed(0)} µs a workload, ` +
      `${ratio.toFixed(2)} × what it costs among ${SMALL}\n  goal: ≤ ${GOAL} ×`,
  );
  return ratio <= GOAL;
}

type Member = [id: WorkloadId, history: WorkloadHistory];

/** Judgements made. */
function judge(mesh: readonly Member[]): number {
  return meshReadiness(new Map(mesh), SETTINGS, () => 'stable').size;
}

function meshOf(count: number): Member[] {
  return Array.from({ length: count }, (_, index) => {
    const age = 60 + (index % 60);
    const edges = Array.from({ length: 30 }, (_, at): SampleEdge => ({ days: everyDay(at, age - 0.1) }));
    const holes = Array.from({ length: 10 }, (_, at) => [at * 5 + 1, at * 5 + 1.1] as const);
    const start = Date.parse('2026-01-01') - age * DAY;
    return [`k/shop/w${index}`, sampleHistory({ age, start, edges, holes, rollouts: [9, 20, 31] })];
  });
}
