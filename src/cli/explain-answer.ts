import { callOfFlow } from '../core/evaluate/call-of-flow.ts';
import { createExplainer, type Explanation } from '../core/explain/explain.ts';
import type { EnforcementPoint } from '../core/model/enforcement-point.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import type { ExplainLine } from './explain-line.ts';
import { openAttachment, type PointDefaults, pointKey, pointOfLine } from './explain-point.ts';

export interface AnswerOptions extends PointDefaults {
  /** What a flow doesn't name was not there. */
  readonly complete: boolean;
}

/** Answers for one set of policies, many lines. */
export type Answerer = (line: ExplainLine) => Explanation;

interface Prepared {
  readonly point: EnforcementPoint;
  /** Why it can't be told which policies attach. */
  readonly open: string | null;
  readonly explain: ReturnType<typeof createExplainer>;
}

/** Workloads whose explainers are kept. */
const KEPT = 10_000;

export function createAnswerer(policies: readonly AuthorizationPolicy[], options: AnswerOptions): Answerer {
  const kept = new Map<string, Prepared>();
  const absent = options.complete ? 'absent' : 'unknown';
  return (line) => {
    const key = pointKey(line);
    let prepared = kept.get(key);
    if (prepared === undefined) {
      if (kept.size >= KEPT) kept.clear();
      prepared = prepare(policies, line, options);
      kept.set(key, prepared);
    }
    if (prepared.open !== null) return unknown(prepared.open);
    const call = callOfFlow(line.flow, prepared.point.mesh, absent);
    return call === null ? unknown(REFUSED) : prepared.explain(call);
  };
}

const REFUSED = 'the proxy answers 400 before it asks any policy: the path cannot be normalised';

function prepare(
  policies: readonly AuthorizationPolicy[],
  line: ExplainLine,
  options: AnswerOptions,
): Prepared {
  const point = pointOfLine(line, options);
  const open = openAttachment(policies, point, line, options.complete);
  return { point, open, explain: createExplainer(policies, point) };
}

function unknown(why: string): Explanation {
  return { verdict: 'unknown', by: null, why, nearest: null };
}
