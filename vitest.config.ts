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
          // A limit is for what hangs: everything waits for a state, and a busy machine may take ten times as long.
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: ['test/setup.ts', 'e2e/setup.ts'],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
})
