import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldOperations } from '../../../src/core/aggregate/fold.ts';
import type { Detail } from '../../../src/core/model/flow.ts';
import type { Readiness } from '../../../src/core/model/readiness.ts';
import { DAY } from '../../../src/core/model/scaled-time.ts';
import type { Labels, Plane, Workload } from '../../../src/core/model/workload.ts';
import { recommend } from '../../../src/core/recommend/recommend.ts';
import { selectorOf } from '../../../src/core/recommend/selector.ts';
import { policyYaml } from '../../../src/core/render/policy-yaml.ts';
import { type OperationSpec, operationOf } from './operation-of.ts';

/**
 * Above the line what was seen, below it what a person gets to read. `UPDATE_GOLDEN=1` rewrites the latter.
 */
const LINE = '\n----------\n';

interface Case {
  readonly workload: string;
  readonly labels: Labels | null;
  readonly plane?: Plane;
  readonly detail: Detail;
  readonly operations: readonly OperationSpec[];
  /** Present = a draft. */
  readonly readiness?: Readiness;
  readonly unauthenticated?: boolean;
  readonly timeUnit?: number;
}

const STABLE: Readiness = {
  state: 'stable',
  gates: [],
  goodForSeconds: 604_800,
  risk: { unseen: 0.05, rollout: 0.02, any: 0.07 },
  expectedNew: 0.05,
  backtest: 0,
};

function output(one: Case): string {
  const [namespace = '', name = ''] = one.workload.split('/');
  const workload: Workload = {
    key: { cluster: 'Kubernetes', namespace, name },
    plane: one.plane ?? 'sidecar',
    labels: one.labels,
    firstRecord: 0,
    lastRecord: 0,
    rollouts: [],
    inputs: ['als'],
  };
  const recommendation = recommend({
    workload,
    selector: selectorOf(workload, null),
    operations: foldOperations(one.operations.map(operationOf)),
    detail: one.detail,
  });
  const yaml = policyYaml({
    recommendation,
    readiness: one.readiness ?? STABLE,
    draft: one.readiness !== undefined,
    unauthenticated: one.unauthenticated ?? false,
    timeUnit: one.timeUnit ?? DAY,
    horizonDays: 7,
  });
  const { withheld } = recommendation;
  return yaml ?? `withheld: ${withheld?.reason}\n${withheld?.why}\n${withheld?.flow ?? '(no flow)'}\n`;
}

describe('what a person gets', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.golden'));

  it.each(files)('%s', (name) => {
    const file = join(import.meta.dirname, name);
    const [input = '', expected = ''] = readFileSync(file, 'utf8').split(LINE);
    const actual = output(JSON.parse(input) as Case);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, input + LINE + actual);
    else expect(actual).toBe(expected);
  });

  it('covers ten cases', () => {
    expect(files).toHaveLength(10);
  });
});
