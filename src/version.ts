import { readFileSync } from 'node:fs';

/** The package's own version: two folders up from the compiled file, one from the source. */
function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string })
        .version;
    } catch {
      // Not this one: the other.
    }
  }
  return 'unknown';
}

export const VERSION = readVersion();
