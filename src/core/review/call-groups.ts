import type { Outcome } from '../model/flow.ts';
import type { Counts } from '../model/operation.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { Subject } from './subject.ts';

/** Calls that are one to a reader: the same caller, workload, port, method and folded path, judged alike. */
export interface CallGroup<J> {
  readonly subject: Subject;
  /** The first call of the group, and what was said of it: it stands for all. */
  readonly example: RecordedCall;
  readonly judged: J;
  readonly counts: { -readonly [K in keyof Counts]: Counts[K] };
  /** ms; null = not said. */
  lastSeen: number | null;
}

export interface CallGroups<J> {
  /** null = the bound is reached: the calls are overflow. `kind` tells groups of equal calls apart. */
  find(kind: string, subject: Subject, example: RecordedCall, judged: J): CallGroup<J> | null;
  /** The most frequent first; of equal ones in the order of their keys. */
  all(): CallGroup<J>[];
}

/** Memory is bounded by `limit` groups, whatever is recorded. */
export function callGroups<J>(limit: number): CallGroups<J> {
  const groups = new Map<string, CallGroup<J>>();
  return {
    find(kind, subject, example, judged) {
      const key = groupKey(kind, subject, example);
      const known = groups.get(key);
      if (known !== undefined || groups.size >= limit) return known ?? null;
      const counts = { ok: 0, failed: 0, denied: 0 };
      const group = { subject, example, judged, counts, lastSeen: null };
      groups.set(key, group);
      return group;
    },
    all: () =>
      [...groups]
        .toSorted(([a, one], [b, other]) => sum(other.counts) - sum(one.counts) || (a < b ? -1 : 1))
        .map(([, group]) => group),
  };
}

/** `time`: ms. */
export function addTo<J>(group: CallGroup<J>, outcome: Outcome, count: number, time: number | null): void {
  group.counts[outcome] += count;
  if (time !== null && (group.lastSeen === null || time > group.lastSeen)) group.lastSeen = time;
}

function groupKey(kind: string, { workload }: Subject, { shown }: RecordedCall): string {
  const { principal, anonymousReason, port, protocol, method, path } = shown;
  const { cluster, namespace, name } = workload;
  const caller = [principal ?? '', principal === null ? (anonymousReason ?? '') : ''];
  return [cluster, namespace, name, ...caller, port, protocol, method ?? '', path ?? '', kind].join('\n');
}

function sum({ ok, failed, denied }: Counts): number {
  return ok + failed + denied;
}
