import { parse } from 'yaml';
import { z } from 'zod';
import { text } from './kube-object.ts';

const destination = z.object({ service: text.nullish(), port: z.number().nullish() }).nullish();

const DEEPEST = 32;

/** YAML's aliases can make a value hold itself: what is deeper than is allowed isn't gone into. */
function depthOf(value: unknown, above = 0): number {
  if (typeof value !== 'object' || value === null || above > DEEPEST) return above;
  let deepest = above;
  for (const one of Object.values(value)) {
    deepest = Math.max(deepest, depthOf(one, above + 1));
    if (deepest > DEEPEST) break;
  }
  return deepest;
}

/** `labels` may hold any JSON: what its strings mean is read elsewhere. */
const logFormat = z
  .object({
    text: z.string().nullish(),
    labels: z
      .record(z.string(), z.unknown())
      .refine((labels) => depthOf(labels) <= DEEPEST, 'nests too deep')
      .nullish(),
  })
  .nullish();

const meshConfig = z.object({
  rootNamespace: z.string().nullish(),
  trustDomain: z.string().nullish(),
  trustDomainAliases: z.array(z.string()).nullish(),
  pathNormalization: z
    .object({
      normalization: z
        .enum(['DEFAULT', 'NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'])
        .nullish(),
    })
    .nullish(),
  accessLogFile: z.string().nullish(),
  accessLogFormat: z.string().nullish(),
  accessLogEncoding: z.enum(['TEXT', 'JSON']).nullish(),
  extensionProviders: z
    .array(
      z.object({
        name: text,
        envoyHttpAls: destination,
        envoyTcpAls: destination,
        envoyOtelAls: destination,
        envoyFileAccessLog: z
          .object({ path: z.string().nullish(), logFormat, omitEmptyValues: z.boolean().nullish() })
          .nullish(),
      }),
    )
    .nullish(),
  defaultProviders: z.object({ accessLogging: z.array(z.string()).nullish() }).nullish(),
});

/** `data.mesh` of the `istio` ConfigMap, as far as it is read. */
export type MeshConfigObject = z.infer<typeof meshConfig>;

export interface ConfigMapObject {
  readonly name: string;
  /** null = it is none of Istio's, or says nothing. */
  readonly mesh: MeshConfigObject | null;
}

/** A ConfigMap: what `istio`, or `istio-REVISION`, says of the mesh; nothing is read of others. */
export const configMapObject: z.ZodType<ConfigMapObject> = z
  .object({
    metadata: z.object({ name: z.string() }),
    data: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform(({ metadata: { name }, data }, context) => {
    const written = data?.mesh;
    if (typeof written !== 'string' || !/^istio(-|$)/.test(name)) return { name, mesh: null };
    const complain = (message: string) =>
      context.addIssue({ code: 'custom', path: ['data', 'mesh'], message });
    let value: unknown;
    try {
      value = parse(written);
    } catch (cause) {
      complain((cause instanceof Error ? cause.message.split('\n')[0] : null) ?? String(cause));
      return z.NEVER;
    }
    const result = meshConfig.safeParse(value ?? {});
    if (result.success) return { name, mesh: result.data };
    const [issue] = result.error.issues;
    complain(`${issue?.path.join('.')}: ${issue?.message}`);
    return z.NEVER;
  });
