import type { WorkloadKey } from '../../core/model/workload.ts';
import { isObject, missing, wrong, wrongText } from './flow-checks.ts';
import { flowTime } from './flow-time.ts';

/** Telemetry from the workload was arriving all the time from `from` to `to`, ms. */
export interface CoverageLine {
  readonly workload: WorkloadKey;
  readonly from: number;
  readonly to: number;
}

/** A line among flow lines that says when telemetry was really arriving. */
export function isCoverageLine(value: unknown): boolean {
  return isObject(value) && value.coverage !== undefined && value.destination === undefined;
}

/** The coverage that a JSON value says, or what is wrong with it: a sentence that names the key. */
export function decodeCoverageLine(value: unknown): CoverageLine | { readonly error: string } {
  if (!isObject(value)) return { error: wrong(value, 'the line', 'an object') };
  const { coverage, from, to } = value;
  if (!isObject(coverage)) return { error: wrong(coverage, 'coverage', 'an object') };
  const { cluster, namespace, workload } = coverage;
  const error =
    wrongName(namespace, 'coverage.namespace') ??
    wrongName(workload, 'coverage.workload') ??
    wrongText(cluster, 'coverage.cluster') ??
    wrongTime(from, 'from') ??
    wrongTime(to, 'to');
  if (error !== null) return { error };
  const key = {
    cluster: String(cluster ?? 'Kubernetes'),
    namespace: String(namespace),
    name: String(workload),
  };
  const span = { from: flowTime(String(from)), to: flowTime(String(to)) };
  return span.to < span.from ? { error: 'to is before from' } : { workload: key, ...span };
}

function wrongName(value: unknown, key: string): string | null {
  return value === undefined ? missing(key) : wrongText(value, key);
}

function wrongTime(value: unknown, key: string): string | null {
  if (value === undefined) return missing(key);
  const isTime = typeof value === 'string' && !Number.isNaN(flowTime(value));
  return isTime ? null : wrong(value, key, 'an RFC 3339 time');
}
