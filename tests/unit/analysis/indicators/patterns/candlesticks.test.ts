import { createRequire } from 'node:module'
import { hammerpattern } from 'technicalindicators'
import { describe, expect, test } from 'vitest'
import { CANDLE_PATTERNS } from '../../../../../src/analysis/indicators/patterns/candles.ts'
import { candlePatterns } from '../../../../../src/analysis/indicators/patterns/candlesticks.ts'
import { specs } from '../../../../../src/analysis/indicators/patterns/index.ts'
import { barsOf, columnsOf, SAMPLE_NOTE, SAMPLES, specOf, valuesOf } from '../../../../support/indicator-bars.ts'

type Prices = [open: number, high: number, low: number, close: number]
const candlesOf = (rows: Prices[]) => rows.map(([open, high, low, close]) => ({ open, high, low, close }))

/** A textbook example of each pattern, with the value of its last bar. */
const EXAMPLES: Record<string, [direction: number, rows: Prices[]]> = {
  doji: [1, [[100, 105, 95, 100]]],
  dragonfly_doji: [1, [[100, 100, 90, 100]]],
  gravestone_doji: [-1, [[100, 110, 100, 100]]],
  spinning_top: [-1, [[101, 110, 90, 99]]],
  marubozu: [1, [[100, 110, 100, 110]]],
  engulfing: [
    1,
    [
      [100, 101, 94, 95],
      [94, 103, 93, 102],
    ],
  ],
  harami: [
    1,
    [
      [110, 111, 99, 100],
      [103, 106, 102, 105],
    ],
  ],
  harami_cross: [
    1,
    [
      [110, 111, 99, 100],
      [105, 107, 103, 105],
    ],
  ],
  piercing_line: [
    1,
    [
      [110, 111, 99, 100],
      [98, 108, 97, 107],
    ],
  ],
  dark_cloud_cover: [
    -1,
    [
      [100, 111, 99, 110],
      [113, 114, 102, 103],
    ],
  ],
  morning_star: [
    1,
    [
      [110, 111, 99, 100],
      [96, 97, 94, 95],
      [98, 109, 97, 108],
    ],
  ],
  evening_star: [
    -1,
    [
      [100, 111, 99, 110],
      [114, 116, 113, 115],
      [112, 112.5, 101, 102],
    ],
  ],
  morning_doji_star: [
    1,
    [
      [110, 111, 99, 100],
      [96, 98, 94, 96],
      [99, 109, 98.5, 108],
    ],
  ],
  evening_doji_star: [
    -1,
    [
      [100, 111, 99, 110],
      [114, 116, 112, 114],
      [111, 111.5, 101, 102],
    ],
  ],
  abandoned_baby: [
    1,
    [
      [110, 111, 99, 100],
      [96, 98, 94, 96],
      [101, 108, 100, 107],
    ],
  ],
  three_white_soldiers: [
    1,
    [
      [100, 106, 99, 105],
      [103, 110, 102, 109],
      [107, 114, 106, 113],
    ],
  ],
  three_black_crows: [
    -1,
    [
      [113, 114, 106, 107],
      [109, 110, 102, 103],
      [105, 106, 99, 100],
    ],
  ],
  downside_tasuki_gap: [
    -1,
    [
      [110, 111, 104, 105],
      [102, 103, 96, 97],
      [99, 104, 98, 103.5],
    ],
  ],
  hammer: [
    1,
    [
      [112, 113, 109, 110],
      [110, 111, 107, 108],
      [108, 109, 105, 106],
      [105, 106, 98, 106],
      [106, 110, 105, 109],
    ],
  ],
  hanging_man: [
    -1,
    [
      [98, 101, 97, 100],
      [100, 103, 99, 102],
      [102, 105, 101, 104],
      [105, 106, 98, 106],
      [106, 107, 101, 102],
    ],
  ],
  shooting_star: [
    -1,
    [
      [98, 101, 97, 100],
      [100, 103, 99, 102],
      [102, 105, 101, 104],
      [105, 113, 105, 106],
      [105, 106, 101, 102],
    ],
  ],
  tweezer_bottom: [
    1,
    [
      [112, 113, 109, 110],
      [110, 111, 107, 108],
      [108, 109, 105, 106],
      [106, 107, 103, 104],
      [104, 107, 103, 106],
    ],
  ],
  tweezer_top: [
    -1,
    [
      [98, 101, 97, 100],
      [100, 103, 99, 102],
      [102, 105, 101, 104],
      [104, 108, 103, 107],
      [107, 108, 104, 105],
    ],
  ],
}

describe('a textbook example of each pattern', () => {
  test('there is one for every pattern', () => {
    expect(Object.keys(EXAMPLES)).toEqual(CANDLE_PATTERNS.map((pattern) => pattern.name))
  })

  test.each(Object.entries(EXAMPLES))('%s', (name, [direction, rows]) => {
    const bars = barsOf(candlesOf(rows))
    const values = valuesOf(specOf(specs, name), bars)
    expect(values.at(-1)).toBe(direction)
    expect(values.slice(0, -1).every(Number.isNaN)).toBe(true)
    const found = candlePatterns(bars, bars.length - 1)
    expect(found).toContainEqual({ name, direction: name === 'doji' ? 0 : direction })
  })

  test('upside down the two-sided ones point the other way', () => {
    for (const name of ['spinning_top', 'marubozu', 'engulfing', 'harami', 'harami_cross']) {
      const [direction, rows] = EXAMPLES[name]
      const mirrored = rows.map(([open, high, low, close]) => [210 - open, 210 - low, 210 - high, 210 - close] as Prices)
      expect([name, valuesOf(specOf(specs, name), barsOf(candlesOf(mirrored))).at(-1)]).toEqual([name, -direction])
    }
  })
})

test('the trend before a hammer is one of numbers, not of text', () => {
  // Closes 121, 100.8, 118.8: mean fall 10.1, mean rise 9. The package compares them as text, where "9" is more than "10.1".
  const rows: Prices[] = [
    [130, 131, 120, 121],
    [121, 122, 100, 100.8],
    [100.8, 119, 100, 118.8],
    [117, 118, 110, 118],
    [118, 122, 117, 121],
  ]
  expect(valuesOf(specOf(specs, 'hammer'), barsOf(candlesOf(rows))).at(-1)).toBe(1)
  const [open, high, low, close] = [0, 1, 2, 3].map((k) => rows.map((row) => row[k]))
  expect(hammerpattern({ open, high, low, close } as never)).toBe(false)
})

describe.each(SAMPLES)(`patterns of %s bars${SAMPLE_NOTE}`, (_name, candles) => {
  const some = candles.slice(0, 800)
  const bars = barsOf(some)
  const values = Object.fromEntries(CANDLE_PATTERNS.map(({ name }) => [name, valuesOf(specOf(specs, name), bars)]))

  test('the columns are what the bar alone and those before it tell', () => {
    for (let row = 0; row < some.length; row++) {
      const found = Object.fromEntries(candlePatterns(bars, row).map((one) => [one.name, one.direction]))
      for (const { name, bars: count } of CANDLE_PATTERNS) {
        if (row < count - 1) continue
        expect([row, name, values[name][row]]).toEqual([row, name, name in found ? found[name] || 1 : 0])
      }
    }
  })

  test('the counts add the columns up, without the doji', () => {
    const { bullish, bearish } = columnsOf(specOf(specs, 'candlestick'), bars)
    for (let row = 4; row < some.length; row++) {
      const sides = CANDLE_PATTERNS.filter(({ name }) => name !== 'doji').map(({ name }) => values[name][row])
      expect([bullish[row], bearish[row]]).toEqual([
        sides.filter((side) => side > 0).length,
        sides.filter((side) => side < 0).length,
      ])
    }
  })

  test('most patterns occur', () => {
    const seen = CANDLE_PATTERNS.filter(({ name }) => values[name].some((value) => value !== 0 && !Number.isNaN(value)))
    expect(seen.length).toBeGreaterThan(12)
  })
})

test('listing the indicators does not load the package', () => {
  const resolved = createRequire(import.meta.url).resolve('technicalindicators')
  const child = process.getBuiltinModule('node:child_process').spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { specs } = await import(${JSON.stringify(new URL('../../../../../src/analysis/indicators/patterns/index.ts', import.meta.url).href)})
       const { createRequire } = await import('node:module')
       console.log(specs.length > 20, ${JSON.stringify(resolved)} in createRequire(${JSON.stringify(resolved)}).cache)`,
    ],
    { encoding: 'utf8' },
  )
  expect(child.stdout.trim()).toBe('true false')
})
