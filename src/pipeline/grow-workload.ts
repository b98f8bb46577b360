import { withRollout } from '../core/identify/seen-rollouts.ts';
import type { Flow } from '../core/model/flow.ts';
import type { RecordSource } from '../core/model/reason.ts';
import type { Labels, Plane, Rollout, Workload } from '../core/model/workload.ts';

/** More revisions than any owner has in 90 days; a reporter that invents names must not fill the disk. */
const MOST_ROLLOUTS = 1000;

/** ms of the first and the last record. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/** What a flow that was seen in `span` adds to what is known of its workload. In any order the same. */
export function growWorkload(before: Workload | null, flow: Flow, span: Span, input: RecordSource): Workload {
  const known = before ?? {
    key: flow.workload,
    plane: flow.plane,
    labels: null,
    firstRecord: span.first,
    lastRecord: span.last,
    rollouts: [],
    inputs: [],
  };
  const inbound = flow.reporter === 'destination';
  return {
    ...known,
    ...recordSpan(known, inbound, span),
    plane: planeOf(known, flow.plane, inbound),
    labels: commonLabels(known.labels, flow.labels),
    rollouts: grownRollouts(known.rollouts, flow.rollout, span.first),
    inputs: inbound && !known.inputs.includes(input) ? [...known.inputs, input].sort() : known.inputs,
  };
}

/**
 * Of inbound records. Until its own proxy has spoken, a workload is known from its callers' rows only, and
 * its age has not begun; afterwards these rows say nothing of when it was heard.
 */
function recordSpan(known: Workload, inbound: boolean, { first, last }: Span) {
  const { firstRecord, lastRecord, inputs } = known;
  if (inbound && inputs.length === 0) return { firstRecord: first, lastRecord: last };
  if (!inbound && inputs.length > 0) return { firstRecord, lastRecord };
  return { firstRecord: Math.min(firstRecord, first), lastRecord: Math.max(lastRecord, last) };
}

/** The less a selector reaches, the more it counts: K3, through a waypoint it reaches nothing. */
const PLANES: readonly Plane[] = ['sidecar', 'gateway', 'waypoint'];

/** Its own proxies' word goes before its callers'; of several the one with which least is promised. */
function planeOf(known: Workload, said: Plane, inbound: boolean): Plane {
  const heard = known.inputs.length > 0;
  if (heard !== inbound) return inbound ? said : known.plane;
  return PLANES.indexOf(said) > PLANES.indexOf(known.plane) ? said : known.plane;
}

function commonLabels(known: Labels | null, said: Labels | null): Labels | null {
  if (known === null || said === null) return known ?? said;
  const common = Object.entries(known).filter(([name, value]) => said[name] === value);
  return common.length === Object.keys(known).length ? known : Object.fromEntries(common);
}

function grownRollouts(
  known: readonly Rollout[],
  seen: Flow['rollout'],
  firstSeen: number,
): readonly Rollout[] {
  if (seen === null) return known;
  const rollouts = withRollout(known, { ...seen, firstSeen });
  return rollouts.length <= MOST_ROLLOUTS ? rollouts : known;
}
