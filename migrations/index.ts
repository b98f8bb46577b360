import type { Migration } from 'kysely/migration';
import { up as init } from './0001-init.ts';
import { up as denials } from './0002-denials.ts';
import { up as addresses } from './0003-addresses.ts';

/** In order of their names. A database's `user_version` is how many of them it has had. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-init': { up: init },
  '0002-denials': { up: denials },
  '0003-addresses': { up: addresses },
};
