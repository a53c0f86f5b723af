import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeAnew } from '../../../../src/analysis/metrics/random-entries.ts'
import {
  type EntryFacts,
  type EntryPrices,
  entrySignificance,
  type Significance,
  signTest,
  studentTest,
} from '../../../../src/analysis/metrics/significance.ts'
import { Random } from '../../../../src/analysis/random.ts'

function pricesOf(seed: number, length: number): EntryPrices {
  const random = new Random(seed, 'prices')
  const open = new Float64Array(length)
  const close = new Float64Array(length)
  let now = 100
  for (let i = 0; i < length; i++) {
    open[i] = now
    now *= 1 + 0.01 * random.normal()
    close[i] = now
  }
  return { open, close, from: 0, length }
}

const entry = (row: number, bars: number, side: 'long' | 'short' = 'long', series = 0): EntryFacts => {
  return { series, row, bars, side, return: 0.01 }
}
const test = (prices: EntryPrices[], entries: EntryFacts[], draws = 400, seed = 1) =>
  entrySignificance(prices, entries, { draws, seed }) as Significance

describe('entries against random entries', () => {
  it('value round trips from open to open, by the close in their own bar and at the end, shorts the other way', () => {
    const prices = { open: Float64Array.of(100, 110, 121, 100), close: Float64Array.of(105, 120, 110, 90), from: 0, length: 4 }
    expect(test([prices], [entry(0, 1), entry(0, 2)]).meanReturn).toBeCloseTo((0.1 + 0.21) / 2, 12)
    expect(test([prices], [entry(0, 0), entry(3, 5, 'short')]).meanReturn).toBeCloseTo((0.05 + 0.1) / 2, 12)
  })

  it('find a rule that knows the next bar, and its opposite', () => {
    const prices = pricesOf(1, 1000)
    const knowing = Array.from({ length: 999 }, (_, row) => row).filter((row) => prices.open[row + 1] > prices.open[row] * 1.012)
    const result = test(
      [prices],
      knowing.map((row) => entry(row, 1)),
    )
    expect(result.pValue).toBe(1 / 401)
    expect(result.meanReturn).toBeGreaterThan(result.random95)
    const wrong = test(
      [prices],
      knowing.map((row) => entry(row, 1, 'short')),
    )
    expect(wrong.pValue).toBe(1)
  })

  it('call chance chance: p-values of rules that draw their entries are spread evenly', () => {
    const values = Array.from({ length: 120 }, (_, k) => {
      const random = new Random(k, 'rule')
      const entries = Array.from({ length: 15 }, (_, i) => entry(i * 30 + random.below(20), 1 + random.below(10)))
      return test([pricesOf(1000 + k, 460)], entries, 99, k).pValue
    })
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length
    // A uniform mean of 120 has the deviation 0.026.
    expect(mean).toBeGreaterThan(0.42)
    expect(mean).toBeLessThan(0.58)
    expect(values.filter((one) => one <= 0.1).length).toBeLessThan(24)
  })

  it('do not reward the drift of a market that only rises', () => {
    const open = Float64Array.from({ length: 300 }, (_, i) => 100 * 1.001 ** i)
    const prices = { open, close: open.map((one) => one * 1.001), from: 0, length: 300 }
    const result = test([prices], [entry(3, 10), entry(50, 10), entry(200, 10)])
    expect(result.meanReturn).toBeGreaterThan(0)
    expect(result.pValue, 'every place is as good').toBe(1)
  })

  it('keep each symbol to its own rows and hang on the seed alone', () => {
    const short = { ...pricesOf(2, 40), from: 20 }
    const entries = [entry(0, 5), entry(100, 7, 'short'), entry(21, 3, 'long', 1)]
    expect(test([pricesOf(3, 200), short], entries)).toEqual(test([pricesOf(3, 200), short], entries))
    expect(Number.isFinite(test([pricesOf(3, 200), short], entries).meanReturn)).toBe(true)
    expect(entrySignificance([short], [entry(0, 1)], { draws: 10, seed: 1 })).toBeNull()
  })
})

describe('stays placed anew', () => {
  it('keep their lengths, stay inside and never overlap', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(lengths, fc.nat(200), fc.nat(50), fc.nat(), (bars, free, from, seed) => {
        const taken = bars.map((one) => Math.max(1, one))
        const to = from + free + taken.reduce((sum, one) => sum + one, 0)
        const placed: [number, number][] = []
        placeAnew(
          bars.map((one) => ({ bars: one })),
          from,
          to,
          new Random(seed, 'place'),
          (row, stay) => placed.push([row, Math.max(1, stay.bars)]),
        )
        expect(placed.map(([, length]) => length).sort()).toEqual(taken.sort())
        expect(placed[0][0]).toBeGreaterThanOrEqual(from)
        for (let i = 1; i < placed.length; i++) expect(placed[i][0]).toBeGreaterThanOrEqual(placed[i - 1][0] + placed[i - 1][1])
        const [row, length] = placed[placed.length - 1]
        expect(row + length).toBeLessThanOrEqual(to)
      }),
    )
  })

  it('reach every place about as often', () => {
    const hits = new Float64Array(10)
    const random = new Random(4, 'even')
    for (let i = 0; i < 10_000; i++) placeAnew([{ bars: 1 }], 0, 10, random, (row) => hits[row]++)
    for (const count of hits) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('that are more than there is room for are placed one by one', () => {
    const rows: number[] = []
    placeAnew([{ bars: 8 }, { bars: 8 }], 5, 15, new Random(1, 'full'), (row) => rows.push(row))
    expect(rows.every((row) => row >= 5 && row + 8 <= 15)).toBe(true)
  })
})

describe('tests of the returns themselves', () => {
  it("agree with SciPy's", () => {
    // scipy.stats.ttest_1samp([...], 0, alternative='greater'), binomtest(4, 6, 0.5, alternative='greater'); SciPy 1.17.1.
    const returns = [0.02, -0.01, 0.03, 0.01, -0.02, 0.015]
    expect(studentTest(returns).tStatistic).toBeCloseTo(0.9716254134469435, 12)
    expect(studentTest(returns).tPValue).toBeCloseTo(0.1879307593317916, 12)
    const signs = signTest(returns.map((one) => ({ return: one })))
    expect(signs).toEqual({ winners: 4, losers: 2, signPValue: expect.closeTo(0.34375, 12) })
  })

  it('say nothing of returns that do not vary', () => {
    expect(studentTest([0.01, 0.01])).toEqual({ tStatistic: null, tPValue: null })
    expect(signTest([{ return: 0 }])).toEqual({ winners: 0, losers: 0, signPValue: 1 })
  })
})
