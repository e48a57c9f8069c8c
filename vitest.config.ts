import { defineConfig } from 'vitest/config'

/** Two projects: `unit` on real databases, two files at a time; `e2e` in a real browser, one after the other. */
export default defineConfig({
  test: {
    pool: 'forks',
    // A machine of two cores runs everything else as well.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          globalSetup: 'test/setup.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: ['test/setup.ts', 'e2e/setup.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
