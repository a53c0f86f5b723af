import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { iso } from '../../../../src/core/time.ts'
import { barClose } from '../../../../src/market/bar-times.ts'
import { type Bars, sliceBars } from '../../../../src/market/bars.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import { createPrints } from '../../../../src/market/prints.ts'
import { analyze } from '../../../../src/operations/analyze/analyze.ts'
import type { AnalyzeResult } from '../../../../src/operations/analyze/output.ts'
import { createTestContext } from '../../../support/context.ts'
import { barsOf, realCandles } from '../../../support/indicator-bars.ts'
import { drawn, walk } from '../../analysis/patterns/drawn.ts'
import { scriptedSource } from '../peak-trough/peak-trough-source.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const named = (bars: Bars, symbol: string): Bars => ({ ...bars, symbol, source: 'scripted', feed: 'script' })
const closeAt = (bars: Bars, row: number) => barClose('1d', bars.time[row], usCalendar)

function contextOf(series: Bars[], asOf?: number, tape: Parameters<typeof scriptedSource>[1] = []) {
  const source = scriptedSource(series, tape)
  const flags: Record<string, string> = asOf === undefined ? { source: 'scripted' } : { source: 'scripted', 'as-of': iso(asOf) }
  const test = createTestContext({ store: createMemoryStore(), sources: { scripted: source }, flags })
  closers.push(test.close)
  return test
}

async function one(bars: Bars, asOf?: number, input: Record<string, unknown> = {}): Promise<AnalyzeResult> {
  return (await contextOf([named(bars, 'OBX')], asOf).run(analyze, { symbols: ['obx'], ...input })).results[0]
}

const DOUBLE_TOP = drawn(92, [15, 80], [20, 100], [12, 90], [12, 100.4], [25, 75])

describe('analyze', () => {
  it('puts the short answer on top and everything below it', async () => {
    const bars = walk(900, 4)
    const result = await one(bars)
    expect(Object.keys(result.quick)).toEqual(['trend', 'strength', 'regime', 'summary'])
    expect(result.quick.regime).toBe(result.regime.name)
    expect(result.price).toBe(bars.close[899])
    expect(result.momentum.map((window) => window.bars)).toEqual([1, 5, 10, 20, 60, 120, 250])
    expect(result.momentum[1].change).toBeCloseTo(bars.close[899] / bars.close[894] - 1, 12)
    expect(result.algorithmic).toBeNull()
    const total = bars.volume.slice(650).reduce((sum, volume) => sum + volume, 0)
    expect(result.volumeProfile!.bins.reduce((sum, bin) => sum + bin.volume, 0)).toBeCloseTo(total, 6)
    for (const level of result.levels) {
      expect(level.kind).toBe(level.price > result.price ? 'resistance' : 'support')
      expect(level.touches).toBeGreaterThanOrEqual(2)
      expect(Date.parse(level.knownAt)).toBeGreaterThan(Date.parse(level.lastTouch))
      expect(Date.parse(level.knownAt)).toBeGreaterThanOrEqual(Date.parse(level.firstKnownAt))
    }
    expect(result.levels.map((level) => level.price)).toEqual(result.levels.map((level) => level.price).sort((a, b) => b - a))
  })

  it('knows a pattern from its known time on and not before', async () => {
    const bars = DOUBLE_TOP
    const top = (await one(bars)).patterns.find((pattern) => pattern.name === 'double_top')!
    expect(top).toMatchObject({ kind: 'chart', direction: 'bearish' })
    const known = Date.parse(top.knownAt)
    const at = async (asOf: number) => (await one(bars, asOf)).patterns.some((pattern) => pattern.name === 'double_top')
    expect([await at(known), await at(known - 1)]).toEqual([true, false])
  })

  it('nothing it says was known only later: the same answer from a series that ends at the as-of', async () => {
    const bars = walk(700, 21)
    for (const rows of [120, 333, 500, 699]) {
      const asOf = closeAt(bars, rows - 1)
      const result = await one(bars, asOf)
      expect(result).toEqual(await one(sliceBars(bars, 0, rows), asOf))
      const times = [...result.levels, ...result.patterns].map((found) => Date.parse(found.knownAt))
      for (const time of times) expect(time).toBeLessThanOrEqual(asOf)
    }
  })

  it('gives no number where there are too few bars', async () => {
    const result = await one(walk(12, 3))
    expect(result).toMatchObject({
      bars: 12,
      quick: { trend: 'unknown', strength: null, regime: 'UNKNOWN' },
      levels: [],
      levelWidth: null,
    })
    expect(result.breakout).toMatchObject({ state: 'unknown', price: null })
  })

  it('says that a symbol is stale', async () => {
    const bars = walk(300, 5)
    const late = closeAt(bars, 299) + 5 * 86_400_000
    expect(await one(bars, late)).toMatchObject({ stale: true, quick: { summary: expect.stringContaining('Stale') } })
    expect((await one(bars, closeAt(bars, 299))).stale).toBe(false)
  })

  it('scores the prints where there are some', async () => {
    const bars = named(walk(300, 5), 'OBX')
    const prints = createPrints({ symbol: 'OBX', source: 'scripted', feed: 'script' }, 500)
    prints.length = 500
    for (let i = 0; i < 500; i++) {
      prints.time[i] = closeAt(bars, 299) - 600_000 + 250 * i + (i % 2)
      prints.size[i] = 137
      prints.price[i] = 100
    }
    const { results } = await contextOf([bars], undefined, [prints]).run(analyze, { symbols: ['OBX'] })
    expect(results[0].algorithmic).toMatchObject({ prints: 500, roundLotShare: 0, from: iso(prints.time[0]) })
    expect(results[0].algorithmic.probability).toBeGreaterThan(0.8)
  })
})

describe('several symbols', () => {
  const own = named(walk(400, 8), 'OBX')
  const twin = { ...named(sliceBars(own, 0, 400), 'TWN'), close: own.close.map((close) => close / 2) }
  const other = named(walk(400, 9), 'OTH')

  it('correlates returns on the dates that all have', async () => {
    const { correlation, results, failed } = await contextOf([own, twin, other]).run(analyze, {
      symbols: ['OBX', 'TWN', 'NONE', 'OTH'],
      correlate: true,
      bars: 100,
    })
    expect(results.map((result: AnalyzeResult) => result.symbol)).toEqual(['OBX', 'TWN', 'OTH'])
    expect(failed).toMatchObject([{ symbol: 'NONE', kind: 'not-found' }])
    expect(correlation).toMatchObject({ symbols: ['OBX', 'TWN', 'OTH'], returns: 99 })
    expect(correlation.matrix[0][1]).toBeCloseTo(1, 9)
    const returns = (bars: Bars) => Array.from({ length: 99 }, (_, i) => bars.close[301 + i] / bars.close[300 + i] - 1)
    expect(correlation.matrix[0][2]).toBeCloseTo(pearson(returns(own), returns(other)), 12)
    expect(correlation.matrix[2][0]).toBe(correlation.matrix[0][2])
  })

  it('needs two for that', async () => {
    await expect(contextOf([own]).run(analyze, { symbols: ['OBX', 'obx'], correlate: true })).rejects.toMatchObject({
      kind: 'usage',
    })
  })
})

function pearson(a: number[], b: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(a), mean(b)]
  const product = (f: number[], fMean: number, g: number[], gMean: number) =>
    f.reduce((sum, value, i) => sum + (value - fMean) * (g[i] - gMean), 0)
  return product(a, x, b, y) / Math.sqrt(product(a, x, a, x) * product(b, y, b, y))
}

const REAL = process.env.OPENBELL_REAL_DATA

describe(`on real days${REAL ? '' : ' (skipped: OPENBELL_REAL_DATA is not set)'}`, () => {
  it.skipIf(!REAL)('every regime is met, and nothing looks ahead', { timeout: 60_000 }, async () => {
    const bars = barsOf(realCandles('bars-1day', 'AAPL_2006-2017'))
    const regimes = new Set<string>()
    for (let rows = 900; rows < bars.length; rows += 90) {
      const asOf = closeAt(bars, rows - 1)
      const result = await one(bars, asOf)
      regimes.add(result.regime.name)
      if (rows % 450 === 0) expect(result).toEqual(await one(sliceBars(bars, 0, rows), asOf))
    }
    expect(regimes.size).toBeGreaterThanOrEqual(4)
  })
})
