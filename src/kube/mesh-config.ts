import type { LogProvider, MeshLogging } from '../core/model/cluster-view.ts';
import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import type { JsonTemplate, LogTemplate } from '../core/model/log-template.ts';
import type { ConfigMapObject, MeshConfigObject } from './config-map-object.ts';

/**
 * What the `istio` ConfigMap says of how policies are read; an installation by revisions has `istio-REVISION`
 * only, of which the first by name counts. What it doesn't say is absent.
 */
export function policyMeshIn(configMaps: readonly ConfigMapObject[]): Partial<PolicyMesh> {
  const { rootNamespace, trustDomain, trustDomainAliases, pathNormalization } = meshIn(configMaps) ?? {};
  const normalization = pathNormalization?.normalization;
  // Empty texts are unset ones to Istio.
  return {
    ...(rootNamespace ? { rootNamespace } : {}),
    ...(trustDomain ? { trustDomain } : {}),
    ...(trustDomainAliases ? { aliases: trustDomainAliases } : {}),
    ...(normalization ? { pathNormalization: normalization === 'DEFAULT' ? 'BASE' : normalization } : {}),
  };
}

/** How it says that the mesh logs; null where there is no such ConfigMap. */
export function meshLoggingIn(configMaps: readonly ConfigMapObject[]): MeshLogging | null {
  const mesh = meshIn(configMaps);
  if (mesh === null) return null;
  return {
    accessLogFile: mesh.accessLogFile || null,
    accessLogFormat: mesh.accessLogFormat || null,
    accessLogEncoding: mesh.accessLogEncoding ?? 'TEXT',
    providers: (mesh.extensionProviders ?? []).map(providerOf),
    defaultProviders: mesh.defaultProviders?.accessLogging ?? [],
  };
}

function meshIn(configMaps: readonly ConfigMapObject[]): MeshConfigObject | null {
  const [first] = configMaps
    .filter(({ mesh }) => mesh !== null)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return first?.mesh ?? null;
}

type Provider = NonNullable<MeshConfigObject['extensionProviders']>[number];

function providerOf(provider: Provider): LogProvider {
  const { name, envoyHttpAls, envoyTcpAls, envoyOtelAls, envoyFileAccessLog } = provider;
  const to = (kind: LogProvider['kind'], at: typeof envoyHttpAls): LogProvider => {
    return { name, kind, service: at?.service ?? null, port: at?.port ?? null };
  };
  if (envoyHttpAls) return to('http-als', envoyHttpAls);
  if (envoyTcpAls) return to('tcp-als', envoyTcpAls);
  if (envoyOtelAls) return to('otel-als', envoyOtelAls);
  if (!envoyFileAccessLog) return to('other', null);
  const format = templateIn(envoyFileAccessLog);
  return { ...to('file', null), ...(format ? { format } : {}) };
}

type FileAccessLog = NonNullable<Provider['envoyFileAccessLog']>;

/** Istio allows one of the two; empty ones are unset to it, and mean its own text. */
function templateIn({ logFormat, omitEmptyValues }: FileAccessLog): LogTemplate | null {
  const labels = logFormat?.labels ?? {};
  const text = logFormat?.text ?? '';
  // YAML has no other values than a template may hold.
  if (text === '' && Object.keys(labels).length > 0) return { kind: 'json', fields: labels as JsonTemplate };
  if (omitEmptyValues) return { kind: 'text', text, omitsEmpty: true };
  return text === '' ? null : { kind: 'text', text };
}
