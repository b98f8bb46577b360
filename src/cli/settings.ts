import type { Command } from 'commander';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { SETTINGS } from '../config/settings.ts';

export type SettingFlags = Readonly<Record<string, string | undefined>> & { readonly config?: string };

/** `--config` and a flag for every setting. */
export function addSettings(command: Command): Command {
  command.option('--config <file>', 'a YAML file of settings');
  for (const { key, flag, fallback } of SETTINGS) {
    const shown = Array.isArray(fallback) ? fallback.join(',') : String(fallback ?? '');
    command.option(`${flag} <value>`, `${key}${shown === '' ? '' : ` (default: ${shown})`}`);
  }
  return command;
}

/** File, then LEASTPATH_ variables, then flags. */
export function settingsOf(
  flags: SettingFlags,
  env: Readonly<Record<string, string | undefined>>,
): LoadedConfig {
  const given = Object.fromEntries(SETTINGS.map(({ key, flag }) => [key, flags[camelCase(flag)]]));
  return loadConfig({ file: flags.config, env, flags: given });
}

/** As commander names it: `--als-listen` → `alsListen`. */
function camelCase(flag: string): string {
  return flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
