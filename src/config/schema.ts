import { z } from 'zod';
import { address, count, duration, oneOf, ratio, read, switchOnOff, text, words } from './value.ts';

const TRUST_DOMAIN = /^[A-Za-z0-9._-]{1,255}$/;
const DNS_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function notYet(what: string, instead: string) {
  return read((raw, refuse) => {
    return raw === 'off' || raw === 'false'
      ? ('off' as const)
      : void refuse(`${what} not available yet: ${instead}`);
  });
}

const Store = read((raw, refuse): { kind: 'sqlite'; path: string } | undefined => {
  if (/^postgres(ql)?:/.test(raw)) return void refuse('is not available yet for PostgreSQL: use sqlite:PATH');
  const path = /^sqlite:(.+)$/.exec(raw)?.[1];
  return path === undefined
    ? void refuse('must be sqlite:PATH, such as sqlite:./leastpath.db')
    : { kind: 'sqlite', path };
});

type ClusterKind = 'auto' | 'in-cluster' | 'kubeconfig' | 'off';

const Kubernetes = read(
  (raw, refuse): { kind: ClusterKind } | { kind: 'inventory'; path: string } | undefined => {
    // An unquoted `off` is text in YAML 1.2 and false in 1.1; people and tools write both.
    if (raw === 'off' || raw === 'false') return { kind: 'off' };
    if (raw === 'auto' || raw === 'in-cluster' || raw === 'kubeconfig') return { kind: raw };
    if (['', 'true', 'on', 'yes', 'no', 'none'].includes(raw))
      return void refuse('must be auto, in-cluster, kubeconfig, off, or the path of an inventory file');
    return { kind: 'inventory', path: raw };
  },
);

const TimeZone = read((raw, refuse): string | undefined => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: raw }).resolvedOptions().timeZone;
  } catch {
    return void refuse('must be an IANA time zone, such as UTC or Europe/Berlin');
  }
});

const none = (what: string) =>
  z.literal('none', { error: `is not available yet: leave it out; ${what}` }).default('none');

/**
 * Every setting, with its default as a user would write it and its meaning: docs/config.md is made from this.
 */
export const Config = z.strictObject({
  als: z.strictObject({
    listen: address()
      .prefault('127.0.0.1:19001')
      .describe(
        'Envoy access logs, gRPC. Who can write telemetry can write policy: opening it is a decision.',
      ),
  }),
  otlp: z.strictObject({
    grpc: notYet('is', 'leave it off').prefault('off').describe('OTLP logs over gRPC. Not available yet.'),
    http: notYet('is', 'leave it off').prefault('off').describe('OTLP logs over HTTP. Not available yet.'),
  }),
  http: z.strictObject({
    listen: address().prefault('127.0.0.1:8080').describe('API, page, `/metrics`, `/healthz` and `/readyz`.'),
  }),
  store: Store.prefault('sqlite:./leastpath.db').describe(
    '`sqlite:PATH`; `"sqlite::memory:"` forgets all at the end. PostgreSQL is not available yet.',
  ),
  flush: z.strictObject({
    interval: duration({ min: '10ms', max: '10m' })
      .prefault('5s')
      .describe(
        'How often counted records are stored. A crash loses at most this much of the access-log streams.',
      ),
  }),
  retention: duration({ min: '1d' })
    .prefault('400d')
    .describe('How long figures of single days are kept. Totals and first and last sightings stay.'),
  mesh: z.strictObject({
    trustDomain: text(TRUST_DOMAIN, 'a trust domain, such as cluster.local')
      .prefault('cluster.local')
      .describe("The mesh's trust domain. Not set: what the `istio` ConfigMap says."),
    aliases: words(TRUST_DOMAIN, 'trust domains, such as old.example,cluster.local')
      .prefault([])
      .describe(
        'Further trust domains of the mesh (`trustDomainAliases`): a list, or words with commas. Not set: what the `istio` ConfigMap says.',
      ),
    rootNamespace: text(DNS_LABEL, 'a namespace')
      .prefault('istio-system')
      .describe('Policies here count for the whole mesh. Not set: what the `istio` ConfigMap says.'),
    cluster: text(/^[^/\s]+$/, 'a name without / and spaces')
      .prefault('Kubernetes')
      .describe('Name of the cluster, where a reporter does not say it.'),
    configMaps: words(DNS_NAME, 'names of ConfigMaps, such as istio,istio-canary')
      .prefault(['istio'])
      .describe(
        'ConfigMaps of the root namespace with the mesh configuration: `istio`, and `istio-REVISION` for each revision. The first by name that is there counts.',
      ),
    leaveOut: words(DNS_LABEL, 'namespaces, such as kube-system,istio-system')
      .prefault([])
      .describe(
        'Namespaces whose workloads are watched and shown, but for which no policy is recommended: a list, or words with commas. Not set: `kube-system`, `istio-system`, the root namespace and the namespace that leastpath runs in.',
      ),
    timeZone: TimeZone.prefault('UTC').describe(
      'IANA time zone whose weekdays and months the calendar gate speaks of.',
    ),
  }),
  kubernetes: Kubernetes.prefault('auto').describe(
    'The cluster that is watched, reading only: `in-cluster` by its service account, `kubeconfig` by the current context of `KUBECONFIG` or `~/.kube/config`, `auto` the first of these that is there. Or the path of an inventory file, re-read when it changes; or `off`: then the proxies describe themselves.',
  ),
  learn: z.strictObject({
    horizon: duration({ min: '1h', max: '90d' })
      .prefault('7d')
      .describe('How far the forecast looks. Days of `learn.timeUnit`.'),
    risk: ratio({ above: 0, below: 1 })
      .prefault(0.1)
      .describe('Highest probability that something existing but never seen is denied within the horizon.'),
    requestBudget: ratio({ above: 0, below: 1 })
      .prefault(0.001)
      .describe('Highest share of requests that a list frozen a week earlier would have denied.'),
    minAge: duration({ min: '1h', max: '365d' })
      .prefault('14d')
      .describe('Covered time before anything is called stable. Days of `learn.timeUnit`.'),
    calendar: switchOnOff()
      .prefault('on')
      .describe(
        'Wait for first and last days of months and quarters that were not seen yet. Weekdays have a gate of their own.',
      ),
    timeUnit: duration({ min: '10ms', max: '1d' })
      .prefault('1d')
      .describe(
        'Length of a day of learning. Anything but `1d` is for demonstrations, and every answer says so.',
      ),
  }),
  limits: z.strictObject({
    streams: count({ min: 1, max: 1_000_000 })
      .prefault(4096)
      .describe(
        'Access-log streams open at once. Envoy opens one for each worker thread. Further ones are refused.',
      ),
    messageBytes: count({ min: 65_536, max: 67_108_864 })
      .prefault(4_194_304)
      .describe('Largest message of a stream, in bytes. Larger ones count as `oversize`.'),
    queue: count({ min: 100, max: 10_000_000 })
      .prefault(100_000)
      .describe('Distinct records counted but not yet stored. Past it: `queue-overflow`.'),
    paths: count({ min: 1, max: 1_000_000 })
      .prefault(2000)
      .describe('Operations kept of one workload. Past it paths fold into the row `(other paths)`.'),
    principals: count({ min: 1, max: 1_000_000 })
      .prefault(1000)
      .describe('Callers kept of one workload. Past it they fold into one overflow row.'),
    workloads: count({ min: 1, max: 1_000_000 }).prefault(10_000).describe('Workloads kept.'),
    labels: count({ min: 0, max: 100_000 })
      .prefault(500)
      .describe('Workloads with metric series of their own. The rest is summed up under `overflow`.'),
  }),
  auth: none('listen on loopback, or behind a sidecar that lets only the right peers in').describe(
    'Who may send telemetry, read and decide. Not available yet.',
  ),
  tls: none('listen on loopback, or behind a sidecar that does mTLS').describe(
    'Certificates of the listeners. Not available yet.',
  ),
  log: z.strictObject({
    level: oneOf(['debug', 'info', 'warn', 'error', 'silent'])
      .prefault('info')
      .describe('The least that is logged.'),
    format: oneOf(['json', 'text'])
      .prefault('json')
      .describe('Logs go to stderr: one JSON object a line, or text for people.'),
  }),
});
export type Config = z.output<typeof Config> & {
  /** Keys that somebody set, such as `mesh.trustDomain`: they win over what the cluster says. */
  readonly given: ReadonlySet<string>;
};
