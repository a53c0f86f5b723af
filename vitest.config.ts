import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Strategies import 'openbell': in tests that is the source, not the build.
  resolve: { alias: { openbell: new URL('src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: process.env.OPENBELL_LONG ? [] : ['tests/long/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './tests/support/count-reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
  },
})
