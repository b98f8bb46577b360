import { z } from 'zod';

// Only what is read; hand-written files may leave out the rest, and write a label as a number.
export const text = z.coerce.string();
export const labels = z.record(z.string(), text).nullish();
export const time = z.union([z.string(), z.date()]).nullish();

/** Those that say how calls reach a pod; others can be as large as whole manifests, and none is read. */
const READ_ANNOTATION =
  /^(?:(?:traffic\.)?sidecar\.istio\.io|ambient\.istio\.io|prometheus\.io)\/|^gateway\.istio\.io\/service-account$/;

const annotations = z
  .record(z.string(), text)
  .nullish()
  .transform((all) => {
    const read = Object.entries(all ?? {}).filter(([key]) => READ_ANNOTATION.test(key));
    return read.length === 0 ? null : Object.fromEntries(read);
  });

const ownerReference = z.object({ kind: text, name: text, controller: z.boolean().nullish() });
const metadata = z.object({
  uid: z.string().nullish(),
  name: text,
  namespace: text.nullish(),
  labels,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: z.number().nullish(),
  ownerReferences: z.array(ownerReference).nullish(),
});

const containerStatus = z.object({
  state: z
    .object({
      running: z.object({ startedAt: time }).nullish(),
      terminated: z.object({ startedAt: time, finishedAt: time }).nullish(),
    })
    .nullish(),
});

const condition = z.object({ type: z.string(), status: z.string(), lastTransitionTime: time });

const portOrName = z.union([z.number(), z.string()]);
const httpGet = z.object({ port: portOrName, path: z.string().nullish() }).nullish();
/** A check by a command reaches no port: it has none of these. */
const probe = z
  .object({
    httpGet,
    tcpSocket: z.object({ port: portOrName }).nullish(),
    grpc: z.object({ port: z.number() }).nullish(),
  })
  .nullish();

const container = z.object({
  name: text,
  restartPolicy: z.string().nullish(),
  ports: z
    .array(z.object({ name: text.nullish(), containerPort: z.number(), protocol: z.string().nullish() }))
    .nullish(),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: z.object({ postStart: probe, preStop: probe }).nullish(),
});

/** A Pod, reduced to the fields that say who has an address and when, and how calls reach it. */
export const podObject = z.object({
  metadata: metadata.extend({ annotations }),
  spec: z
    .object({
      serviceAccountName: text.nullish(),
      hostNetwork: z.boolean().nullish(),
      nodeName: z.string().nullish(),
      initContainers: z.array(container).nullish(),
      containers: z.array(container).nullish(),
    })
    .nullish(),
  status: z
    .object({
      phase: z.string().nullish(),
      podIP: z.string().nullish(),
      podIPs: z.array(z.object({ ip: z.string() })).nullish(),
      hostIP: z.string().nullish(),
      startTime: time,
      conditions: z.array(condition).nullish(),
      initContainerStatuses: z.array(containerStatus).nullish(),
      containerStatuses: z.array(containerStatus).nullish(),
    })
    .nullish(),
});

/** What owns pods: ReplicaSet, Deployment, StatefulSet, DaemonSet, Job, CronJob, Rollout. */
export const ownerObject = z.object({
  metadata,
  spec: z.object({ selector: z.object({ matchLabels: labels }).nullish() }).nullish(),
});

export type PodObject = z.infer<typeof podObject>;
export type ContainerObject = z.infer<typeof container>;
export type OwnerObject = z.infer<typeof ownerObject>;
export type Metadata = z.infer<typeof metadata>;

/** The object that controls it; the only one where none says that it does. */
export function controllerOf({
  ownerReferences,
}: Pick<Metadata, 'ownerReferences'>): { kind: string; name: string } | null {
  const references = ownerReferences ?? [];
  return references.find(({ controller }) => controller) ?? references[0] ?? null;
}

/** As its object writes them. */
export function addressesIn({ status }: PodObject): readonly string[] {
  return status?.podIPs?.map(({ ip }) => ip) ?? (status?.podIP ? [status.podIP] : []);
}
