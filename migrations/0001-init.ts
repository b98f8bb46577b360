import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

/**
 * Frozen: a change of the schema is a new migration. Tables of traffic lead their key with the workload (day
 * rows with the day, so that a flush appends and pruning cuts off) and are stored in key order, without a
 * rowid.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await dictionaries(db);
  await traffic(db);
  await coverage(db);
  await bookkeeping(db);
}

async function dictionaries(db: Kysely<unknown>): Promise<void> {
  // plane is null while a workload is only named (by a gap, a state), not described.
  await db.schema
    .createTable('workloads')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('plane', 'text')
    .addColumn('labels', 'text')
    .addColumn('first_record', 'integer')
    .addColumn('last_record', 'integer')
    .addColumn('inputs', 'text')
    .addUniqueConstraint('workloads_key', ['cluster', 'namespace', 'name'])
    .execute();
  await db.schema
    .createTable('callers')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('caller', 'text', (column) => column.notNull().unique())
    .execute();
  // Indexed by a 64-bit hash: an index over the text would be as large as the table.
  await db.schema
    .createTable('paths')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('hash', 'integer', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('paths_hash').on('paths').column('hash').execute();
}

async function traffic(db: Kysely<unknown>): Promise<void> {
  let operations = db.schema
    .createTable('operations')
    .addColumn('workload_id', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('source', 'integer', (column) => column.notNull())
    .addColumn('caller_id', 'integer', (column) => column.notNull())
    .addColumn('port', 'integer', (column) => column.notNull())
    .addColumn('tcp', 'integer', (column) => column.notNull())
    .addColumn('method', 'text')
    .addColumn('path_id', 'integer');
  for (const name of ['ok', 'failed', 'denied', 'first_seen', 'last_seen'])
    operations = integer(operations, name);
  operations = operations.addColumn('first_evidence', 'integer').addColumn('last_evidence', 'integer');
  for (const name of ['day', 'day_ok', 'day_failed', 'day_denied', 'day_hours', 'days', 'hours']) {
    operations = integer(operations, name);
  }
  for (const word of [0, 1, 2]) operations = integer(operations, `day_bits_${word}`);
  for (const weekday of [0, 1, 2, 3, 4, 5, 6]) operations = integer(operations, `week_bits_${weekday}`);
  for (const name of ['grpc', 'marks', 'key_digest', 'literals_digest'])
    operations = integer(operations, name);
  await operations
    .addPrimaryKeyConstraint('operations_key', ['workload_id', 'seq'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('operation_literals')
    .addColumn('workload_id', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('literals', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('operation_literals_key', ['workload_id', 'seq'])
    .modifyEnd(sql`without rowid`)
    .execute();
  let days = db.schema
    .createTable('operation_days')
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('workload_id', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull());
  for (const name of ['ok', 'failed', 'denied', 'hours']) days = integer(days, name);
  await days
    .addPrimaryKeyConstraint('operation_days_key', ['day', 'workload_id', 'seq'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('hour_counts')
    .addColumn('workload_id', 'integer', (column) => column.notNull())
    .addColumn('hour', 'integer', (column) => column.notNull())
    .addColumn('evidence', 'integer', (column) => column.notNull())
    .addColumn('anonymous', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('hour_counts_key', ['workload_id', 'hour'])
    .modifyEnd(sql`without rowid`)
    .execute();
}

async function coverage(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('rollouts')
    .addColumn('workload_id', 'integer', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('revision', 'text', (column) => column.notNull())
    .addColumn('first_seen', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('rollouts_key', ['workload_id', 'position'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('listening')
    .addColumn('input', 'text', (column) => column.notNull())
    .addColumn('starts', 'integer', (column) => column.notNull())
    .addColumn('ends', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('listening_key', ['input', 'starts'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('gaps')
    .addColumn('workload_id', 'integer', (column) => column.notNull())
    .addColumn('starts', 'integer', (column) => column.notNull())
    .addColumn('ends', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('gaps_key', ['workload_id', 'starts'])
    .modifyEnd(sql`without rowid`)
    .execute();
}

async function bookkeeping(db: Kysely<unknown>): Promise<void> {
  // reason is '' for evidence, which has none.
  await db.schema
    .createTable('counters')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('counters_key', ['source', 'kind', 'reason'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('batches')
    .addColumn('batch', 'text', (column) => column.notNull().primaryKey())
    .addColumn('time', 'integer', (column) => column.notNull())
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('states')
    .addColumn('workload_id', 'integer', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('since', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('states_key', ['workload_id', 'detail'])
    .modifyEnd(sql`without rowid`)
    .execute();
}

function integer(table: CreateTableBuilder<string>, name: string): CreateTableBuilder<string> {
  return table.addColumn(name, 'integer', (column) => column.notNull());
}
