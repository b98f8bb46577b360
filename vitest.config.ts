import { defineConfig } from 'vitest/config';

const suite = (name: string, include: string[], testTimeout: number, globalSetup: string[] = []) => ({
  test: { name, include, testTimeout, hookTimeout: testTimeout, globalSetup },
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
      suite('oracle', ['test/oracle/**/*.test.ts'], 300_000, ['test/support/oracle/global-setup.ts']),
      suite('kube', ['test/kube/**/*.test.ts'], 300_000, ['test/support/kube/global-setup.ts']),
      suite('mesh', ['test/mesh/**/*.test.ts'], 300_000, ['test/support/mesh/global-setup.ts']),
      suite('browser', ['test/browser/**/*.test.ts'], 120_000),
    ],
  },
});
