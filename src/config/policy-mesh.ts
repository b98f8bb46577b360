import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import type { Config } from './schema.ts';

/**
 * How policies are read in this mesh: what was set, else what the mesh's own configuration says (`told`),
 * else Istio's defaults.
 */
export function policyMeshOf(
  { mesh, given }: Pick<Config, 'mesh' | 'given'>,
  told: Partial<PolicyMesh> = {},
): PolicyMesh {
  return {
    rootNamespace: (given.has('mesh.rootNamespace') ? undefined : told.rootNamespace) ?? mesh.rootNamespace,
    trustDomain: (given.has('mesh.trustDomain') ? undefined : told.trustDomain) ?? mesh.trustDomain,
    aliases: (given.has('mesh.aliases') ? undefined : told.aliases) ?? mesh.aliases,
    pathNormalization: told.pathNormalization ?? 'BASE', // N1
  };
}
