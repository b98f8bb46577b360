import { parseAllDocuments } from 'yaml';
import { create, type KubeObject } from '../kube/kube-objects.ts';
import { runHere } from '../program-here.ts';
import type { Mesh } from './mesh.ts';
import { setMeshConfig } from './mesh.ts';

/**
 * Does what `leastpath setup` says: its mesh configuration becomes the mesh's, its objects are created, and returned.
 */
export async function applySetup({ api }: Mesh, args: readonly string[]): Promise<readonly KubeObject[]> {
  const { code, stdout, stderr } = await runHere(['setup', ...args]);
  if (code !== 0) throw new Error(stderr);
  const documents = parseAllDocuments(stdout).map((document) => document.toJS());
  for (const { meshConfig } of documents) if (meshConfig !== undefined) await setMeshConfig(api, meshConfig);
  const objects: KubeObject[] = documents.filter(({ meshConfig }) => meshConfig === undefined);
  await Promise.all(objects.map((object) => create(api, object)));
  return objects;
}
