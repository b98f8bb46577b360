import { expect, it } from 'vitest';
import { configReference } from './reference.ts';
import { SETTINGS } from './settings.ts';

it('is what docs/config.md says (vitest -u writes it)', async () => {
  await expect(configReference()).toMatchFileSnapshot('../../docs/config.md');
});

it('has a meaning and a default for every setting', () => {
  for (const setting of SETTINGS) {
    expect(setting.meaning, setting.key).toMatch(/\.$/);
    expect(setting.fallback, setting.key).toBeDefined();
  }
  expect(SETTINGS.length).toBeGreaterThan(25);
});
