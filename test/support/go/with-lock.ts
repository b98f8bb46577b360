import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Runs `work` while no other process does so under the same path. A lock whose process is gone, or that is
 * older than `within` (ms), is taken over: in the worst case two work at once, which must only cost time.
 */
export async function withLock<T>(path: string, within: number, work: () => Promise<T>): Promise<T> {
  while (!(await take(path))) {
    if (await isAbandoned(path, within)) await rm(path, { force: true });
    else await pause(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  return writeFile(path, String(process.pid), { flag: 'wx' }).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause;
      return false;
    },
  );
}

async function isAbandoned(path: string, within: number): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null) return false;
  const age = Date.now() - found.mtimeMs;
  if (age > within) return true;
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  // Between being made and being written it is empty.
  return pid > 0 ? !isAlive(pid) : age > 5_000;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
