import { expect, it } from 'vitest';
import { SETTINGS } from './settings.ts';

it('has a meaning and a default for every setting', () => {
  for (const setting of SETTINGS) {
    expect(setting.meaning, setting.key).toMatch(/\.$/);
    expect(setting.fallback, setting.key).toBeDefined();
  }
  expect(SETTINGS.length).toBeGreaterThan(25);
});
