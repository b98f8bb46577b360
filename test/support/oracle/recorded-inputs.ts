import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExpectedEdge } from '../expected-edges.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const ALS = join(ROOT, 'test/fixtures/als');
const LOGS = join(ROOT, 'test/fixtures/logs');
const DEMO = join(ROOT, 'src/cli/demo');

/** Something that `recommend` reads. */
export interface RecordedInput {
  readonly name: string;
  readonly path: string;
  readonly format: 'als' | 'auto';
  readonly inventory: string | null;
  /** What was driven when it was recorded, by those who drove it; null = nobody wrote that down. */
  readonly driven: readonly ExpectedEdge[] | null;
}

/** All recorded traffic that the project has: of the captures, the logs and the demo. */
export function recordedInputs(): RecordedInput[] {
  const captures = inputsIn(ALS, 'als', null);
  const logs = inputsIn(LOGS, 'auto', join(LOGS, 'inventory.yaml'));
  const demo = ['mesh.als.gz', 'late.als.gz'].map((name) => ({
    name: `demo ${name}`,
    path: join(DEMO, name),
    format: 'als' as const,
    inventory: null,
    driven: null,
  }));
  return [...captures, ...logs, ...demo];
}

/** Every file or folder beside which an `expected.json` lies. */
function inputsIn(folder: string, format: 'als' | 'auto', inventory: string | null): RecordedInput[] {
  const files = readdirSync(folder);
  const names = files
    .filter((name) => name.endsWith('.expected.json'))
    .map((name) => name.replace('.expected.json', ''));
  return names.map((name) => {
    const file = files.find((one) => one === name || one === `${name}.bin` || one === `${name}.log`);
    if (file === undefined) throw new Error(`nothing is recorded as ${name} in ${folder}`);
    const expected = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
    const { edges } = expected as { readonly edges: readonly ExpectedEdge[] };
    return { name, path: join(folder, file), format, inventory, driven: edges };
  });
}
