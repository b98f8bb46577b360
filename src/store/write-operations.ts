import type Database from 'better-sqlite3';
import { callerKey } from '../core/model/caller.ts';
import type { Operation } from '../core/model/operation.ts';
import type { DayRow } from '../ports.ts';
import type { Dictionary } from './dictionary.ts';
import { countersRow, type Digests, digestsOf } from './operation-row.ts';
import type { OperationTable } from './tables.ts';

/**
 * The statements that a flush runs once a row: prepared once, where Kysely would compile and prepare each
 * time.
 */
export interface OperationWriter {
  /** The whole row: replaces what is there. */
  write(workloadId: number, operation: Operation): void;
  /** Added to what is there. */
  addDay(workloadId: number, row: DayRow): void;
}

export function createOperationWriter(database: Database.Database, dictionary: Dictionary): OperationWriter {
  const update = preparedFor(
    database,
    (columns) =>
      `update operations set ${columns.map((column) => `${column} = ?`).join(', ')}
       where workload_id = ? and seq = ? and key_digest = ? and literals_digest = ?`,
  );
  const relabel = database.prepare(
    'update operations set literals_digest = ? where workload_id = ? and seq = ? and key_digest = ?',
  );
  const replace = preparedFor(
    database,
    (columns) =>
      `replace into operations (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  const putLiterals = database.prepare(
    'replace into operation_literals (workload_id, seq, literals) values (?, ?, ?)',
  );
  const dropLiterals = database.prepare('delete from operation_literals where workload_id = ? and seq = ?');
  const addDay = database.prepare(
    `insert into operation_days (day, workload_id, seq, ok, failed, denied, hours)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict do update set ok = ok + excluded.ok, failed = failed + excluded.failed,
       denied = denied + excluded.denied, hours = hours | excluded.hours`,
  );

  return {
    write(workloadId, operation) {
      const { seq, literals } = operation;
      const counters = countersRow(operation);
      const digests = digestsOf(operation);
      const values = [...Object.values(counters), workloadId, seq, digests.key, digests.literals];
      if (update(counters).run(...values).changes === 1) return;
      if (relabel.run(digests.literals, workloadId, seq, digests.key).changes === 1) {
        update(counters).run(...values);
      } else {
        const row = fullRow(workloadId, operation, digests, dictionary);
        replace(row).run(...Object.values(row));
      }
      if (literals.length === 0) dropLiterals.run(workloadId, seq);
      else putLiterals.run(workloadId, seq, JSON.stringify(literals));
    },
    addDay(workloadId, row) {
      addDay.run(row.day, workloadId, row.seq, row.ok, row.failed, row.denied, row.hours);
    },
  };
}

function fullRow(
  workloadId: number,
  operation: Operation,
  digests: Digests,
  dictionary: Dictionary,
): OperationTable {
  return {
    workload_id: workloadId,
    seq: operation.seq,
    source: operation.reporter === 'source' ? 1 : 0,
    caller_id: dictionary.callerId(callerKey(operation.caller)),
    port: operation.port,
    tcp: operation.protocol === 'tcp' ? 1 : 0,
    method: operation.method,
    path_id: operation.path === null ? null : dictionary.pathId(operation.path),
    ...countersRow(operation),
    key_digest: digests.key,
    literals_digest: digests.literals,
  };
}

/** All rows of one function have the same columns in the same order: the first one tells them. */
function preparedFor(
  database: Database.Database,
  sqlOf: (columns: readonly string[]) => string,
): (row: object) => Database.Statement {
  let statement: Database.Statement | undefined;
  return (row) => {
    statement ??= database.prepare(sqlOf(Object.keys(row)));
    return statement;
  };
}
