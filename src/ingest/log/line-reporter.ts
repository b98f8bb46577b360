import { clusterDirection } from '../../core/identify/direction.ts';
import type { Directory } from '../../core/identify/directory.ts';
import type { Pod } from '../../core/model/pod.ts';
import type { Endpoint, Reporter } from '../../core/model/record.ts';
import { endpointOf } from './line-address.ts';
import type { LogLine } from './log-line.ts';

/** What is known of a line's origin from outside of it. */
export interface LineOrigin {
  /** The pod that `kubectl logs --prefix` names. */
  readonly prefixPod: string | null;
  /** What the input says: a directory's pod, or `--workload`. */
  readonly input: Partial<Reporter> | null;
}

const NOBODY: Reporter = {
  nodeType: 'unknown',
  cluster: null,
  namespace: null,
  pod: null,
  owner: null,
  serviceAccount: null,
  labels: null,
  addresses: [],
};

/**
 * Which proxy wrote a line, the surest first: the line's own keys, the prefix, what the input says. What
 * nobody said is null: then identification looks for the pod that has the line's own address. What a
 * namespaced claim leaves open is taken from the pod with that address, if it is of that workload.
 */
export function reporterOf(line: LogLine, origin: LineOrigin, directory: Directory): Reporter {
  const input = { ...NOBODY, ...origin.input };
  const { claims } = line;
  if (claims?.pod) return named(claims.pod, claims.namespace, claims.workload);
  if (claims?.namespace || claims?.workload) {
    const { namespace, workload } = claims;
    const own = ownPods(line, directory).find((pod) => isOf(pod, namespace, workload));
    return own
      ? named(own.name, own.namespace, workload)
      : { ...input, namespace, owner: workload, pod: null };
  }
  if (origin.prefixPod !== null) return named(origin.prefixPod, null, null);
  if (input.pod !== null || input.owner !== null || !looksOutbound(line)) return input;
  // Only the address towards the upstream is sure to be the caller's own: its application may have called
  // over loopback.
  const own = podAt(endpointOf(line.upstreamLocal), line, directory);
  return own === null ? input : { ...input, cluster: own.cluster, namespace: own.namespace, pod: own.name };

  function named(pod: string, namespace: string | null, owner: string | null): Reporter {
    const inputIsIt = input.pod === null || input.pod === pod;
    const base = inputIsIt ? input : NOBODY;
    const found = namespace ?? namespaceOf(pod, line, directory);
    return { ...base, pod, namespace: found ?? base.namespace, owner: owner ?? base.owner };
  }
}

/** What decides `reporterOf` besides the pods that hold the line's addresses. */
export function reporterKey({ claims }: LogLine, prefixPod: string | null): string {
  if (claims === null) return prefixPod ?? '';
  return JSON.stringify([prefixPod, claims.pod, claims.namespace, claims.workload]);
}

export function looksOutbound(line: LogLine): boolean {
  const direction = clusterDirection(line.upstreamCluster);
  if (direction === 'unknown') return line.direction === 'outbound';
  return direction === 'outbound' || direction === 'outbound-refused';
}

/** Pods of one name in several namespaces are told apart by the line's own address. */
function namespaceOf(name: string, line: LogLine, directory: Directory): string | null {
  const pods = directory.podsNamed(name);
  if (pods.length === 1) return pods[0]?.namespace ?? null;
  return ownPods(line, directory).find((pod) => pod.name === name)?.namespace ?? null;
}

/** A line's own pod stands behind an inbound call's local address, and before an outbound call's upstream. */
function ownPods(line: LogLine, directory: Directory): Pod[] {
  const inbound = [line.local];
  const endpoints = looksOutbound(line) ? [endpointOf(line.upstreamLocal), line.remote, line.local] : inbound;
  return endpoints.flatMap((endpoint) => podAt(endpoint, line, directory) ?? []);
}

function podAt(endpoint: Endpoint | null | undefined, line: LogLine, directory: Directory): Pod | null {
  return endpoint ? (directory.spanAt(endpoint.ip, line.startTime)?.pod ?? null) : null;
}

function isOf(pod: Pod, namespace: string | null, owner: string | null): boolean {
  const ofOwner = owner === null || owner === pod.rollout?.owner || owner === pod.workload.name;
  return ofOwner && (namespace === null || namespace === pod.namespace);
}
