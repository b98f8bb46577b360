import type { FlowLine } from '../model/flow-line.ts';
import type { Labels } from '../model/workload.ts';

type Destination = FlowLine['destination'];

interface Known<T> {
  readonly destination: Destination;
  readonly value: T;
}

/**
 * Finds what was made for the callee of a line, of whose labels only some matter. Lines are many and callees few, so
 * it is found without building a text of all that names one.
 */
export function flowCallees<T>(
  limit: number,
  labelKeys: readonly string[],
  make: (line: FlowLine) => T,
): (line: FlowLine) => T {
  const namespaces = new Map<string, Map<string, Known<T>[]>>();
  let size = 0;

  function find(list: readonly Known<T>[], destination: Destination): Known<T> | undefined {
    for (const known of list) if (isSame(known.destination, destination, labelKeys)) return known;
    return undefined;
  }

  return (line) => {
    const { destination } = line;
    const { namespace = '', workload = '' } = destination;
    const known = find(namespaces.get(namespace)?.get(workload) ?? [], destination);
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

function isSame(a: Destination, b: Destination, labelKeys: readonly string[]): boolean {
  return (
    a.cluster === b.cluster &&
    a.plane === b.plane &&
    hasSameLabels(a.labels, b.labels, labelKeys) &&
    a.service?.name === b.service?.name &&
    a.service?.kind === b.service?.kind &&
    a.service?.namespace === b.service?.namespace
  );
}

function hasSameLabels(a: Labels | undefined, b: Labels | undefined, keys: readonly string[]): boolean {
  if (a === undefined || b === undefined) return a === b;
  for (const key of keys) if (a[key] !== b[key]) return false;
  return true;
}
