import { buildApiServer, buildHelm } from './build-programs.ts';
import { customResourceDefinitions } from './custom-resource-definitions.ts';

/** Once before all test files. In turn: together two builds would want five gigabytes. */
export async function setup(): Promise<void> {
  await buildApiServer();
  await buildHelm();
  await customResourceDefinitions();
}
