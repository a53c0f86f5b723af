import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indicatorColumn, indicators } from '../../../../src/analysis/indicators/registry.ts'
import { vwap } from '../../../../src/analysis/indicators/vwap.ts'
import { type Bars, createBars, sliceBars } from '../../../../src/market/bars.ts'

/** Bars of closes, each bar's high and low half a unit around its close. */
function barsOf(closes: number[], volumes: number[] = closes.map(() => 1)): Bars {
  const bars = createBars({ symbol: 'TEST', timeframe: '1d', source: 'test', feed: 'test' }, closes.length)
  bars.length = closes.length
  closes.forEach((close, i) => {
    bars.time[i] = i * 86_400_000
    bars.open[i] = close
    bars.high[i] = close + 0.5
    bars.low[i] = close - 0.5
    bars.close[i] = close
    bars.volume[i] = volumes[i]
  })
  return bars
}

const values = (name: string, closes: number[], period: number) => [...indicatorColumn(name, barsOf(closes), [period])]
const N = Number.NaN

describe('by hand', () => {
  test('sma: mean of the last n', () => {
    expect(values('sma', [1, 2, 3, 4, 8], 3)).toEqual([N, N, 2, 3, 5])
  })
  test('ema: seeded with the simple mean of the first n, then weight 2 / (n + 1)', () => {
    expect(values('ema', [1, 2, 3, 4, 8], 3)).toEqual([N, N, 2, 3, 5.5])
  })
  test('rsi: mean gain and loss of the first n changes, then Wilder', () => {
    // Changes +1, -1 -> gain 0.5, loss 0.5 -> 50; then +2: gain 1.25, loss 0.25 -> 83.33; then -1: gain 0.625, loss 0.625 -> 50.
    const [a, b, c, d, e] = values('rsi', [10, 11, 10, 12, 11], 2)
    expect([a, b, c]).toEqual([N, N, 50])
    expect(d).toBeCloseTo((100 * 1.25) / 1.5, 12)
    expect(e).toBeCloseTo(50, 12)
  })
  test('rsi of a rise is 100, of a fall 0, of a flat series 50', () => {
    expect(values('rsi', [1, 2, 3, 4], 2).at(-1)).toBe(100)
    expect(values('rsi', [4, 3, 2, 1], 2).at(-1)).toBe(0)
    expect(values('rsi', [5, 5, 5, 5], 2).at(-1)).toBe(50)
  })
  test('atr: true ranges from the second bar on, mean of the first n, then Wilder', () => {
    // True ranges 1.5 (10 to 11.5), 1.5 (11 to 9.5), 2.5 (10 to 12.5): seed 1.5, then (1.5 + 2.5) / 2.
    expect(values('atr', [10, 11, 10, 12], 2)).toEqual([N, N, 1.5, 2])
  })
  test('stdev: population deviation', () => {
    expect(values('stdev', [2, 4, 4, 4, 5, 5, 7, 9], 8).at(-1)).toBe(2)
    expect(values('stdev', [1e9, 1e9, 1e9], 3).at(-1)).toBe(0)
  })
  test('highest of highs and lowest of lows, this bar included', () => {
    expect(values('highest', [3, 1, 2, 5, 4], 3)).toEqual([N, N, 3.5, 5.5, 5.5])
    expect(values('lowest', [3, 1, 2, 5, 4], 3)).toEqual([N, N, 0.5, 0.5, 1.5])
  })
  test('roc: a fraction; unknown against 0', () => {
    expect(values('roc', [2, 0, 3, 1], 2)).toEqual([N, N, 0.5, N])
  })
  test('a column other than the usual one', () => {
    const bars = barsOf([1, 2, 3], [10, 20, 60])
    expect(indicatorColumn('sma', bars, [2], 'volume').at(-1)).toBe(40)
  })
  test("vwap: the source's own average where it has one, else the typical price; unknown without volume", () => {
    const bars = barsOf([10, 20, 30], [0, 1, 3])
    const out = new Float64Array(3)
    vwap(bars, 0, 3, out)
    expect([...out]).toEqual([N, 20, 27.5])
    vwap({ ...bars, vwap: Float64Array.of(N, 21, N) }, 1, 3, out)
    expect([...out]).toEqual([N, 21, (21 + 90) / 4])
  })
})

/** The same by the plainest means, for row i of a series. */
const naive: Record<string, (bars: Bars, i: number, n: number) => number> = {
  sma: (bars, i, n) => mean(window(bars.close, i, n)),
  ema: (bars, i, n) => recursive([...bars.close].slice(0, i + 1), n, 2 / (n + 1)),
  stdev: (bars, i, n) => {
    const rows = window(bars.close, i, n)
    return Math.sqrt(mean(rows.map((value) => (value - mean(rows)) ** 2)))
  },
  highest: (bars, i, n) => Math.max(...window(bars.high, i, n)),
  lowest: (bars, i, n) => Math.min(...window(bars.low, i, n)),
  roc: (bars, i, n) => bars.close[i] / bars.close[i - n] - 1,
  rsi: (bars, i, n) => {
    const changes = Array.from({ length: i }, (_, k) => bars.close[k + 1] - bars.close[k])
    const gain = recursive(
      changes.map((change) => Math.max(0, change)),
      n,
      1 / n,
    )
    const loss = recursive(
      changes.map((change) => Math.max(0, -change)),
      n,
      1 / n,
    )
    return gain + loss === 0 ? 50 : 100 - 100 / (1 + gain / loss)
  },
  atr: (bars, i, n) => {
    const ranges = Array.from({ length: i }, (_, k) =>
      Math.max(
        bars.high[k + 1] - bars.low[k + 1],
        Math.abs(bars.high[k + 1] - bars.close[k]),
        Math.abs(bars.low[k + 1] - bars.close[k]),
      ),
    )
    return recursive(ranges, n, 1 / n)
  },
}

const mean = (rows: number[]) => rows.reduce((sum, value) => sum + value, 0) / rows.length
const window = (column: ArrayLike<number>, i: number, n: number) => Array.from({ length: n }, (_, k) => column[i - n + 1 + k])

function recursive(rows: number[], n: number, weight: number): number {
  return rows.slice(n).reduce((average, value) => average * (1 - weight) + value * weight, mean(rows.slice(0, n)))
}

const series = fc.array(
  fc.integer({ min: 1, max: 5000 }).map((cents) => cents / 100),
  { maxLength: 60 },
)

describe.each(Object.keys(indicators))('%s', (name) => {
  const spec = indicators[name]

  test('equals the naive computation once warm, and is silent before', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 12 }), (closes, n) => {
        const bars = barsOf(closes)
        const column = indicatorColumn(name, bars, [n])
        const warm = spec.warmUp([n])
        for (let i = 0; i < closes.length; i++) {
          if (i < warm - 1) expect(column[i]).toBeNaN()
          else expect(Math.abs(column[i] - naive[name](bars, i, n))).toBeLessThan(1e-9 * Math.max(1, Math.abs(column[i])))
        }
      }),
    )
  })

  test('a cut series has the same values up to the cut', () => {
    fc.assert(
      fc.property(series, fc.nat(60), fc.integer({ min: 1, max: 12 }), (closes, cut, n) => {
        const bars = barsOf(closes)
        const whole = indicatorColumn(name, bars, [n])
        const part = indicatorColumn(name, sliceBars(bars, 0, cut), [n])
        expect([...part]).toEqual([...whole.subarray(0, part.length)])
      }),
    )
  })

  test('after the settling rows the start of the series no longer shows', () => {
    const n = 10
    const rows = spec.warmUp([n]) + spec.settle([n])
    const closes = Array.from({ length: rows }, (_, i) => 50 + 20 * Math.sin(i * i))
    const tail = indicatorColumn(name, barsOf(closes), [n]).at(-1)!
    const other = [...Array.from({ length: 40 }, (_, i) => 200 - i), ...closes]
    expect(Math.abs(indicatorColumn(name, barsOf(other), [n]).at(-1)! - tail)).toBeLessThan(1e-7)
  })
})
