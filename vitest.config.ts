import { defineConfig } from 'vitest/config'

export default defineConfig({
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
