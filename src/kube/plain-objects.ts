import { z } from 'zod';
import type { CronJob, Namespace, NamespacedName } from '../core/model/cluster-view.ts';
import { named, placeOf } from './named-object.ts';

export const namespaceObject: z.ZodType<Namespace> = z
  .object({ metadata: named })
  .transform(({ metadata: { name, labels } }) => ({ name, labels: labels ?? {} }));

export const serviceAccountObject: z.ZodType<NamespacedName> = z
  .object({ metadata: named })
  .transform(({ metadata }) => placeOf(metadata));

export const cronJobObject: z.ZodType<CronJob> = z
  .object({
    metadata: named,
    spec: z
      .object({
        schedule: z.string().nullish(),
        timeZone: z.string().nullish(),
        suspend: z.boolean().nullish(),
      })
      .nullish(),
  })
  .transform(({ metadata, spec }) => ({
    ...placeOf(metadata),
    schedule: spec?.schedule ?? null,
    timeZone: spec?.timeZone || null,
    suspended: spec?.suspend ?? false,
  }));
