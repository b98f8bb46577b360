import { attachedTo } from '../evaluate/attached.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { Outcome } from '../model/flow.ts';
import type { FlowLine } from '../model/flow-line.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { WorkloadKey } from '../model/workload.ts';
import { askedLabelKeys } from './asked-label-keys.ts';
import { askedParts } from './asked-parts.ts';
import { callIds } from './call-ids.ts';
import { flowCallees } from './flow-callees.ts';
import { knownPathClasses } from './known-path-classes.ts';
import type { RecordedCall } from './recorded-call.ts';
import { outcomeOfLine, recordedFlow } from './recorded-flow.ts';
import { type KnownLabels, type Subject, subjectOf } from './subject.ts';
import { pathPatterns } from './template-members.ts';

export interface CountFlowsOptions<J> {
  /** All that are asked: they decide what tells two calls apart. */
  readonly policies: readonly AuthorizationPolicy[];
  readonly mesh: PolicyMesh;
  /** The labels of a callee whose lines name none. */
  readonly labelsOf: (workload: WorkloadKey) => KnownLabels;
  readonly judge: (subject: Subject) => (recorded: RecordedCall) => J;
  /** Calls that are only summed up: those that are judged alike may stand for each other. */
  readonly isPlain: (judged: J, outcome: Outcome) => boolean;
  readonly count: (judged: J, outcome: Outcome, count: number, time: number) => void;
  /** What is remembered at most. */
  readonly limits?: FlowLimits;
  /** Lines that are no call at a callee that could be judged. */
  readonly left: (why: 'source-row' | 'no-call', count: number) => void;
}

export interface FlowLimits {
  readonly callees: number;
  /** Distinct calls with their verdict; and paths with the patterns that they match. */
  readonly verdicts: number;
  readonly paths: number;
}

const LIMITS: FlowLimits = { callees: 20_000, verdicts: 100_000, paths: 300_000 };

interface Callee<J> {
  readonly judge: (recorded: RecordedCall) => J;
  readonly classOf: (path: string) => string;
  /** What is remembered, by the class of the path or by the path, and by the rest of the call. */
  readonly byClass: Verdicts<J>;
  readonly byPath: Verdicts<J>;
}

type Verdicts<J> = Map<string, Map<number, J>>;

/**
 * Counts flow lines one after the other, `time` in ms. A call is judged when the first of its kind is seen; what is
 * remembered of them is bounded, and forgetting only costs time.
 */
export function countFlows<J>(options: CountFlowsOptions<J>): (line: FlowLine, time: number) => void {
  const { policies, mesh, limits = LIMITS } = options;
  const asked = askedParts(policies);
  const callees = new Set<Callee<J>>();
  const classesOf = knownPathClasses(limits.paths, mesh.pathNormalization);
  const idOf = callIds(asked, limits.verdicts, forget);
  let verdicts = 0;

  const calleeOf = flowCallees(limits.callees, askedLabelKeys(policies), (line): Callee<J> => {
    const subject = subjectOfLine(line, options);
    const attached = subject.points.flatMap((point) => attachedTo(policies, point));
    // What looks at the path otherwise than by patterns tells all paths apart.
    const classOf = asked.headers ? (path: string) => path : classesOf(pathPatterns(attached));
    const callee = { judge: options.judge(subject), classOf, byClass: new Map(), byPath: new Map() };
    if (callees.size >= limits.callees) callees.clear();
    callees.add(callee);
    return callee;
  });

  function judgedOf(line: FlowLine, outcome: Outcome): J {
    const callee = calleeOf(line);
    const call = idOf(line);
    const sent = line.request?.path ?? '';
    const path = asked.headers ? sent : withoutQuery(sent);
    const kind = callee.classOf(path);
    const judged = callee.byClass.get(kind)?.get(call) ?? judge(callee, 'byClass', kind, call, line);
    if (options.isPlain(judged, outcome)) return judged;
    return callee.byPath.get(path)?.get(call) ?? judge(callee, 'byPath', path, call, line);
  }

  function judge(callee: Callee<J>, by: 'byClass' | 'byPath', key: string, call: number, line: FlowLine): J {
    if (verdicts >= limits.verdicts) forget();
    verdicts++;
    const judged = callee.judge(recordedFlow(line, mesh, asked));
    const known = callee[by].get(key) ?? new Map<number, J>();
    callee[by].set(key, known.set(call, judged));
    return judged;
  }

  function forget(): void {
    verdicts = 0;
    for (const { byClass, byPath } of callees) {
      byClass.clear();
      byPath.clear();
    }
  }

  return (line, time) => {
    const { count = 1 } = line;
    if (line.reporter === 'source') return options.left('source-row', count);
    const outcome = outcomeOfLine(line);
    if (outcome !== 'ok' && outcome !== 'failed' && outcome !== 'denied')
      return options.left('no-call', count);
    options.count(judgedOf(line, outcome), outcome, count, time);
  };
}

function withoutQuery(path: string): string {
  const end = path.indexOf('?');
  return end < 0 ? path : path.slice(0, end);
}

function subjectOfLine<J>(
  { destination }: FlowLine,
  { policies, mesh, labelsOf }: CountFlowsOptions<J>,
): Subject {
  const { cluster = 'Kubernetes', namespace = '', workload: name = '', plane = 'sidecar' } = destination;
  const { service, labels } = destination;
  const workload = { cluster, namespace, name };
  const target = service === undefined ? null : { namespace, ...service };
  const known: KnownLabels = labels === undefined ? labelsOf(workload) : { kind: 'pods', variants: [labels] };
  return subjectOf({ workload, plane, service: target, labels: known }, policies, mesh);
}
