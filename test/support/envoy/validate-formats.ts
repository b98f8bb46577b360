import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LogTemplate } from '../../../src/core/model/log-template.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { ownLogger } from './access-loggers.ts';
import { installEnvoy } from './install-envoy.ts';

const run = promisify(execFile);

/** What Envoy says against a configuration with loggers of these formats; null = it takes them all. */
export async function refusalOf(...templates: readonly LogTemplate[]): Promise<string | null> {
  const binary = await installEnvoy();
  await using folder = await temporaryFolder();
  const config = join(folder.path, 'envoy.json');
  const access_log = templates.map((template) => ownLogger({ path: '/dev/null', format: { template } }));
  await writeFile(config, JSON.stringify({ admin: { access_log } }));
  return await run(binary, ['--mode', 'validate', '-c', config, '-l', 'critical']).then(
    () => null,
    ({ stderr }: { stderr: string }) => stderr,
  );
}
