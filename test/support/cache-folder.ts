import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what takes minutes to make outlives a checkout: it depends on nothing in it but its own sources. */
export function cacheFolder(name: string): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), `leastpath-${name}`);
}
