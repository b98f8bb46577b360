import type { Pod } from '../model/pod.ts';
import type { WorkloadKey } from '../model/workload.ts';
import { type AskedLogger, askedLoggers, isLeastpath } from './asked-loggers.ts';
import { isRunning } from './pod-index.ts';
import type { ClusterSurvey } from './survey-of.ts';

/** What is known of who was heard. */
export interface Heard {
  /** ms */
  readonly now: number;
  /** ms: leastpath listens since then without a break. */
  readonly listeningSince: number;
  /** ms of a day of learning. */
  readonly timeUnit: number;
  /** Was the pod's proxy ever heard? */
  readonly isHeard: (pod: Pod) => boolean;
}

/** Those of a workload's pods whose proxies are asked to report to leastpath. */
export interface Reporting {
  readonly asked: number;
  readonly heard: number;
  /** Asked, not heard, and both it and leastpath were there for an hour (of learning): `namespace/name`. */
  readonly silent: readonly string[];
  /** ms from which the first of its pods, also of ended ones, could have been heard and wasn't; null = none. */
  readonly silentSince: number | null;
  /** Some are asked through a filter. */
  readonly filtered: boolean;
}

/** null where it isn't known who is asked to report. */
export function reportingOf(key: WorkloadKey, survey: ClusterSurvey, heard: Heard): Reporting | null {
  if (!survey.view?.telemetries || survey.view.logging === null) return null;
  const pods = survey.pods.of(key).flatMap((pod) => {
    const logger = loggerOf(pod, survey);
    return logger === null ? [] : [{ pod, logger }];
  });
  const running = pods.filter(({ pod }) => isRunning(pod));
  const unheard = pods.map(({ pod }) => pod).filter((pod) => !heard.isHeard(pod) && isDue(pod, heard));
  const starts = unheard.map(({ startTime }) => startTime);
  return {
    asked: running.length,
    heard: running.filter(({ pod }) => heard.isHeard(pod)).length,
    silent: unheard.filter(isRunning).map(({ namespace, name }) => `${namespace}/${name}`),
    silentSince: starts.length > 0 ? Math.min(...starts) : null,
    filtered: running.some(({ logger }) => logger.filtered),
  };
}

/** The logger by which the pod's proxy is asked to send to leastpath what it receives. */
export function loggerOf({ inbound, namespace, labels }: Pod, survey: ClusterSurvey): AskedLogger | null {
  const { view, mesh } = survey;
  if (inbound?.plane !== 'sidecar' && inbound?.plane !== 'gateway') return null;
  if (!view?.telemetries || view.logging === null) return null;
  const source = { telemetries: view.telemetries, logging: view.logging, rootNamespace: mesh.rootNamespace };
  const role = inbound.plane === 'gateway' ? 'CLIENT' : 'SERVER';
  return askedLoggers(source, namespace, labels, role).find(({ provider }) => isLeastpath(provider)) ?? null;
}

/** Envoy opens its stream with its first entry, so a pod that is new or idle is not yet one that keeps silent. */
function isDue({ startTime, endTime }: Pod, { now, listeningSince, timeUnit }: Heard): boolean {
  const from = Math.max(startTime, listeningSince);
  return (endTime ?? now) - from >= timeUnit / 24;
}
