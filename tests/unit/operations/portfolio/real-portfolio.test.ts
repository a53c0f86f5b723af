import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { METHODS } from '../../../../src/analysis/portfolio/allocate.ts'
import { dataImport } from '../../../../src/operations/data/import.ts'
import { portfolioOptimize } from '../../../../src/operations/portfolio/optimize.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'

const folder = process.env.OPENBELL_REAL_DATA ?? ''
const SYMBOLS = ['BA', 'CAT', 'CSCO', 'DIS', 'GE', 'HD', 'INTC', 'JPM', 'KO', 'MCD', 'PFE', 'XOM']
const files = SYMBOLS.map((symbol) => join(folder, 'bars-1day', `${symbol}_2006-2017.csv`))
const real = folder !== '' && files.every((file) => existsSync(file))
const suite = describe.skipIf(!real)

suite(real ? 'portfolios of real daily bars' : 'portfolios of real daily bars (skipped: OPENBELL_REAL_DATA is not set)', () => {
  let test: TestContext
  beforeAll(async () => {
    test = createTestContext({ now: Date.UTC(2017, 11, 29, 22), flags: { source: 'store', 'as-of': '2017-12-29T22:00:00Z' } })
    for (const file of files) await test.run(dataImport, { files: [file], symbol: undefined })
  }, 60_000)
  afterAll(() => test?.close())

  it.each(METHODS)('%s: ten years of months, each knowing only its past', async (method) => {
    const found = await test.run(portfolioOptimize, { symbols: SYMBOLS, method })
    expect(found.weights.reduce((sum: number, row: { weight: number }) => sum + row.weight, 0)).toBeCloseTo(1, 10)
    expect(found.outOfSample.months).toBeGreaterThan(100)
    expect(found.shrinkage.covariance).toBeGreaterThan(0.02)
    expect(found.shrinkage.covariance).toBeLessThan(0.9)
    const { method: own, equalWeight, sampleCovariance, versusEqual } = found.outOfSample
    // What least variance and both parities promise; below it what Ledoit and Wolf promise an optimizer.
    if (method !== 'mean-variance') {
      expect(own.risk).toBeLessThan(equalWeight.risk)
      expect(versusEqual.risk.high).toBeLessThan(0)
    }
    if (method.endsWith('variance')) expect(own.risk).toBeLessThan(sampleCovariance.risk)
  })
})
