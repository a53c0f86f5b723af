import { expect, it } from 'vitest'
import { killImports } from '../support/kill-import.ts'

it('ten imports killed at random points leave whole batches, and importing again completes them', async () => {
  expect(await killImports(10, 20_240_102)).toBeGreaterThan(0)
}, 120_000)
