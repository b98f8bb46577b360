import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { type WorkloadId, workloadOfId } from '../core/model/workload.ts';

/** Numbers for names, inside a transaction of the writer. */
export interface Dictionary {
  workloadId(id: WorkloadId): number;
  callerId(callerKey: string): number;
  pathId(path: string): number;
  /** After a rollback: numbers given since are void. */
  forget(): void;
}

/**
 * Callers and workloads are remembered up to so many. Paths are not: they are only asked for once an
 * operation.
 */
const REMEMBERED = 20_000;

export function createDictionary(database: Database.Database): Dictionary {
  const findWorkload = database.prepare<[string, string, string], { id: number }>(
    'select id from workloads where cluster = ? and namespace = ? and name = ?',
  );
  const addWorkload = database.prepare('insert into workloads (cluster, namespace, name) values (?, ?, ?)');
  const findCaller = database.prepare<[string], { id: number }>('select id from callers where caller = ?');
  const addCaller = database.prepare('insert into callers (caller) values (?)');
  const findPath = database.prepare<[bigint, string], { id: number }>(
    'select id from paths where hash = ? and path = ?',
  );
  const addPath = database.prepare('insert into paths (hash, path) values (?, ?)');
  const workloads = new Map<string, number>();
  const callers = new Map<string, number>();

  return {
    workloadId(id) {
      const { cluster, namespace, name } = workloadOfId(id);
      return remembered(workloads, id, () => {
        const row = findWorkload.get(cluster, namespace, name);
        return row?.id ?? Number(addWorkload.run(cluster, namespace, name).lastInsertRowid);
      });
    },
    callerId(key) {
      return remembered(
        callers,
        key,
        () => findCaller.get(key)?.id ?? Number(addCaller.run(key).lastInsertRowid),
      );
    },
    pathId(path) {
      const digest = hash('sha256', path, 'buffer').readBigInt64BE(0);
      return findPath.get(digest, path)?.id ?? Number(addPath.run(digest, path).lastInsertRowid);
    },
    forget() {
      workloads.clear();
      callers.clear();
    },
  };
}

function remembered(memory: Map<string, number>, key: string, find: () => number): number {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size >= REMEMBERED) memory.clear();
  const id = find();
  memory.set(key, id);
  return id;
}
