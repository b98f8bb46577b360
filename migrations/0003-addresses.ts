import { type Kysely, sql } from 'kysely';

/**
 * Frozen. Who had which address, so that a restart doesn't forget it. A pod is one row for each set of addresses that
 * it had (`instance`); `pod` is its description as JSON. starts null = always, ends null = until it was last certain,
 * which stands in the one row of `certainty`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('pods')
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('instance', 'text', (column) => column.notNull())
    .addColumn('heard', 'integer', (column) => column.notNull())
    .addColumn('starts', 'integer')
    .addColumn('ends', 'integer')
    .addColumn('pod', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('pods_key', ['cluster', 'namespace', 'name', 'instance'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('reporters')
    .addColumn('pod', 'text', (column) => column.notNull().primaryKey())
    .addColumn('heard_at', 'integer', (column) => column.notNull())
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('certainty')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('until', 'integer', (column) => column.notNull())
    .execute();
}
