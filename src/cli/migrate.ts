import type { Command } from 'commander';
import { migrateToLatest } from '../store/migrate.ts';
import { addSettings, type SettingFlags, settingsOf } from './settings.ts';

export function addMigrate(program: Command): void {
  const command = program.command('migrate').description('brings the database to the newest schema');
  addSettings(command).action(async (flags: SettingFlags) => {
    const { config } = settingsOf(flags, process.env);
    const { applied } = await migrateToLatest(config.store.path);
    process.stderr.write(
      applied.length === 0 ? 'the schema is the newest\n' : `applied: ${applied.join(', ')}\n`,
    );
  });
}
