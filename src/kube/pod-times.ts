import { KUBELET_LAG } from '../core/identify/kubelet-lag.ts';
import type { PodObject } from './kube-object.ts';
import { msOf } from './named-object.ts';

/** When a pod had its addresses for certain, ms. */
export interface PodTimes {
  readonly startTime: number;
  /** null = it still has them. */
  readonly endTime: number | null;
  /** False: it has no network, though its object may still name addresses. */
  readonly connected: boolean;
}

/** Times are whole seconds, cut. */
const CUT = 1000;

/**
 * A kubelet acknowledges a pod (`status.startTime`) before it attaches volumes, and those may take minutes: until then
 * another pod may have the address. The pod has it from the moment its sandbox has a network, which the condition
 * tells, or, where that is not said or not true any more, at the latest from the start of its first container. A start
 * is certain from the next second on. An end is the last container's, or none while one runs: that a pod is told to go
 * (`deletionTimestamp` is when, plus its time of grace) takes no address from it.
 */
export function podTimes(object: PodObject): PodTimes {
  const { metadata, status } = object;
  const over = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  const network = status?.conditions?.find(({ type }) => type === 'PodReadyToStartContainers');
  const since = msOf(network?.lastTransitionTime);
  if (network && network.status !== 'True' && !over && since !== null)
    return { startTime: since, endTime: null, connected: false };
  const ready = network?.status === 'True' ? since : null;
  const begun = ready ?? firstStart(object);
  // An address can't have been a pod's before the pod was created; without any time it is taken to have been
  // always.
  const acknowledged = msOf(status?.startTime) ?? msOf(metadata.creationTimestamp);
  const startTime = begun === null ? (acknowledged ?? Number.NEGATIVE_INFINITY) : begun + CUT;
  return { startTime, endTime: endOf(object, over, startTime), connected: true };
}

/**
 * The end of one that is there no more, of which the object says nothing: it was certain until it was told to go, and
 * at the latest until its kubelet's last word. `goneAt`: ms, when it was not there any more.
 */
export function goneEnd(object: PodObject, goneAt: number): number {
  return Math.min(toldToGo(object) ?? goneAt, goneAt - KUBELET_LAG);
}

/** One that finished nobody knows when is taken to have had its addresses at no time. */
function endOf(object: PodObject, over: boolean, startTime: number): number | null {
  const told = toldToGo(object);
  if (!over && told === null) return null;
  const states = statesOf(object);
  const ends = states.map((state) => msOf(state?.terminated?.finishedAt));
  const known = ends.filter((end) => end !== null);
  const last = known.length > 0 ? Math.max(...known) : null;
  if (over) return last ?? told ?? startTime;
  // Only a hand-written object has no containers.
  if (states.length === 0) return told;
  return known.length === states.length ? last : null;
}

function toldToGo({ metadata }: PodObject): number | null {
  const latest = msOf(metadata.deletionTimestamp);
  return latest === null ? null : latest - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
}

function firstStart(object: PodObject): number | null {
  const starts = statesOf(object)
    .map((state) => msOf(state?.running?.startedAt ?? state?.terminated?.startedAt))
    .filter((start) => start !== null);
  return starts.length > 0 ? Math.min(...starts) : null;
}

function statesOf({ status }: PodObject) {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return statuses.map(({ state }) => state);
}
