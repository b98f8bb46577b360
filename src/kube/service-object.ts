import { z } from 'zod';
import type { Service } from '../core/model/cluster-view.ts';
import { labels, text } from './kube-object.ts';
import { named, placeOf, selectorOf } from './named-object.ts';
import { transportOf } from './pod-inbound-of.ts';

const port = z.object({
  name: text.nullish(),
  port: z.number(),
  targetPort: z.union([z.number(), z.string()]).nullish(),
  protocol: z.string().nullish(),
  appProtocol: z.string().nullish(),
});

/** A Service; one of type ExternalName has no pods. */
export const serviceObject: z.ZodType<Service> = z
  .object({
    metadata: named,
    spec: z
      .object({
        type: z.string().nullish(),
        clusterIP: z.string().nullish(),
        selector: labels,
        ports: z.array(port).nullish(),
      })
      .nullish(),
  })
  .transform(({ metadata, spec }) => ({
    ...placeOf(metadata),
    labels: metadata.labels ?? {},
    // An empty one selects nothing.
    selector: selectorOf(spec?.type === 'ExternalName' ? null : spec?.selector),
    headless: spec?.clusterIP === 'None',
    ports: (spec?.ports ?? []).map((one) => ({
      name: one.name || null,
      port: one.port,
      targetPort: targetOf(one.targetPort, one.port),
      protocol: transportOf(one.protocol),
      appProtocol: one.appProtocol || null,
    })),
  }));

/** Left out, or 0: the Service's own port. Digits in quotes are a number, as Kubernetes reads them. */
function targetOf(target: number | string | null | undefined, port: number): number | string {
  if (target === null || target === undefined || target === 0 || target === '') return port;
  return typeof target === 'string' && /^\d+$/.test(target) ? Number(target) : target;
}
