import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from '../support/app-under-test.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LISTEN = ['--als-listen', '127.0.0.1:0', '--http-listen', '127.0.0.1:0', '--kubernetes', 'off'];

async function failure(args: readonly string[]): Promise<{ code: number; line: string; stdout: string }> {
  const { code, stdout, stderr } = await runProgram(['serve', ...args]);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('{'));
  expect(lines, stderr).toHaveLength(1);
  return { code, line: lines[0] ?? '', stdout };
}

it.each([
  ['als', '--als-listen'],
  ['http', '--http-listen'],
])('says that the %s port is in use', async (_, flag) => {
  await using folder = await temporaryFolder();
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => taken.once('listening', listening));
  const { port } = taken.address() as { port: number };

  const args = [...LISTEN, flag, `127.0.0.1:${port}`, '--store', `sqlite:${join(folder.path, 'a.db')}`];
  const { code, line, stdout } = await failure(args);
  taken.close();

  expect(code).toBe(2);
  expect(line).toContain(String(port));
  expect(line).toMatch(/: (stop|set|use|free)/);
  expect(stdout).toBe('');
});

it('says that the database can’t be written', async () => {
  await using folder = await temporaryFolder();
  const { code, line } = await failure([
    ...LISTEN,
    '--store',
    `sqlite:${join(folder.path, 'missing', 'a.db')}`,
  ]);

  expect(code).toBe(2);
  expect(line).toContain('missing');
});

it.each([
  ['another program’s database', 'SQLite format 3\0 but not ours, and far too short to be one'],
  ['a file that is no database', 'hello, I am a shopping list\n'.repeat(300)],
])('leaves %s alone', async (_, content) => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'foreign.db');
  await writeFile(file, content);
  const before = await stat(file);

  const { code, line } = await failure([...LISTEN, '--store', `sqlite:${file}`]);

  expect([2, 3]).toContain(code);
  expect(line).toContain('foreign.db');
  expect(await readFile(file, 'utf8')).toBe(content);
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
});

it('names the nearest setting for one it doesn’t know', async () => {
  await using folder = await temporaryFolder();
  await mkdir(folder.path, { recursive: true });
  const file = join(folder.path, 'leastpath.yaml');
  await writeFile(file, 'als:\n  lisen: 127.0.0.1:0\n');

  const { code, line } = await failure([...LISTEN, '--config', file]);

  expect(code).toBe(2);
  expect(line).toContain('als.lisen');
  expect(line).toContain('als.listen');
});

it.each(['serve', 'recommend'])('%s says that the inventory file doesn’t exist', async (command) => {
  await using folder = await temporaryFolder();
  const missing = join(folder.path, 'nowhere.yaml');
  const store = `sqlite:${join(folder.path, 'a.db')}`;
  const args =
    command === 'serve' ? [...LISTEN, '--store', store, '--kubernetes', missing] : ['--inventory', missing];
  const { code, stderr } = await runProgram([command, ...args]);

  expect(code).toBe(2);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toContain('nowhere.yaml');
});

it('says that a file of traffic doesn’t exist', async () => {
  const { code, stderr } = await runProgram(['recommend', 'no-such-file.log']);

  expect(code).toBe(2);
  expect(stderr).toContain('no-such-file.log');
});

it('calls input unreadable when nothing in it can be read', async () => {
  const { code, stderr } = await runProgram(['recommend', '-'], 'nothing\nof the\nkind\n');

  expect(code).toBe(3);
  expect(stderr.length).toBeGreaterThan(20);
});
