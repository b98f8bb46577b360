import { once } from 'node:events';
import type { Command } from 'commander';
import { createApp } from '../app.ts';
import { addSettings, type SettingFlags, settingsOf } from './settings.ts';

export function addServe(program: Command, signal: AbortSignal): void {
  const command = program
    .command('serve')
    .description('the service: takes telemetry, learns, serves API, page and metrics')
    .addHelpText(
      'after',
      '\nExamples:\n  leastpath serve\n  leastpath serve --config leastpath.yaml --http-listen 127.0.0.1:9090',
    );
  addSettings(command).action((flags: SettingFlags) => serve(flags, signal));
}

async function serve(flags: SettingFlags, signal: AbortSignal): Promise<void> {
  const { config } = settingsOf(flags, process.env);
  await using app = await createApp(config, {}, signal);
  process.stderr.write(`leastpath: ${app.url}/ , access logs at ${app.alsAddress}\n`);
  if (!signal.aborted) await once(signal, 'abort');
}
