// Writes the files of docs/ that are made from the code (npm run docs).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedDocs } from './generated-docs.ts';
import { ROOT } from './repository-files.ts';

for (const [file, text] of Object.entries(generatedDocs())) {
  writeFileSync(join(ROOT, file), text);
  process.stderr.write(`${file}\n`);
}
