import { installEnvoy } from '../envoy/install-envoy.ts';
import { buildApiServer, buildHelm } from '../kube/build-programs.ts';
import { customResourceDefinitions } from '../kube/custom-resource-definitions.ts';
import { bootstrapTemplate } from './bootstrap-template.ts';
import { buildIstiod } from './build-istiod.ts';
import { networkTool } from './network-tools.ts';

/**
 * Everything that these tests start and that has to be fetched or built first: inside their network there is nothing
 * to fetch from. In turn: together two builds would want five gigabytes.
 */
export async function buildParts(): Promise<void> {
  await buildApiServer();
  await buildIstiod();
  await buildHelm();
  await Promise.all([customResourceDefinitions(), bootstrapTemplate(), installEnvoy()]);
  await Promise.all([networkTool('ip'), networkTool('nft')]);
}
