import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '../app-error.ts';
import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import type { RawObject } from './read-objects.ts';

const configMapObject = z.object({
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.unknown()).nullish(),
});

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
});

/**
 * What the `istio` ConfigMap says of how policies are read; an installation by revisions has `istio-REVISION`
 * only, of which the first by name counts. What it doesn't say is absent. Throws AppError `unreadable`.
 */
export function meshConfigOf(objects: readonly RawObject[]): Partial<PolicyMesh> {
  const [first] = objects
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ value, file }) => {
      const { data } = configMapObject.safeParse(value);
      const text = data?.data?.mesh;
      const name = data?.metadata.name ?? '';
      return typeof text === 'string' && /^istio(-|$)/.test(name) ? [{ name, text, file }] : [];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return first === undefined ? {} : meshOf(first);
}

function meshOf({ name, text, file }: { name: string; text: string; file: string }): Partial<PolicyMesh> {
  const { rootNamespace, trustDomain, trustDomainAliases, pathNormalization } = read(name, text, file);
  const normalization = pathNormalization?.normalization;
  // Empty texts are unset ones to Istio.
  return {
    ...(rootNamespace ? { rootNamespace } : {}),
    ...(trustDomain ? { trustDomain } : {}),
    ...(trustDomainAliases ? { aliases: trustDomainAliases } : {}),
    ...(normalization ? { pathNormalization: normalization === 'DEFAULT' ? 'BASE' : normalization } : {}),
  };
}

function read(name: string, text: string, file: string): z.infer<typeof meshConfig> {
  const where = `Inventory ${file}: ConfigMap ${name}: data.mesh`;
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new AppError('unreadable', `${where}: ${what}`, { cause });
  }
  const result = meshConfig.safeParse(value ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AppError('unreadable', `${where}: ${issue?.path.join('.')}: ${issue?.message}`);
}
