import type { ChartRelease } from './render-chart.ts';

const PRINCIPALS = ['cluster.local/ns/monitoring/sa/prometheus', 'cluster.local/ns/tools/sa/*'];

/** Everything that can be turned on, with every free value filled. */
const EVERYTHING = {
  commonLabels: { team: 'platform' },
  commonAnnotations: { 'example.com/owner': 'platform' },
  image: { repository: 'registry.example.com:5000/tools/leastpath', digest: `sha256:${'a1'.repeat(32)}` },
  imagePullSecrets: [{ name: 'registry' }],
  config: {
    als: { listen: '[::]:29001' },
    http: { listen: '[::]:28080' },
    mesh: { rootNamespace: 'istio-config', timeZone: 'Europe/Berlin', aliases: ['old.example'] },
    learn: { horizon: '14d', risk: 0.05, calendar: false },
    limits: { messageBytes: 67_108_864, queue: 1_000_000 },
    log: { level: 'debug' },
  },
  resources: {
    requests: { cpu: 1, memory: 2_147_483_648 },
    limits: { memory: '2.5G', 'ephemeral-storage': '1Gi' },
  },
  persistence: { storageClass: '', accessModes: ['ReadWriteOncePod'], annotations: { a: 'b' } },
  service: { type: 'LoadBalancer', annotations: { c: 'd' }, alsPort: 443, httpPort: 80 },
  serviceAccount: { name: 'reader', annotations: { e: 'f' } },
  istio: { configMaps: ['istio', 'istio-1-31'], clusterDomain: 'corp.example' },
  sidecar: { revision: '1-31' },
  authorizationPolicies: {
    reporters: { principals: ['cluster.local/*', 'old.example/*'] },
    logSenders: PRINCIPALS,
    readers: PRINCIPALS,
    scrapers: PRINCIPALS,
    additionalRules: [{ from: [{ source: { namespaces: ['tools'] } }] }],
  },
  peerAuthentication: { enabled: true },
  networkPolicy: {
    enabled: true,
    reporters: { namespaces: ['shop', 'payments'] },
    readers: { namespaces: ['tools'] },
    scrapers: { namespaces: ['monitoring'] },
    apiServer: { cidrs: ['10.0.0.1/32', 'fd00::1/128'], ports: [6443] },
    additionalIngress: [{ from: [{ podSelector: {} }] }],
    additionalEgress: [{ ports: [{ port: 4317 }] }],
  },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' }, throughSidecar: true },
  prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
  dashboard: { enabled: true, annotations: { grafana_folder: 'Mesh' } },
  podLabels: { tier: 'tools', 'sidecar.istio.io/inject': 'true' },
  podAnnotations: { 'prometheus.io/scrape': 'false', 'proxy.istio.io/config': 'concurrency: 1' },
  nodeSelector: { 'kubernetes.io/arch': 'amd64' },
  tolerations: [{ key: 'tools', operator: 'Exists', effect: 'NoSchedule' }],
  affinity: {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, preference: { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] } },
      ],
    },
  },
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: {} },
  ],
  priorityClassName: 'system-cluster-critical',
  extraEnv: [{ name: 'LEASTPATH_LOG_FORMAT', value: 'text' }],
  extraVolumes: [{ name: 'inventory', configMap: { name: 'inventory' } }],
  extraVolumeMounts: [{ name: 'inventory', mountPath: '/inventory', readOnly: true }],
};

const NOTHING = {
  config: { kubernetes: 'off', store: 'sqlite::memory:' },
  resources: null,
  persistence: { enabled: false },
  rbac: { create: false },
  sidecar: { inject: false },
  authorizationPolicies: { enabled: false },
  podDisruptionBudget: { enabled: false },
};

/** Values that the chart must render to objects that a cluster takes. */
export const VALUE_SETS: Readonly<Record<string, ChartRelease>> = {
  default: {},
  'sidecar and own policies': {
    values: {
      authorizationPolicies: { readers: PRINCIPALS, scrapers: PRINCIPALS },
      peerAuthentication: { enabled: true },
    },
  },
  'plaintext reporters': { values: { authorizationPolicies: { reporters: { plaintext: true } } } },
  'no sidecar': { values: { sidecar: { inject: false }, authorizationPolicies: { enabled: false } } },
  'no volume': { values: { persistence: { enabled: false } } },
  'network policy': { values: { networkPolicy: { enabled: true } } },
  'network policy without a sidecar': {
    values: { networkPolicy: { enabled: true, egress: false }, sidecar: { inject: false } },
  },
  monitoring: {
    values: {
      serviceMonitor: { enabled: true },
      prometheusRule: { enabled: true },
      dashboard: { enabled: true },
      authorizationPolicies: { scrapers: PRINCIPALS },
    },
  },
  everything: { values: EVERYTHING, namespace: 'mesh-tools' },
  nothing: { values: NOTHING },
  'an inventory file': { values: { config: { kubernetes: '/inventory/cluster.yaml' } } },
  'another control plane': {
    values: {
      istio: { controlPlaneNamespace: 'mesh', configMaps: ['istio-canary'] },
      config: { kubernetes: 'in-cluster', mesh: { rootNamespace: 'mesh' } },
    },
  },
  'no mesh configuration': { values: { istio: { configMaps: [] } } },
  'account and claim that are there': {
    values: {
      serviceAccount: { create: false, name: 'reader' },
      persistence: { existingClaim: 'old-claim' },
    },
  },
  'the longest release name': { release: `a${'b'.repeat(51)}c`, namespace: `n${'s'.repeat(61)}x` },
  'a release name with dots and digits': { release: '9.lives.of-cats' },
  'names of its own': { values: { nameOverride: 'policy-learner', fullnameOverride: 'learner' } },
  'the longest names of its own': {
    values: { nameOverride: 'n'.repeat(63), fullnameOverride: `${'f'.repeat(40)}.${'g'.repeat(60)}` },
  },
  'another platform that chooses ids': {
    values: { podSecurityContext: { runAsUser: null, runAsGroup: null, fsGroup: null } },
  },
};
