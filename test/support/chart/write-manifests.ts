// Writes deploy/manifests from the chart (npm run manifests). Builds Helm first: minutes, once.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../docs/repository-files.ts';
import { plainManifests } from './plain-manifests.ts';

for (const [file, text] of Object.entries(await plainManifests())) {
  writeFileSync(join(ROOT, file), text);
  process.stderr.write(`${file}\n`);
}
