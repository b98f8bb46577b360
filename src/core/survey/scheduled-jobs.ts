import type { CronJob } from '../model/cluster-view.ts';
import type { Pod } from '../model/pod.ts';
import { longestWait } from './cron-schedule.ts';
import type { ClusterSurvey } from './survey-of.ts';

/** A CronJob and what its runs have shown of it. */
export interface ScheduledJob {
  readonly cronJob: CronJob;
  /** ms between two runs at the most; null = its schedule can't be read. */
  readonly longestWait: number | null;
  /** Service accounts of its pods, as `namespace/name`; none = no run is known. */
  readonly accounts: ReadonlySet<string>;
}

const known = new WeakMap<ClusterSurvey, readonly ScheduledJob[]>();

/** The CronJobs of a cluster; none where they aren't listed. */
export function scheduledJobs(survey: ClusterSurvey): readonly ScheduledJob[] {
  const found = known.get(survey) ?? jobsIn(survey);
  known.set(survey, found);
  return found;
}

function jobsIn({ view, inventory }: ClusterSurvey): ScheduledJob[] {
  const cronJobs = view?.cronJobs ?? [];
  if (cronJobs.length === 0) return [];
  const runs = Map.groupBy(inventory.pods, cronJobNameOf);
  return cronJobs.map((cronJob) => {
    const pods = runs.get(`${cronJob.namespace}/${cronJob.name}`) ?? [];
    const accounts = pods.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`);
    return { cronJob, longestWait: waitOf(cronJob), accounts: new Set(accounts) };
  });
}

const waits = new WeakMap<CronJob, number | null>();

function waitOf(cronJob: CronJob): number | null {
  const found = waits.get(cronJob);
  if (found !== undefined) return found;
  const wait = cronJob.schedule === null ? null : longestWait(cronJob.schedule);
  waits.set(cronJob, wait);
  return wait;
}

/** A CronJob's Jobs end in the minute of their run, and their pods in five letters more. */
function cronJobNameOf({ namespace, name }: Pod): string | null {
  const [, cronJob] = /^(.+)-\d{8,}-[a-z0-9]{5}$/.exec(name) ?? [];
  return cronJob === undefined ? null : `${namespace}/${cronJob}`;
}

/** `shop/report (0 3 * * 1, Europe/Berlin)` */
export function cronJobWords({ namespace, name, schedule, timeZone, suspended }: CronJob): string {
  const details = [
    schedule ?? 'no schedule said',
    ...(timeZone ? [timeZone] : []),
    ...(suspended ? ['suspended'] : []),
  ];
  return `${namespace}/${name} (${details.join(', ')})`;
}
