import type { Flow } from '../core/model/flow.ts';
import type { RecordSource } from '../core/model/reason.ts';
import type { Labels, Rollout, Workload } from '../core/model/workload.ts';

/** More revisions than any owner has in 90 days; a reporter that invents names must not fill the disk. */
const MOST_ROLLOUTS = 1000;

/** What a flow, seen from `first` to `last` (ms), adds to what is known of its workload. */
export function growWorkload(
  before: Workload | null,
  flow: Flow,
  span: { readonly first: number; readonly last: number },
  input: RecordSource,
): Workload {
  const inbound = flow.reporter === 'destination';
  const known = before ?? {
    key: flow.workload,
    plane: flow.plane,
    labels: null,
    firstRecord: span.first,
    lastRecord: span.last,
    rollouts: [],
    inputs: [],
  };
  // Until its own proxy has spoken, a workload is known from its callers' rows only, and its age has not begun.
  const firstInbound = inbound && known.inputs.length === 0;
  return {
    ...known,
    plane: inbound ? flow.plane : known.plane,
    labels: commonLabels(known.labels, flow.labels),
    firstRecord: firstInbound ? span.first : Math.min(known.firstRecord, span.first),
    lastRecord: Math.max(known.lastRecord, span.last),
    rollouts: withRollout(known.rollouts, flow.rollout, span.first),
    inputs: inbound && !known.inputs.includes(input) ? [...known.inputs, input].sort() : known.inputs,
  };
}

function commonLabels(known: Labels | null, said: Labels | null): Labels | null {
  if (known === null || said === null) return known ?? said;
  const common = Object.entries(known).filter(([name, value]) => said[name] === value);
  return common.length === Object.keys(known).length ? known : Object.fromEntries(common);
}

function withRollout(known: readonly Rollout[], seen: Flow['rollout'], time: number): readonly Rollout[] {
  if (seen === null) return known;
  const same = known.find((rollout) => rollout.owner === seen.owner && rollout.revision === seen.revision);
  if (same === undefined) {
    return known.length < MOST_ROLLOUTS ? [...known, { ...seen, firstSeen: time }] : known;
  }
  if (same.firstSeen <= time) return known;
  return known.map((rollout) => (rollout === same ? { ...same, firstSeen: time } : rollout));
}
