import { z } from 'zod';
import { normalAddress } from '../core/identify/address.ts';
import type { EndpointSlice } from '../core/model/cluster-view.ts';
import { text } from './kube-object.ts';
import { named, placeOf } from './named-object.ts';

const SERVICE = 'kubernetes.io/service-name';

/** An EndpointSlice: what a Service's ports are on its pods, and what else may be behind it. */
export const endpointSliceObject: z.ZodType<EndpointSlice> = z
  .object({
    metadata: named,
    ports: z.array(z.object({ name: text.nullish(), port: z.number().nullish() })).nullish(),
    endpoints: z
      .array(
        z.object({
          addresses: z.array(z.string()).nullish(),
          targetRef: z.object({ kind: z.string().nullish(), name: text.nullish() }).nullish(),
        }),
      )
      .nullish(),
  })
  .transform(({ metadata, ports, endpoints }) => ({
    ...placeOf(metadata),
    service: metadata.labels?.[SERVICE] ?? null,
    ports: (ports ?? []).map(({ name, port }) => ({ name: name || null, port: port ?? null })),
    endpoints: (endpoints ?? []).map(({ addresses, targetRef }) => ({
      addresses: (addresses ?? []).map(normalAddress),
      pod: targetRef?.kind === 'Pod' ? (targetRef.name ?? null) : null,
    })),
  }));
