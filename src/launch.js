#!/usr/bin/env node
// Runs the program on Node 24, whatever Node is first on PATH: `npm ci` put one into node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const compiled = join(here, '..', 'dist', 'src', 'main.js');
// Node strips no types below node_modules, so an installed package carries compiled JavaScript.
const entry = here.split(/[/\\]/).includes('node_modules') ? compiled : join(here, 'main.ts');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  process.argv[1] = entry;
  await import(entry);
} else {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = join(here, '..', 'node_modules', '.bin', name);
  if (!existsSync(node)) {
    process.stderr.write(
      `leastpath needs Node 24 or newer (this is ${process.versions.node}): install it, or run npm ci in the checkout\n`,
    );
    process.exitCode = 2;
  } else {
    const run = spawnSync(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
    process.exitCode = run.status ?? 1;
  }
}
