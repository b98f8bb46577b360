import type { Command } from 'commander';
import { printConfig } from '../config/print.ts';
import { print } from './print.ts';
import { addSettings, type SettingFlags, settingsOf } from './settings.ts';

export function addConfig(program: Command): void {
  const command = program.command('config').description('the settings of serve');
  addSettings(command.command('print'))
    .description("the settings in force, with each value's origin")
    .action((flags: SettingFlags) => print(printConfig(settingsOf(flags, process.env))));
  addSettings(command.command('validate'))
    .description('says whether serve would take these settings')
    .action((flags: SettingFlags) => {
      settingsOf(flags, process.env);
      process.stderr.write('the settings are valid\n');
    });
}
