import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrateToLatest } from '../../src/store/migrate.ts';

const golden = new URL('../golden/schema/sqlite.sql', import.meta.url);

it('has the schema that was reviewed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'leastpath-schema-'));
  try {
    const path = join(directory, 'schema.db');
    await migrateToLatest(path);
    const schema = dump(path);
    if (process.env.UPDATE_GOLDEN === '1') await writeFile(golden, schema);
    expect(schema).toBe(await readFile(golden, 'utf8'));
  } finally {
    await rm(directory, { recursive: true });
  }
});

function dump(path: string): string {
  const database = new Database(path, { readonly: true });
  const application = database.pragma('application_id', { simple: true });
  const version = database.pragma('user_version', { simple: true });
  const statements = database
    .prepare<[], { sql: string }>(
      `select sql from sqlite_master where sql is not null and name not like 'kysely%'
       order by tbl_name, type desc, name`,
    )
    .all();
  database.close();
  const lines = statements.map(
    ({ sql }) =>
      `${sql.replaceAll('"', '').replaceAll(/, (?=\w+ (?:text|integer|varchar)|constraint)/g, ',\n  ')};`,
  );
  return `-- application_id ${application}, user_version ${version}\n${lines.join('\n')}\n`;
}
