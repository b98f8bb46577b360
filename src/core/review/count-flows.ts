import { attachedTo } from '../evaluate/attached.ts';
import type { PolicyMesh } from '../model/enforcement-point.ts';
import type { Outcome } from '../model/flow.ts';
import type { FlowLine } from '../model/flow-line.ts';
import type { AuthorizationPolicy } from '../model/policy.ts';
import type { WorkloadKey } from '../model/workload.ts';
import { askedParts } from './asked-parts.ts';
import { type CallsByCaller, callsFinder } from './calls-of-callee.ts';
import { flowCallees } from './flow-callees.ts';
import { pathClasses } from './path-classes.ts';
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
  readonly classes: Map<string, string>;
  readonly callers: CallsByCaller<J>;
}

/**
 * Counts flow lines one after the other, `time` in ms. A call is judged when the first of its kind is seen; what is
 * remembered of them is bounded, and forgetting only costs time.
 */
export function countFlows<J>(options: CountFlowsOptions<J>): (line: FlowLine, time: number) => void {
  const { policies, mesh, limits = LIMITS } = options;
  const asked = askedParts(policies);
  const callsIn = callsFinder<J>(asked);
  const callees = new Set<Callee<J>>();
  const paths = bound(limits.paths, () => {
    for (const { classes } of callees) classes.clear();
  });
  const verdicts = bound(limits.verdicts, () => {
    for (const { callers } of callees) callers.clear();
  });

  const calleeOf = flowCallees(limits.callees, (line): Callee<J> => {
    const subject = subjectOfLine(line, options);
    const attached = subject.points.flatMap((point) => attachedTo(policies, point));
    // What looks at the path otherwise than by patterns tells all paths apart.
    const classOf = asked.headers
      ? (path: string) => path
      : pathClasses(pathPatterns(attached), mesh.pathNormalization);
    const callee = { judge: options.judge(subject), classOf, classes: new Map(), callers: new Map() };
    if (callees.size >= limits.callees) callees.clear();
    callees.add(callee);
    return callee;
  });

  function judgedOf(line: FlowLine, outcome: Outcome): J {
    const callee = calleeOf(line);
    const calls = callsIn(callee.callers, line, verdicts);
    const sent = line.request?.path ?? '';
    const path = asked.headers ? sent : withoutQuery(sent);
    let kind = callee.classes.get(path);
    if (kind === undefined) {
      paths();
      kind = callee.classOf(path);
      callee.classes.set(path, kind);
    }
    const judged = calls.byClass.get(kind) ?? remembered(calls.byClass, kind, callee, line);
    if (options.isPlain(judged, outcome)) return judged;
    return calls.byPath.get(path) ?? remembered(calls.byPath, path, callee, line);
  }

  function remembered(map: Map<string, J>, key: string, { judge }: Callee<J>, line: FlowLine): J {
    verdicts();
    const judged = judge(recordedFlow(line, mesh, asked));
    map.set(key, judged);
    return judged;
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

/** Counts what is remembered; past `limit` all of it is forgotten first. */
function bound(limit: number, forget: () => void): () => void {
  let size = 0;
  return () => {
    if (size >= limit) {
      forget();
      size = 0;
    }
    size++;
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
