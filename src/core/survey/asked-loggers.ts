import type { AccessLogging, LogProvider, MeshLogging, Telemetry } from '../model/cluster-view.ts';
import type { Labels } from '../model/workload.ts';
import { selects } from './labels.ts';

/** As whom a proxy takes calls: gateways are clients to Istio, so what asks only servers doesn't ask them. */
export type LoggingRole = 'SERVER' | 'CLIENT';

/** One logger that a proxy is asked to use for the calls it receives. */
export interface AskedLogger {
  readonly provider: LogProvider;
  /** A filter leaves some of them out. */
  readonly filtered: boolean;
}

export interface LoggingSource {
  readonly telemetries: readonly Telemetry[];
  readonly logging: MeshLogging;
  readonly rootNamespace: string;
}

/**
 * The loggers of a proxy for the calls it receives, as Istio merges Telemetries: root namespace, namespace, workload;
 * the last level that names providers decides which are in question at all, and each level switches those on or off.
 * Without any the mesh's `defaultProviders` count. Of several objects of one level the oldest counts.
 */
export function askedLoggers(
  { telemetries, logging, rootNamespace }: LoggingSource,
  namespace: string,
  labels: Labels,
  role: LoggingRole,
): AskedLogger[] {
  const levels = levelsFor(telemetries, rootNamespace, namespace, labels);
  const asked = merged(levels, logging.defaultProviders, role);
  return [...asked].flatMap(([name, filtered]) => {
    const provider = logging.providers.find((one) => one.name === name);
    return provider === undefined ? [] : [{ provider, filtered }];
  });
}

type Level = readonly AccessLogging[];

function levelsFor(
  telemetries: readonly Telemetry[],
  rootNamespace: string,
  namespace: string,
  labels: Labels,
): Level[] {
  const read = oldestFirst(telemetries);
  const whole = (of: string) => read.get(of)?.find(({ selector }) => selector === null);
  const own = read.get(namespace)?.find(({ selector }) => selector !== null && selects(selector, labels));
  const objects = [whole(rootNamespace), ...(namespace === rootNamespace ? [] : [whole(namespace)]), own];
  // What says nothing of access logs takes no part.
  return objects.flatMap((one) => (one && one.accessLogging.length > 0 ? [one.accessLogging] : []));
}

const sorted = new WeakMap<readonly Telemetry[], ReadonlyMap<string, readonly Telemetry[]>>();

/** Those that sidecars read, which is none with targetRefs, by namespace: sorted once, and asked for every pod. */
function oldestFirst(telemetries: readonly Telemetry[]): ReadonlyMap<string, readonly Telemetry[]> {
  const known = sorted.get(telemetries);
  if (known !== undefined) return known;
  const read = telemetries.filter(({ targeted }) => !targeted).toSorted(byAge);
  const found = Map.groupBy(read, ({ namespace }) => namespace);
  sorted.set(telemetries, found);
  return found;
}

/** Names of the loggers, and whether a filter stands before each. */
function merged(
  levels: readonly Level[],
  defaults: readonly string[],
  role: LoggingRole,
): Map<string, boolean> {
  const applies = ({ mode }: AccessLogging) => mode === 'CLIENT_AND_SERVER' || mode === role;
  const received = levels.map((level) => level.filter(applies));
  const named = received.map((level) => level.flatMap(({ providers }) => providers));
  const inQuestion = new Set(named.findLast((names) => names.length > 0) ?? defaults);
  const asked = new Map<string, boolean>();
  if (levels.length === 0) for (const name of defaults) asked.set(name, false);
  let above: readonly string[] = defaults;
  for (const entry of levels.flat()) {
    const { providers, disabled } = entry;
    if (providers.length > 0) above = providers;
    if (!applies(entry)) continue;
    for (const name of above.filter((one) => inQuestion.has(one))) {
      if (disabled) asked.delete(name);
      else asked.set(name, isFiltered(name, received.flat()));
    }
  }
  return asked;
}

/** The last entry that names the logger decides; a filter of one that only inherits it counts for nothing. */
function isFiltered(name: string, entries: readonly AccessLogging[]): boolean {
  return entries.findLast(({ providers }) => providers.includes(name))?.filtered ?? false;
}

function byAge(a: Telemetry, b: Telemetry): number {
  const age = (a.createdAt ?? Number.MAX_VALUE) - (b.createdAt ?? Number.MAX_VALUE);
  return age || (a.name < b.name ? -1 : 1);
}

/** Does it send to leastpath over ALS? By its own name, or by that of the Service. */
export function isLeastpath({ name, kind, service }: LogProvider): boolean {
  if (kind !== 'http-als' && kind !== 'tcp-als') return false;
  // `NAMESPACE/HOST` is another way to write the Service.
  const host = service?.slice(service.indexOf('/') + 1) ?? '';
  return name === 'leastpath' || /^(?:[^.]+-)?leastpath$/.test(host.split('.')[0] ?? '');
}
