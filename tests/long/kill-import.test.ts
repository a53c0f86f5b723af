import { expect, it } from 'vitest'
import { killImports } from '../support/kill-import.ts'

it('ninety more imports killed at random points leave whole batches, and importing again completes them', async () => {
  expect(await killImports(90, 7)).toBeGreaterThan(10)
}, 900_000)
