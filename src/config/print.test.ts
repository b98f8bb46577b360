import { expect, it } from 'vitest';
import { parseConfigFile } from './file.ts';
import { loadConfig, mergeConfig } from './load.ts';
import { printConfig } from './print.ts';

const loaded = loadConfig({
  env: { LEASTPATH_KUBERNETES: 'off', LEASTPATH_MESH_ALIASES: 'a.example,b.example' },
  flags: { 'learn.timeUnit': '2s' },
});

it('prints each value with its origin', () => {
  const lines = printConfig(loaded).split('\n');

  expect(lines).toContain('  listen: 127.0.0.1:19001 # default');
  expect(lines).toContain('  timeUnit: 2s # flag --learn-time-unit');
  expect(lines).toContain('kubernetes: off # env LEASTPATH_KUBERNETES');
});

it('prints what it would read', () => {
  const again = mergeConfig([parseConfigFile(printConfig(loaded), 'printed.yaml')]);

  const { given: _, ...values } = loaded.config;
  expect(again.config).toMatchObject(values);
});
