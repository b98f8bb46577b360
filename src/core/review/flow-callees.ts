import type { FlowLine } from '../model/flow-line.ts';
import type { Labels } from '../model/workload.ts';

type Destination = FlowLine['destination'];

interface Known<T> {
  readonly destination: Destination;
  readonly value: T;
}

/**
 * Finds what was made for the callee of a line. Lines are many and callees few, so it is found without building a
 * text of all that names one.
 */
export function flowCallees<T>(limit: number, make: (line: FlowLine) => T): (line: FlowLine) => T {
  const namespaces = new Map<string, Map<string, Known<T>[]>>();
  let size = 0;
  return (line) => {
    const { destination } = line;
    const { namespace = '', workload = '' } = destination;
    const known = namespaces
      .get(namespace)
      ?.get(workload)
      ?.find((one) => isSame(one.destination, destination));
    if (known !== undefined) return known.value;
    if (size >= limit) {
      namespaces.clear();
      size = 0;
    }
    const workloads = namespaces.get(namespace) ?? new Map<string, Known<T>[]>();
    namespaces.set(namespace, workloads);
    const made = { destination, value: make(line) };
    workloads.set(workload, [...(workloads.get(workload) ?? []), made]);
    size++;
    return made.value;
  };
}

function isSame(a: Destination, b: Destination): boolean {
  return (
    a.cluster === b.cluster &&
    a.plane === b.plane &&
    hasSameLabels(a.labels, b.labels) &&
    a.service?.name === b.service?.name &&
    a.service?.kind === b.service?.kind &&
    a.service?.namespace === b.service?.namespace
  );
}

function hasSameLabels(a: Labels | undefined, b: Labels | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  let count = 0;
  for (const key in a) {
    if (a[key] !== b[key]) return false;
    count++;
  }
  for (const _ in b) count--;
  return count === 0;
}
