import { dateText } from '../learn/civil-date.ts';
import type { Edge } from '../model/edge.ts';
import type { Finding } from '../model/finding.ts';
import { principalParts } from '../model/principal.ts';
import { DAY } from '../model/scaled-time.ts';
import type { Workload } from '../model/workload.ts';
import { isProved } from './edge-words.ts';
import { listed } from './listed.ts';
import { cronJobWords, type ScheduledJob, scheduledJobs } from './scheduled-jobs.ts';
import type { ClusterSurvey } from './survey-of.ts';

/** Callers of a workload that are CronJobs. `covered`: ms of covered time. */
export function scheduledCallers(
  { key }: Workload,
  edges: readonly Edge[],
  survey: ClusterSurvey,
  covered: number,
): Finding[] {
  const lastSeen = new Map<string, number>();
  for (const { caller, lastEvidence } of edges.filter(isProved)) {
    if (caller.principal === null || lastEvidence === null) continue;
    const { namespace, serviceAccount } = principalParts(caller.principal);
    const account = `${namespace}/${serviceAccount}`;
    lastSeen.set(account, Math.max(lastSeen.get(account) ?? 0, lastEvidence));
  }
  const callers = scheduledJobs(survey).flatMap((job) => {
    const seen = [...job.accounts].flatMap((account) => lastSeen.get(account) ?? []);
    return seen.length > 0 ? [{ job, seen: Math.max(...seen) }] : [];
  });
  const unrehearsed = callers.some(({ job }) => (job.longestWait ?? 0) > covered);
  return listed(
    key,
    callers.map(({ job, seen }) => callerWords(job, seen, survey)),
    {
      id: 'scheduled-callers',
      severity: unrehearsed ? 'warning' : 'info',
      title: 'Callers run on a schedule',
      why: unrehearsed
        ? 'One waits longer between two runs than this workload was watched: what its other runs call is not known.'
        : 'What they call only now and then can be missing still.',
      whatToDo: 'Before enforcing, see that each has run as it does at its rarest: month ends, quarters.',
    },
  );
}

/** Others under its service account can't be told from it. */
function callerWords({ cronJob, accounts }: ScheduledJob, seen: number, survey: ClusterSurvey): string {
  const shared = [...accounts].some((account) => (survey.accounts.get(account)?.size ?? 0) > 1);
  const who = shared ? ', or another under its service account,' : ':';
  return `${cronJobWords(cronJob)}${who} last seen ${dateOf(seen)}`;
}

/** CronJobs of which no run is known: whom they call nothing can tell. */
export function unseenCronJobs(survey: ClusterSurvey, leftOut: ReadonlySet<string>): Finding[] {
  if (survey.inventory.pods.length === 0) return [];
  const unseen = scheduledJobs(survey).filter(
    ({ cronJob, accounts }) => !cronJob.suspended && accounts.size === 0 && !leftOut.has(cronJob.namespace),
  );
  return listed(null, unseen.map(unseenWords), {
    id: 'cron-job-unseen',
    severity: 'info',
    title: 'CronJobs have not run while leastpath watched',
    why: 'Whom they call is not known, so a policy that is enforced before they run would deny them.',
    whatToDo: 'Wait for a run, or start one by hand: kubectl create job --from=cronjob/NAME.',
  });
}

function unseenWords({ cronJob, longestWait }: ScheduledJob): string {
  const words = cronJobWords(cronJob);
  return longestWait !== null && longestWait > DAY
    ? `${words}: up to ${Math.ceil(longestWait / DAY)} days between two runs`
    : words;
}

function dateOf(ms: number): string {
  return dateText(Math.floor(ms / DAY));
}
