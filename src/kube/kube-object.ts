import { z } from 'zod';

// Only what is read; hand-written files may leave out the rest, and write a label as a number.
const text = z.coerce.string();
const labels = z.record(z.string(), text).nullish();
const time = z.union([z.string(), z.date()]).nullish();

const ownerReference = z.object({ kind: text, name: text, controller: z.boolean().nullish() });
const metadata = z.object({
  name: text,
  namespace: text.nullish(),
  labels,
  creationTimestamp: time,
  deletionTimestamp: time,
  ownerReferences: z.array(ownerReference).nullish(),
});

const containerStatus = z.object({
  state: z.object({ terminated: z.object({ finishedAt: time }).nullish() }).nullish(),
});

/** A Pod, reduced to the fields that say who has an address and when. */
export const podObject = z.object({
  metadata,
  spec: z.object({ serviceAccountName: text.nullish(), hostNetwork: z.boolean().nullish() }).nullish(),
  status: z
    .object({
      phase: z.string().nullish(),
      podIP: z.string().nullish(),
      podIPs: z.array(z.object({ ip: z.string() })).nullish(),
      startTime: time,
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
export type OwnerObject = z.infer<typeof ownerObject>;
export type Metadata = z.infer<typeof metadata>;

/** The object that controls it; the only one where none says that it does. */
export function controllerOf({ ownerReferences }: Metadata): { kind: string; name: string } | null {
  const references = ownerReferences ?? [];
  return references.find(({ controller }) => controller) ?? references[0] ?? null;
}
