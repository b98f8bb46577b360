import type { Interval } from './interval.ts';
import type { RecordSource } from './reason.ts';
import type { WorkloadId } from './workload.ts';

/** A span in which an input was listening (ALS) or is known to have delivered everything (files, push). */
export interface Listening extends Interval {
  readonly input: RecordSource;
}

/** A span in which telemetry of one workload may have been lost: a stream broke and wasn't back within a minute. */
export interface Gap extends Interval {
  readonly workload: WorkloadId;
}
