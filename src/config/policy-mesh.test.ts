import { expect, it } from 'vitest';
import type { PolicyMesh } from '../core/model/enforcement-point.ts';
import { loadConfig } from './load.ts';
import { policyMeshOf } from './policy-mesh.ts';

const DEFAULTS: PolicyMesh = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  aliases: [],
  pathNormalization: 'BASE',
};
const TOLD: PolicyMesh = {
  rootNamespace: 'mesh-root',
  trustDomain: 'td1',
  aliases: ['td2', 'td3'],
  pathNormalization: 'NONE',
};

it.each<[string, Record<string, string>, Partial<PolicyMesh>, Partial<PolicyMesh>]>([
  ['nothing said', {}, {}, {}],
  ['the mesh over the defaults', {}, TOLD, TOLD],
  ['only what the mesh says', {}, { aliases: ['td2'] }, { aliases: ['td2'] }],
  [
    'what was set over the mesh',
    { LEASTPATH_MESH_TRUST_DOMAIN: 'td9' },
    TOLD,
    { ...TOLD, trustDomain: 'td9' },
  ],
  [
    'also when it was set to the default',
    { LEASTPATH_MESH_TRUST_DOMAIN: 'cluster.local', LEASTPATH_MESH_ROOT_NAMESPACE: 'istio-system' },
    TOLD,
    { ...TOLD, trustDomain: 'cluster.local', rootNamespace: 'istio-system' },
  ],
  ['aliases as a whole', { LEASTPATH_MESH_ALIASES: 'td4' }, TOLD, { ...TOLD, aliases: ['td4'] }],
])('N1, V6, D1: %s', (_, env, told, expected) => {
  expect(policyMeshOf(loadConfig({ env }).config, told)).toEqual({ ...DEFAULTS, ...expected });
});
