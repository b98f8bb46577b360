import { join } from 'node:path';
import { buildGoProgram } from '../go/build-go-program.ts';

/**
 * Path of the program that asks Istio's own code and a real Envoy: four to seven minutes with empty Go caches (1 GB of
 * modules).
 */
export async function buildOracle(): Promise<string> {
  return buildGoProgram({ sources: join(import.meta.dirname, '../../oracle'), name: 'oracle' });
}
