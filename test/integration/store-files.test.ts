import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/app-error.ts';
import type { Commit } from '../../src/ports.ts';
import { migrateToLatest } from '../../src/store/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

let directory = '';
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leastpath-files-'));
});

afterAll(() => rm(directory, { recursive: true }));

/** Each in a directory of its own, so that what appears beside it is seen. */
async function newFile(): Promise<string> {
  const own = join(directory, String(count++));
  await mkdir(own);
  return join(own, 'traffic.db');
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error;
}

async function ours(rows: number): Promise<string> {
  const path = await newFile();
  await using store = await openSqliteStore(path, { migrate: true });
  const hourCounts = Array.from({ length: rows }, (_, hour) => ({
    ...{ workload: 'Kubernetes/shop/cart', evidence: 1, anonymous: 0 },
    hour,
  })) as Commit['hourCounts'];
  const nothing = {
    counters: [],
    workloads: [],
    operations: [],
    dayRows: [],
    denials: [],
    listening: [],
    gaps: [],
  };
  await store.commit({ batch: 'b', time: 1, hourCounts, ...nothing });
  return path;
}

async function foreignDatabase(): Promise<string> {
  const path = await newFile();
  const database = new Database(path);
  database.pragma('journal_mode = wal');
  database.exec('create table kept (a)');
  database.close();
  return path;
}

async function textFile(text: string): Promise<string> {
  const path = await newFile();
  await writeFile(path, text);
  return path;
}

async function newerDatabase(): Promise<string> {
  const path = await ours(0);
  const database = new Database(path);
  database.pragma('user_version = 99');
  database.close();
  return path;
}

async function cut(): Promise<string> {
  const path = await ours(5000);
  await truncate(path, 8192 + 17);
  return path;
}

async function overwritten(from: number): Promise<string> {
  const path = await ours(5000);
  const bytes = await readFile(path);
  bytes.fill(0xa5, from);
  await writeFile(path, bytes);
  return path;
}

async function tableOverwritten(table: string): Promise<string> {
  const path = await ours(5000);
  const database = new Database(path);
  const root = database
    .prepare('select rootpage from sqlite_master where name = ?')
    .pluck()
    .get(table) as number;
  database.close();
  const bytes = await readFile(path);
  bytes.fill(0xa5, (root - 1) * 4096, root * 4096);
  await writeFile(path, bytes);
  return path;
}

describe('a file that is not ours to use is refused and not touched', () => {
  it.each<[string, () => Promise<string>, RegExp]>([
    ['another SQLite database', foreignDatabase, /is not a leastpath database/],
    ['a text file', () => textFile('hello '.repeat(100)), /is not a leastpath database/],
    ['a short file', () => textFile('x'), /is not a leastpath database/],
    [
      'a file that begins like a database',
      () => textFile('SQLite format 3\0 and no more'),
      /is not a leastpath database/,
    ],
    ['a newer schema', newerDatabase, /has schema 99, this program knows up to 3$/],
    ['a file cut short', cut, /is damaged: its end is missing/],
    ['a first page overwritten', () => overwritten(100), /is damaged: its first page is no table/],
    [
      'a table overwritten',
      () => tableOverwritten('hour_counts'),
      /is damaged: database disk image is malformed/,
    ],
    [
      'all but the first page overwritten',
      () => overwritten(4096),
      /is damaged: database disk image is malformed/,
    ],
  ])('%s', async (_, make, message) => {
    const path = await make();
    const before = await readFile(path);
    for (const open of [
      () => openSqliteStore(path, { migrate: true }),
      () => openSqliteStore(path, { migrate: false }),
      () => migrateToLatest(path),
    ]) {
      const error = await failure(open());
      expect(error.code).toBe('unreadable');
      expect(error.message).toMatch(message);
      expect(error.message).toContain(path);
      expect(error.hint).not.toBeNull();
    }
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(dirname(path))).toEqual(['traffic.db']);
  });

  it('damage that shows later is unreadable too', async () => {
    const path = await ours(5000);
    const bytes = await readFile(path);
    bytes.fill(0xa5, bytes.length - 4096);
    await writeFile(path, bytes);
    await using store = await openSqliteStore(path, { migrate: false });
    const error = await failure(store.hourCounts('Kubernetes/shop/cart', 0));
    expect(error.code).toBe('unreadable');
  });
});

describe('a place that can not be written', () => {
  it.each([
    ['a missing directory', async () => join(directory, 'nowhere', 'traffic.db')],
    ['a file for a directory', async () => join(await textFile('x'), 'traffic.db')],
    ['a directory', async () => dirname(await newFile())],
  ])('%s is an invalid setting', async (_, make) => {
    const path = await make();
    const error = await failure(openSqliteStore(path, { migrate: true }));
    expect(error.code).toBe('invalid');
    expect(error.message).toContain(path);
    expect(error.hint).toContain('`store`');
  });

  // Where there is no /proc it is one more missing directory.
  it('a file system that takes no files is an invalid setting', async () => {
    const error = await failure(openSqliteStore('/proc/leastpath.db', { migrate: true }));
    expect(error.code).toBe('invalid');
  });
});

describe('migrating', () => {
  it('creates a database, and then there is nothing to do', async () => {
    const path = await newFile();
    expect(await migrateToLatest(path)).toEqual({
      from: 0,
      to: 3,
      applied: ['0001-init', '0002-denials', '0003-addresses'],
    });
    expect(await migrateToLatest(path)).toEqual({ from: 3, to: 3, applied: [] });
    const store = await openSqliteStore(path, { migrate: false });
    expect(await store.workloads()).toEqual([]);
    await store[Symbol.asyncDispose]();
    expect(await readdir(dirname(path))).toEqual(['traffic.db']);
  });

  it('takes an empty file as a new database', async () => {
    const path = await textFile('');
    await using store = await openSqliteStore(path, { migrate: true });
    expect(await store.counters()).toEqual([]);
  });

  it('is needed where it is not asked for', async () => {
    const path = await newFile();
    const error = await failure(openSqliteStore(path, { migrate: false }));
    expect(error.code).toBe('not-found');
    expect(existsSync(path)).toBe(false);
    await migrateToLatest(path);
    const database = new Database(path);
    database.pragma('user_version = 0');
    database.close();
    const old = await failure(openSqliteStore(path, { migrate: false }));
    expect(old).toMatchObject({ code: 'invalid', hint: expect.stringContaining('leastpath migrate') });
    await using store = await openSqliteStore(path, { migrate: true });
    expect(await store.workloads()).toEqual([]);
  });

  it('is asked for by two at the same time', async () => {
    const path = await newFile();
    const stores = await Promise.all([1, 2, 3].map(() => openSqliteStore(path, { migrate: true })));
    for (const store of stores) {
      expect(await store.workloads()).toEqual([]);
      await store[Symbol.asyncDispose]();
    }
  });
});
