import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indicatorStream } from '../../../../src/analysis/indicators/bound-stream.ts'
import { parseIndicator } from '../../../../src/analysis/indicators/ref.ts'
import {
  ColumnCache,
  indicatorColumns,
  type SeriesSource,
  settleOf,
  warmUpOf,
} from '../../../../src/analysis/indicators/resolve.ts'
import { type Bars, type Column, createBars } from '../../../../src/market/bars.ts'
import { barsOf, seededCandles, usCalendar } from '../../../support/indicator-bars.ts'
import { otherCloses } from './series.ts'

const N = Number.NaN

function seriesOf(bars: Bars): SeriesSource {
  return { bars, calendar: usCalendar, other: (symbol) => (symbol === 'SPY' ? otherCloses(bars) : null) }
}

const walk = (count: number, seed = 7) => seriesOf(barsOf(seededCandles(count, seed)))
const of = (spelling: string, source: SeriesSource, cache: ColumnCache | null = null) =>
  indicatorColumns(parseIndicator(spelling), source, cache).map((column) => [...column])

describe('columns of a use', () => {
  test('of a named column', () => {
    const source = seriesOf(barsOf([10, 20, 60].map((volume) => ({ close: 1, volume }))))
    expect(of('sma:2@volume', source)).toEqual([[N, 15, 40]])
  })

  test('of another indicator: from its first value on', () => {
    // sma:2 of 1 3 5 7 9 is 2 4 6 8 from row 1; the sum of two of those from row 2.
    const source = seriesOf(barsOf([1, 3, 5, 7, 9].map((close) => ({ close }))))
    expect(of('sum:2(sma:2)', source)).toEqual([[N, N, 6, 10, 14]])
    // Seeded with the mean of the first three values there are: (2 + 4 + 6) / 3, then (8 + 4) / 2.
    expect(of('ema:3(sma:2)', source)).toEqual([[N, N, N, 4, 6]])
  })

  test('of another indicator that never speaks: silent', () => {
    expect(of('sma:2(sma:50)', walk(20))).toEqual([Array(20).fill(N)])
  })

  test('of volume and a column at the same rows, inside another', () => {
    const source = walk(60)
    const inner = of('sma:5', source)[0]
    const { volume } = source.bars
    const row = 40
    const rows = [38, 39, 40]
    const money = rows.reduce((sum, i) => sum + inner[i] * volume[i], 0)
    expect(of('vwma:3(sma:5)', source)[0][row]).toBeCloseTo(money / rows.reduce((sum, i) => sum + volume[i], 0), 10)
  })

  test('against another symbol, or no-data where it has none', () => {
    expect(of('beta:20@SPY', walk(60))[0].at(-1)).toBeGreaterThan(0)
    expect(() => of('beta:20@NOPE', walk(60))).toThrow(
      expect.objectContaining({ kind: 'no-data', message: expect.stringContaining('NOPE') }),
    )
  })

  test('a use that makes no sense is refused, however it was made', () => {
    const wrong = { name: 'rsi', params: [0], input: null, other: null }
    expect(() => indicatorColumns(wrong, walk(5))).toThrow(expect.objectContaining({ kind: 'usage' }))
    expect(() => indicatorStream(wrong, walk(5))).toThrow(expect.objectContaining({ kind: 'usage' }))
  })
})

const USES = [
  'rsi:5',
  'sma:4@volume',
  'macd:3,6,4',
  'sma:5(rsi:4)',
  'ema:3(sma:4(rsi:5@open))',
  'vwma:3(ema:4)',
  'zscore:5(roc:3)',
]

describe('warm-up and settling add up', () => {
  test.each(USES)('%s speaks on the row that its warm-up says', (spelling) => {
    const columns = of(spelling, walk(120))
    const first = Math.max(...columns.map((values) => values.findIndex((value) => !Number.isNaN(value))))
    expect(first).toBe(warmUpOf(parseIndicator(spelling)) - 1)
  })

  test('settling of what is inside counts as well', () => {
    expect(settleOf(parseIndicator('sma:5(rsi:4)'))).toBe(settleOf(parseIndicator('rsi:4')))
    expect(settleOf(parseIndicator('ema:5(rsi:4)'))).toBeGreaterThan(settleOf(parseIndicator('rsi:4')))
    expect(settleOf(parseIndicator('sma:5(obv)'))).toBe(Number.POSITIVE_INFINITY)
  })
})

/** A series that grows in place, and moves to larger arrays when they are full. */
class Growing implements SeriesSource {
  bars: Bars
  readonly calendar = usCalendar
  readonly #whole: SeriesSource

  constructor(whole: SeriesSource) {
    this.#whole = whole
    this.bars = createBars(whole.bars, 8)
  }

  other(symbol: string): Column | null {
    return this.#whole.other(symbol)
  }

  show(row: number, by: number): void {
    if (row >= this.bars.close.length) this.#grow()
    for (const key of ['time', 'open', 'high', 'low', 'close', 'volume'] as const)
      this.bars[key][row] = this.#whole.bars[key][row] * (key === 'time' ? 1 : by)
    this.bars.length = row + 1
  }

  #grow(): void {
    const larger = createBars(this.bars, 2 * this.bars.close.length)
    for (const key of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) larger[key].set(this.bars[key])
    this.bars = larger
  }
}

describe('streams of a use', () => {
  test.each([...USES, 'beta:5@SPY', 'vwap'])('%s steps to its column, the last bar taken again or not', (spelling) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.array(fc.nat(2), { minLength: 1, maxLength: 9 }), (seed, agains) => {
        const source = walk(60, seed)
        const whole = of(spelling, source)
        const live = new Growing(source)
        const stream = indicatorStream(parseIndicator(spelling), live)
        for (let row = 0; row < 60; row++) {
          const times = agains[row % agains.length]
          live.show(row, times === 0 ? 1 : 1.1)
          stream.step(row)
          for (let k = times - 1; k >= 0; k--) {
            live.show(row, k === 0 ? 1 : 0.9)
            stream.replace(row)
          }
          whole.forEach((values, k) => {
            if (Number.isNaN(values[row])) expect(stream.out[k]).toBeNaN()
            else expect(Math.abs(stream.out[k] - values[row])).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, Math.abs(values[row])))
          })
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('a cache', () => {
  test('computes each spelling of a series once, inner ones too, and never mixes series', () => {
    const cache = new ColumnCache()
    const [one, two] = [walk(60), walk(60, 8)]
    const rsi = indicatorColumns(parseIndicator('rsi:5'), one, cache)[0]
    indicatorColumns(parseIndicator('sma:3(rsi:5)'), one, cache)
    expect(indicatorColumns(parseIndicator('rsi_5'), one, cache)[0]).toBe(rsi)
    expect(cache.bytes).toBe(2 * 60 * 8)
    expect([...indicatorColumns(parseIndicator('rsi:5'), two, cache)[0]]).toEqual(of('rsi:5', two)[0])
    expect(cache.bytes).toBe(3 * 60 * 8)
  })

  test('answers as without one, whatever it had to let go', () => {
    const uses = fc.array(fc.tuple(fc.constantFrom(...USES), fc.nat(2), fc.boolean()), { minLength: 5, maxLength: 60 })
    const sources = [walk(60), walk(60, 8), walk(47, 9)]
    fc.assert(
      fc.property(uses, fc.integer({ min: 0, max: 12 }), (list, room) => {
        const cache = new ColumnCache(room * 60 * 8)
        let held: { columns: Column[]; wanted: number[][] }[] = []
        for (const [spelling, which, ends] of list) {
          const columns = indicatorColumns(parseIndicator(spelling), sources[which], cache)
          held.push({ columns, wanted: of(spelling, sources[which]) })
          for (const one of held) expect(one.columns.map((column) => [...column])).toEqual(one.wanted)
          if (!ends) continue
          cache.endOfRun()
          held = []
        }
      }),
    )
  })

  test('stays within its bytes over a sweep, and writes over columns instead of making new ones', () => {
    const cache = new ColumnCache(10 * 500 * 8)
    const source = walk(500)
    const seen = new Set<Column>()
    for (let period = 2; period < 200; period++) {
      for (const column of indicatorColumns(parseIndicator(`sma:${period}(ema:${period})`), source, cache)) seen.add(column)
      cache.endOfRun()
      expect(cache.bytes).toBeLessThanOrEqual(10 * 500 * 8)
    }
    expect(seen.size).toBeLessThanOrEqual(12)
  })

  test('keeps what a run still reads, even beyond its bytes', () => {
    const cache = new ColumnCache(0)
    const source = walk(60)
    const columns = [3, 4, 5].map((period) => indicatorColumns(parseIndicator(`sma:${period}`), source, cache)[0])
    columns.forEach((column, i) => {
      expect([...column]).toEqual(of(`sma:${3 + i}`, source)[0])
    })
  })

  test('hands out columns for other work and takes them back', () => {
    const cache = new ColumnCache()
    const one = cache.acquire(100)
    expect(one).toHaveLength(100)
    cache.release(one)
    expect(cache.acquire(100)).toBe(one)
    expect(cache.acquire(100)).not.toBe(one)
  })
})
