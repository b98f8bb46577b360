import { defineConfig } from 'vitest/config';

const suite = (name: string, include: string[], testTimeout: number) => ({
  test: { name, include, testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    projects: [
      suite(
        'unit',
        ['src/**/*.test.ts', 'migrations/**/*.test.ts', 'test/*.test.ts', 'test/golden/**/*.test.ts'],
        20_000,
      ),
      suite('integration', ['test/integration/**/*.test.ts', 'test/e2e/*.test.ts'], 60_000),
      suite('envoy', ['test/envoy/**/*.test.ts'], 180_000),
      suite('browser', ['test/browser/**/*.test.ts'], 120_000),
    ],
  },
});
