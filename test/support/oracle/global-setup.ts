import { installEnvoy } from '../envoy/install-envoy.ts';
import { buildOracle } from './build-oracle.ts';

/** Once before all test files, which would else build beside each other. */
export async function setup(): Promise<void> {
  await Promise.all([buildOracle(), installEnvoy()]);
}
