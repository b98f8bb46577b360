import { z } from 'zod';
import type { MtlsMode, PeerAuthentication } from '../core/model/cluster-view.ts';
import { labels } from './kube-object.ts';
import { msOf, named, placeOf, selectorOf } from './named-object.ts';

const mtls = z.object({ mode: z.enum(['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT']).nullish() }).nullish();

/** A PeerAuthentication: which connections a workload takes (Q1–Q3). */
export const peerAuthenticationObject: z.ZodType<PeerAuthentication> = z
  .object({
    metadata: named,
    spec: z
      .object({
        selector: z.object({ matchLabels: labels }).nullish(),
        mtls,
        portLevelMtls: z.record(z.string(), mtls).nullish(),
      })
      .nullish(),
  })
  .transform(({ metadata, spec }) => ({
    ...placeOf(metadata),
    selector: selectorOf(spec?.selector?.matchLabels),
    mode: modeOf(spec?.mtls),
    portLevel: new Map(
      Object.entries(spec?.portLevelMtls ?? {}).map(([port, one]) => [Number(port), modeOf(one)]),
    ),
    createdAt: msOf(metadata.creationTimestamp),
  }));

function modeOf(level: z.infer<typeof mtls>): MtlsMode {
  return level?.mode ?? 'UNSET';
}
