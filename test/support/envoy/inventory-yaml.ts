import { stringify } from 'yaml';
import type { Labels } from '../../../src/core/model/workload.ts';
import type { OwnFormat } from './own-formats.ts';
import type { MeshPod } from './pod.ts';

const KINDS = {
  deployment: { kind: 'Deployment', apiVersion: 'apps/v1' },
  statefulset: { kind: 'StatefulSet', apiVersion: 'apps/v1' },
  cronjob: { kind: 'CronJob', apiVersion: 'batch/v1' },
} as const;

/** The pods and their owners, and `more`, as `kubectl get … -A -o yaml` would print them: a List. */
export function inventoryYaml(pods: readonly MeshPod[], more: readonly object[] = []): string {
  const items = [...pods.map(podObject), ...pods.flatMap(ownerObjects), ...more];
  return stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** The ConfigMap in which a mesh says its formats: its default one, or those of providers. */
export function istioConfigMap(formats: { mesh?: OwnFormat; providers?: readonly OwnFormat[] }): object {
  const { mesh, providers = [] } = formats;
  const config = {
    accessLogFile: '/dev/stdout',
    ...(mesh && { accessLogEncoding: mesh.template.kind.toUpperCase(), accessLogFormat: sourceOf(mesh) }),
    extensionProviders: providers.map(({ name, template, omitEmpty }) => ({
      name,
      envoyFileAccessLog: {
        path: '/dev/stdout',
        logFormat: template.kind === 'text' ? { text: template.text } : { labels: template.fields },
        ...(omitEmpty && { omitEmptyValues: true }),
      },
    })),
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio', namespace: 'istio-system' },
    data: { mesh: stringify(config) },
  };
}

function sourceOf({ template }: OwnFormat): string {
  return template.kind === 'text' ? template.text : JSON.stringify(template.fields);
}

function podObject(pod: MeshPod): object {
  const [direct] = ownerChain(pod);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: pod.namespace,
      labels: pod.labels,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ownerReferences: [reference(direct)],
    },
    spec: {
      serviceAccountName: pod.serviceAccount,
      containers: [
        {
          name: 'server',
          image: 'server:1',
          ports: pod.ports.map(({ number }) => ({ containerPort: number })),
        },
        { name: 'istio-proxy', image: 'proxyv2:1.30.2' },
      ],
    },
    status: {
      phase: 'Running',
      podIP: pod.address,
      podIPs: [{ ip: pod.address }],
      startTime: '2026-01-01T00:00:05Z',
    },
  };
}

interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** From the one that the pod names itself to the one that a person wrote. */
function ownerChain({ name, ownerKind, workload }: MeshPod): [Owner, ...Owner[]] {
  const top = { ...KINDS[ownerKind], name: workload };
  const revision = name.slice(0, name.lastIndexOf('-'));
  if (ownerKind === 'deployment') return [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: revision }, top];
  if (ownerKind === 'cronjob') return [{ apiVersion: 'batch/v1', kind: 'Job', name: revision }, top];
  return [top];
}

function ownerObjects(pod: MeshPod): object[] {
  const matchLabels = ownLabels(pod.labels);
  return ownerChain(pod).map(({ apiVersion, kind, name }, index, chain) => {
    const parent = chain[index + 1];
    const ownerReferences = parent === undefined ? {} : { ownerReferences: [reference(parent)] };
    const template = { metadata: { labels: matchLabels }, spec: { serviceAccountName: pod.serviceAccount } };
    const metadata = { name, namespace: pod.namespace, labels: matchLabels, ...ownerReferences };
    const spec =
      kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { selector: { matchLabels }, template };
    return { apiVersion, kind, metadata, spec };
  });
}

/** Without what injection adds. */
function ownLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.includes('istio.io/')));
}

function reference({ apiVersion, kind, name }: Owner): object {
  return { apiVersion, kind, name, controller: true, uid: `${kind}-${name}` };
}
