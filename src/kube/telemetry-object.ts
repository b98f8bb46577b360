import { z } from 'zod';
import type { AccessLogging, Telemetry } from '../core/model/cluster-view.ts';
import { labels, text } from './kube-object.ts';
import { msOf, named, placeOf, selectorOf } from './named-object.ts';

const accessLogging = z.object({
  match: z.object({ mode: z.enum(['CLIENT_AND_SERVER', 'CLIENT', 'SERVER']).nullish() }).nullish(),
  providers: z.array(z.object({ name: text })).nullish(),
  disabled: z.boolean().nullish(),
  filter: z.object({ expression: z.string().nullish() }).nullish(),
});

/** A Telemetry, as far as it speaks of access logs. */
export const telemetryObject: z.ZodType<Telemetry> = z
  .object({
    metadata: named,
    spec: z
      .object({
        selector: z.object({ matchLabels: labels }).nullish(),
        targetRef: z.unknown().optional(),
        targetRefs: z.array(z.unknown()).nullish(),
        accessLogging: z.array(accessLogging).nullish(),
      })
      .nullish(),
  })
  .transform(({ metadata, spec }) => ({
    ...placeOf(metadata),
    selector: selectorOf(spec?.selector?.matchLabels),
    targeted: (spec?.targetRefs ?? []).length > 0 || (spec?.targetRef ?? null) !== null,
    accessLogging: (spec?.accessLogging ?? []).map(loggingOf),
    createdAt: msOf(metadata.creationTimestamp),
  }));

function loggingOf({ match, providers, disabled, filter }: z.infer<typeof accessLogging>): AccessLogging {
  return {
    providers: (providers ?? []).map(({ name }) => name),
    disabled: disabled ?? false,
    mode: match?.mode ?? 'CLIENT_AND_SERVER',
    filtered: Boolean(filter?.expression),
  };
}
