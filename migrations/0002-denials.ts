import { type Kysely, sql } from 'kysely';

/**
 * Frozen. What was denied, by the operation it counts on and by what the proxy named. Nothing named is '' or -1,
 * since a key has no nulls; seq -1 is where a workload counts what it has no room for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('denials')
    .addColumn('workload_id', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('dry_run', 'integer', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('rule', 'integer', (column) => column.notNull())
    .addColumn('filter', 'text', (column) => column.notNull())
    .addColumn('admitted_by', 'text', (column) => column.notNull())
    .addColumn('sample', 'text')
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('first_seen', 'integer', (column) => column.notNull())
    .addColumn('last_seen', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('denials_key', [
      'workload_id',
      'seq',
      'dry_run',
      'policy',
      'rule',
      'filter',
      'admitted_by',
    ])
    .modifyEnd(sql`without rowid`)
    .execute();
}
