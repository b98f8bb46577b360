import { type Kysely, sql } from 'kysely';
import type { Gap } from '../core/model/coverage.ts';
import type { Operation } from '../core/model/operation.ts';
import type { WorkloadId } from '../core/model/workload.ts';
import type { DayRow, HourCount } from '../ports.ts';
import { operationOf } from './operation-row.ts';
import type { OperationDayTable, Tables } from './tables.ts';

/** In `seq` order. */
export async function readOperations(db: Kysely<Tables>, workload: number): Promise<Operation[]> {
  const rows = await db
    .selectFrom('operations as o')
    .innerJoin('callers as c', 'c.id', 'o.caller_id')
    .leftJoin('paths as p', 'p.id', 'o.path_id')
    .leftJoin('operation_literals as l', (join) =>
      join.onRef('l.workload_id', '=', 'o.workload_id').onRef('l.seq', '=', 'o.seq'),
    )
    .selectAll('o')
    .select(['c.caller', 'p.path', 'l.literals'])
    .where('o.workload_id', '=', workload)
    .orderBy('o.seq')
    .execute();
  return rows.map(operationOf);
}

/**
 * From `fromDay` on, by day and seq. The table's key begins with the day, so the days are found one after the
 * other and each is one seek for the workload.
 */
export async function readDayRows(
  db: Kysely<Tables>,
  workload: number,
  id: WorkloadId,
  fromDay: number,
): Promise<DayRow[]> {
  const { rows } = await sql<OperationDayTable>`
    with recursive listed(day) as (
      select min(day) from operation_days where day >= ${fromDay}
      union all
      select (select min(day) from operation_days where day > listed.day)
      from listed where listed.day is not null
    )
    select d.* from listed cross join operation_days d
    where d.day = listed.day and d.workload_id = ${workload}
    order by d.day, d.seq`.execute(db);
  return rows.map(({ day, seq, ok, failed, denied, hours }) => ({
    workload: id,
    day,
    seq,
    ok,
    failed,
    denied,
    hours,
  }));
}

/** From `fromHour` on, in order. */
export async function readHourCounts(
  db: Kysely<Tables>,
  workload: number,
  id: WorkloadId,
  fromHour: number,
): Promise<HourCount[]> {
  const rows = await db
    .selectFrom('hour_counts')
    .select(['hour', 'evidence', 'anonymous'])
    .where('workload_id', '=', workload)
    .where('hour', '>=', fromHour)
    .orderBy('hour')
    .execute();
  return rows.map((row) => ({ workload: id, ...row }));
}

export async function readGaps(db: Kysely<Tables>, workload: number, id: WorkloadId): Promise<Gap[]> {
  const rows = await db
    .selectFrom('gaps')
    .select(['starts as from', 'ends as to'])
    .where('workload_id', '=', workload)
    .orderBy('starts')
    .execute();
  return rows.map((row) => ({ workload: id, ...row }));
}
