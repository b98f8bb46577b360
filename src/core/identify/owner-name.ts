import type { Reporter } from '../model/record.ts';
import { canonicalName, type Labels } from '../model/workload.ts';

/** A CronJob's Jobs are its name and the minute they were due. */
const CRON_SUFFIX = /-\d{8,10}$/;

/** The CronJob behind a Job's name, where the name tells; other names stay. */
export function cronJobOf(job: string): string {
  return job.replace(CRON_SUFFIX, '');
}

/** The workload's name as a proxy claims it (Y3), or null when neither labels nor an owner give one. */
export function claimedName(reporter: Pick<Reporter, 'labels' | 'owner'>): string | null {
  const labels: Labels = reporter.labels ?? {};
  const owner = reporter.owner ?? '';
  const isJob = owner !== '' && (labels['job-name'] ?? labels['batch.kubernetes.io/job-name']) === owner;
  return canonicalName(labels, isJob ? cronJobOf(owner) : owner) || null;
}
