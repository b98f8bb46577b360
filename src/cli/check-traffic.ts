import { AppError } from '../app-error.ts';
import type { Outcome } from '../core/model/flow.ts';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { type Workload, type WorkloadId, type WorkloadKey, workloadId } from '../core/model/workload.ts';
import { countFlows } from '../core/review/count-flows.ts';
import type { RecordedCall } from '../core/review/recorded-call.ts';
import { labelsIn, reportedLabels } from '../core/review/review-workload.ts';
import type { KnownLabels, Subject } from '../core/review/subject.ts';
import { readFlowLines } from '../ingest/flows/flow-lines.ts';
import { flowTime } from '../ingest/flows/flow-time.ts';
import { meshFormats } from '../mesh-formats.ts';
import { runOffline } from '../offline.ts';
import { countStored } from '../pipeline/simulate.ts';
import type { RecordCount, StoredTraffic } from '../ports.ts';
import { openSqliteReader } from '../store/sqlite-reader.ts';
import { sortPaths } from './check-files.ts';
import { type InputFlags, type MeshInput, TRAFFIC_FORMATS } from './check-inputs.ts';
import { askedFormat } from './log-format.ts';
import { reporterOf } from './traffic-flags.ts';

/** Who judges recorded calls and counts them. */
export interface TrafficUse<J> {
  readonly policies: readonly AuthorizationPolicy[];
  readonly judge: (subject: Subject) => (recorded: RecordedCall) => J;
  readonly isPlain: (judged: J, outcome: Outcome) => boolean;
  readonly count: (judged: J, outcome: Outcome, count: number, time: number | null) => void;
}

export interface TrafficReport {
  /** Calls read, whatever became of them. */
  calls: number;
  /** Told by callers' own proxies only, or no call that a policy is asked about. */
  readonly left: { sourceRows: number; noCall: number };
  lines: number;
  unreadable: number;
  readonly firstUnreadable: { readonly where: string; readonly reason: string }[];
  /** Files that broke off, and what couldn't be read at all. */
  readonly failures: AppError[];
}

/** Traffic that is piped in needs no flag. Throws AppError `invalid` where there is none at all. */
export function requireTraffic<T extends InputFlags>(flags: T): T {
  if (flags.traffic.length > 0 || flags.database !== undefined) return flags;
  if (process.stdin.isTTY) {
    throw new AppError('invalid', 'there is no traffic to judge', {
      hint: 'give --traffic FILE (- is stdin) or --database FILE',
    });
  }
  return { ...flags, traffic: ['-'] };
}

/** Reads all the traffic that is given. What can't be read is told, and the rest counts. Throws AppError for usage. */
export async function readTraffic<J>(
  flags: InputFlags,
  input: MeshInput,
  use: TrafficUse<J>,
): Promise<TrafficReport> {
  const report: TrafficReport = {
    ...{ calls: 0, left: { sourceRows: 0, noCall: 0 }, lines: 0, unreadable: 0 },
    ...{ firstUnreadable: [], failures: [] },
  };
  const { format, own } = await askedFormat(flags, TRAFFIC_FORMATS);
  const reporter = reporterOf(flags);
  const counting = { ...use, count: counted(use, report) };
  const known = new Map<WorkloadId, Workload>();
  if (flags.database !== undefined) {
    const { database } = flags;
    await reading(report, async () => {
      await using stored = await openSqliteReader(database);
      for (const workload of await stored.workloads()) known.set(workloadId(workload.key), workload);
      await readStored(stored, input, counting, report);
    });
  }
  const paths = await sortPaths(flags.traffic, format, process.stdin, meshFormats(input.inventory).formats);
  if (paths.flows.length > 0) {
    const labelsOf = (key: WorkloadKey) => labelsFrom(input, known, key);
    await readFlows(paths.flows, paths.stdin, input, { ...counting, labelsOf }, report);
  }
  if (paths.logs.length > 0) {
    const { config, inventory } = input;
    const logFormat = format === 'flows' ? 'auto' : format;
    await reading(report, async () => {
      const asked = {
        paths: paths.logs,
        format: logFormat,
        ...(own === undefined ? {} : { own }),
        ...{ stdin: paths.stdin, inventory, reporter },
      };
      await using offline = await runOffline(config, asked);
      await readStored(offline.traffic, input, counting, report);
      report.lines += offline.report.lines;
      report.failures.push(...offline.report.cutShort);
      const counters = offline.reader.counters();
      report.unreadable += unreadableOf(counters);
      report.left.noCall += withoutCall(counters);
      report.calls += withoutCall(counters);
      for (const { file, line, reason } of offline.report.firstProblems) {
        report.firstUnreadable.push({ where: `${file}:${line}`, reason });
      }
    });
  }
  if (report.calls === 0 && flags.traffic.length > 0 && report.failures.length === 0) {
    report.failures.push(nothingRead(flags.traffic));
  }
  return report;
}

/** Dropped for what they are; that others stand for them is no fault of theirs. */
function unreadableOf(counters: readonly RecordCount[]): number {
  return counters
    .filter(({ disposition }) => disposition.kind === 'dropped' && !STAND_INS.includes(disposition.reason))
    .reduce((sum, { count }) => sum + count, 0);
}

const STAND_INS: readonly string[] = ['intermediate', 'duplicate-twin', 'duplicate-batch'];

/** Kept, and on no operation: no policy was asked about them, or nobody knows whose. */
function withoutCall(counters: readonly RecordCount[]): number {
  return counters
    .filter(({ disposition }) => disposition.kind === 'kept' && !WITH_CALL.includes(disposition.reason))
    .reduce((sum, { count }) => sum + count, 0);
}

const WITH_CALL: readonly string[] = ['failed', 'denied', 'source-row'];

function nothingRead(paths: readonly string[]): AppError {
  const names = paths.map((path) => (path === '-' ? 'stdin' : path));
  return new AppError('unreadable', `there is no traffic in ${names.join(', ')}`, {
    hint: 'give flow lines, access-log lines or a capture; --format names what it is',
  });
}

function counted<J>({ count }: TrafficUse<J>, report: TrafficReport): TrafficUse<J>['count'] {
  return (judged, outcome, calls, time) => {
    report.calls += calls;
    count(judged, outcome, calls, time);
  };
}

async function readStored<J>(
  stored: StoredTraffic,
  { inventory, mesh }: MeshInput,
  use: TrafficUse<J>,
  report: TrafficReport,
): Promise<void> {
  const left = (_: 'source-row', count: number) => {
    report.calls += count;
    report.left.sourceRows += count;
  };
  await countStored(stored, { ...use, inventory, mesh, left });
}

async function readFlows<J>(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
  { mesh }: MeshInput,
  use: TrafficUse<J> & { readonly labelsOf: (workload: WorkloadKey) => KnownLabels },
  report: TrafficReport,
): Promise<void> {
  const take = countFlows({
    ...use,
    mesh,
    left(why, count) {
      report.calls += count;
      report.left[why === 'source-row' ? 'sourceRows' : 'noCall'] += count;
    },
  });
  const flow = (line: Parameters<typeof take>[0]) => take(line, flowTime(line.time ?? ''));
  const read = await readFlowLines(paths, { use: 'traffic', stdin }, { flow });
  report.lines += read.lines;
  report.unreadable += read.unreadable;
  for (const { file, line, reason } of read.firstUnreadable) {
    report.firstUnreadable.push({ where: `${file}:${line}`, reason });
  }
  report.failures.push(...read.failures);
}

/** What the cluster says goes before what reporters said. */
function labelsFrom(
  { inventory }: MeshInput,
  known: ReadonlyMap<WorkloadId, Workload>,
  key: WorkloadKey,
): KnownLabels {
  const stored = known.get(workloadId(key));
  return labelsIn(inventory, key) ?? (stored === undefined ? { kind: 'unknown' } : reportedLabels(stored));
}

/** Input that can't be read is told at the end, after the rest was judged. */
async function reading(report: TrafficReport, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unreadable') throw error;
    report.failures.push(error);
  }
}
