import { z } from 'zod';
import type { Gateway } from '../core/model/cluster-view.ts';
import { labels, text } from './kube-object.ts';
import { named, placeOf } from './named-object.ts';

/** A Gateway of the Gateway API (`gateway.networking.k8s.io`). */
export const kubernetesGateway: z.ZodType<Gateway> = z
  .object({
    metadata: named,
    spec: z
      .object({
        gatewayClassName: text.nullish(),
        listeners: z.array(z.object({ port: z.number(), protocol: z.string().nullish() })).nullish(),
      })
      .nullish(),
  })
  .transform(({ metadata, spec }) => ({
    ...placeOf(metadata),
    api: 'kubernetes' as const,
    className: spec?.gatewayClassName ?? null,
    selector: null,
    ports: (spec?.listeners ?? []).map(({ port, protocol }) => ({ port, protocol: protocol ?? '' })),
  }));

/** Istio's own (`networking.istio.io`): it is served by the pods that its selector picks. */
export const istioGateway: z.ZodType<Gateway> = z
  .object({
    metadata: named,
    spec: z
      .object({
        selector: labels,
        servers: z
          .array(
            z.object({
              port: z.object({ number: z.number().nullish(), protocol: z.string().nullish() }).nullish(),
            }),
          )
          .nullish(),
      })
      .nullish(),
  })
  .transform(({ metadata, spec }) => ({
    ...placeOf(metadata),
    api: 'istio' as const,
    className: null,
    selector: spec?.selector ?? null,
    ports: (spec?.servers ?? []).flatMap(({ port }) =>
      port?.number ? [{ port: port.number, protocol: port.protocol ?? '' }] : [],
    ),
  }));
