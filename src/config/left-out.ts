import type { Config } from './schema.ts';

/**
 * The namespaces for which no policy is recommended: those that were set, else those of Kubernetes and Istio, the
 * mesh's root namespace and that of leastpath, of which every workload is a caller because it sends its telemetry
 * there.
 */
export function leftOutOf(
  { mesh, given }: Pick<Config, 'mesh' | 'given'>,
  rootNamespace: string,
  ownNamespace: string | null,
): ReadonlySet<string> {
  if (given.has('mesh.leaveOut')) return new Set(mesh.leaveOut);
  const own = ownNamespace === null ? [] : [ownNamespace];
  return new Set(['kube-system', 'istio-system', rootNamespace, ...own]);
}
