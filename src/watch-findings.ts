import type { WatchStatus } from './cluster-port.ts';
import type { Finding, Severity } from './core/model/finding.ts';
import type { KnownFrom } from './inventory-source.ts';

/** Without these a caller behind an address, or what a policy selects, can't be told. */
const NEEDED = new Set(['pods']);

/** What stands between leastpath and the cluster, so that nobody takes what it doesn't know for what isn't there. */
export function watchFindings(
  watches: readonly WatchStatus[],
  { missing, broken }: Pick<KnownFrom, 'missing' | 'broken'>,
): Finding[] {
  const of = (state: WatchStatus['state']) => watches.filter((watch) => watch.state === state);
  const found = [
    missing === null
      ? null
      : ({ ...CLUSTER_MISSING, severity: broken ? 'warning' : 'info', rows: [missing] } satisfies Finding),
    finding(FORBIDDEN, of('forbidden'), ({ resource, rule }) => `${resource}\n${rule ?? ''}`.trim()),
    finding(WATCH_DOWN, [...of('connecting'), ...of('stale')], told),
    finding(ABSENT, of('absent'), ({ resource }) => resource),
    finding(
      UNREADABLE,
      of('synced').filter(({ why }) => why !== null),
      told,
    ),
  ];
  return found.filter((one) => one !== null);
}

type Text = Omit<Finding, 'rows'>;

function finding(
  text: Text,
  watches: readonly WatchStatus[],
  row: (watch: WatchStatus) => string,
): Finding | null {
  if (watches.length === 0) return null;
  const severity: Severity = watches.some(({ resource }) => NEEDED.has(resource))
    ? 'critical'
    : text.severity;
  return { ...text, severity: text.severity === 'info' ? 'info' : severity, rows: watches.map(row) };
}

function told({ resource, why }: WatchStatus): string {
  return why === null ? resource : `${resource}: ${why}`;
}

const CLUSTER_MISSING: Text = {
  id: 'cluster-missing',
  severity: 'info',
  workload: null,
  title: 'No cluster is watched',
  why: 'Addresses, selectors and deployed policies are known as far as proxies say them of themselves.',
  whatToDo: 'Run leastpath in the cluster, or set kubernetes to kubeconfig, to an inventory file, or to off.',
};

const FORBIDDEN: Text = {
  id: 'watch-forbidden',
  severity: 'warning',
  workload: null,
  title: 'The cluster does not permit to watch some resources',
  why: 'What they say is not known, which is not the same as that there are none.',
  whatToDo: 'Add the rules that are shown to the ClusterRole of leastpath; they only read.',
};

const WATCH_DOWN: Text = {
  id: 'watch-down',
  severity: 'warning',
  workload: null,
  title: 'The cluster is not heard',
  why: 'What was last known stays in use. Who has an address now is not certain, so lines that need it wait.',
  whatToDo: 'Look at the reason that is shown; the watches begin again by themselves.',
};

const ABSENT: Text = {
  id: 'resource-absent',
  severity: 'info',
  workload: null,
  title: 'The cluster does not have some resources',
  why: 'Nothing of these kinds can be in force. They are looked for again each minute.',
  whatToDo: 'Nothing, unless they should be there: then install their CRDs.',
};

const UNREADABLE: Text = {
  id: 'objects-unreadable',
  severity: 'warning',
  workload: null,
  title: 'Some objects of the cluster can not be read',
  why: 'They are left out; everything else is known.',
  whatToDo: 'Look at the objects that are named.',
};
