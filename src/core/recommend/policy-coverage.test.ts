import { expect, it } from 'vitest';
import type { WithheldReason } from '../model/recommendation.ts';
import { policyCoverageOf } from './policy-coverage.ts';

const workload = (lastDayRequests: number, share: number, reason: WithheldReason | null = null) => ({
  lastDayRequests,
  policyCoverage: { callers: share, methods: 0, paths: 0 },
  withheld: { callers: reason, methods: null, paths: null },
});

it.each([
  ['weighted by requests', [workload(30, 1), workload(10, 0)], 0.75],
  ['nothing was called', [workload(0, 1)], null],
  ['no workload', [], null],
  ['left out on purpose', [workload(30, 1), workload(90, 0, 'left-out')], 1],
  ['withheld otherwise', [workload(30, 1), workload(90, 0, 'selector-unknown')], 0.25],
  ['only left out', [workload(90, 0, 'left-out')], null],
])('%s', (_, workloads, expected) => {
  expect(policyCoverageOf(workloads, 'callers')).toBe(expected);
});
