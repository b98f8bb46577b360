import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where built things outlive a checkout: they take minutes to make and depend on nothing in it but their sources. */
export function oracleCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'leastpath-oracle');
}
