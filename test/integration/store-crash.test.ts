import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

const store = new URL('../../src/store/sqlite-store.ts', import.meta.url).href;
const merge = new URL('../../src/core/aggregate/merge.ts', import.meta.url).href;
const WORKLOADS = 5;
const OPERATIONS = 60;

/** Each commit adds one exchange to each operation, on a new day, and says so in the counters. */
const writer = `
  const { openSqliteStore } = await import(${JSON.stringify(store)});
  const { merge } = await import(${JSON.stringify(merge)});
  const store = await openSqliteStore(process.argv[1], { migrate: true });
  const ids = Array.from({ length: ${WORKLOADS} }, (_, i) => 'Kubernetes/shop/w' + i);
  const known = new Map();
  for (const id of ids) known.set(id, await store.operations(id));
  let day = 1 + Math.max(0, ...[...known.values()].flat().map((operation) => operation.today.day));
  for (;; day += 1) {
    const operations = [], dayRows = [];
    for (const workload of ids) {
      for (let seq = 0; seq < ${OPERATIONS}; seq += 1) {
        const key = { reporter: 'destination', caller: { principal: 'c/ns/n/sa/s', anonymousReason: null },
          port: 1, protocol: 'http', method: 'GET', path: '/p' + seq };
        const delta = { day, hours: 1, evidenceHours: 1, ok: 1, failed: 0, denied: 0,
          firstSeen: day, lastSeen: day,
          firstEvidence: day, lastEvidence: day, grpc: false, marks: [], literal: null };
        const merged = merge(known.get(workload)[seq] ?? null, key, seq, delta);
        known.get(workload)[seq] = merged.operation;
        operations.push({ workload, operation: merged.operation });
        for (const row of merged.dayRows) dayRows.push({ workload, seq, ...row });
      }
    }
    const counters = [{ source: 'als', disposition: { kind: 'evidence' }, count: operations.length }];
    await store.commit({ batch: 'day-' + day, time: day, counters, workloads: [], operations, dayRows,
      hourCounts: [], denials: [], listening: [], gaps: [] });
    process.stdout.write(day + '\\n');
  }
`;

it('keeps operations, day rows and counters in step when the process is killed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'leastpath-crash-'));
  const path = join(directory, 'traffic.db');
  try {
    let acknowledged = 0;
    for (const commits of [1, 4, 7]) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', writer, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      acknowledged = await killAfter(child, acknowledged + commits);
      await using reopened = await openSqliteStore(path, { migrate: true });
      const evidence = (await reopened.counters())[0]?.count ?? 0;
      const days = evidence / (WORKLOADS * OPERATIONS);
      expect(Number.isInteger(days)).toBe(true);
      expect(days).toBeGreaterThanOrEqual(acknowledged);
      for (let i = 0; i < WORKLOADS; i += 1) {
        const operations = await reopened.operations(`Kubernetes/shop/w${i}`);
        expect(operations).toHaveLength(OPERATIONS);
        expect(operations.map(({ counts }) => counts.ok)).toEqual(operations.map(() => days));
        const rows = await reopened.dayRows(`Kubernetes/shop/w${i}`, 0);
        expect(rows.reduce((sum, { ok }) => sum + ok, 0)).toBe((days - 1) * OPERATIONS);
      }
    }
    const database = new Database(path, { readonly: true });
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

/** Kills it while it writes the commit after this day; gives the last day it said was stored. */
async function killAfter(child: ChildProcess, day: number): Promise<number> {
  let last = 0;
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    last = Number(lines.at(-1) ?? last);
    if (last >= day) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return last;
}
