import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { symbolList } from '../../../../src/mcp/compat/common/arguments.ts'
import { indicatorNames } from '../../../../src/mcp/compat/common/indicator-names.ts'
import { manySymbols } from '../../../../src/mcp/compat/common/many.ts'
import { rangeOf, timeframeOf } from '../../../../src/mcp/compat/common/periods.ts'
import type { ToolCall } from '../../../../src/mcp/tool.ts'
import { type Served, serve } from './support.ts'

let own: Served
let call: ToolCall
beforeAll(async () => {
  own = await serve()
  call = { context: own.state.context, client: null, server: own.state }
})
afterAll(() => own.end())

it('takes no word of the language for a spelling', () => {
  for (const word of ['constructor', '__proto__', 'toString', 'valueOf']) {
    expect(timeframeOf(word, '1d')).toBe(word)
    expect(indicatorNames([word])).toEqual([word.toLowerCase()])
  }
})

describe('periods', () => {
  it('are ours where we have them, else a first date before the as-of', async () => {
    expect(await rangeOf(call, { period: '6mo' })).toEqual({ period: '6mo' })
    expect(await rangeOf(call, { period: '2y' })).toEqual({ from: '2024-03-20' })
    expect(await rangeOf(call, { period: 'YTD' })).toEqual({ from: '2026-01-01' })
    expect(await rangeOf(call, { period: 'max' })).toEqual({ from: '1970-01-01' })
    expect(await rangeOf(call, { period: '10d' })).toEqual({ from: '2026-03-10' })
    expect(await rangeOf(call, { period: '2wk' })).toEqual({ from: '2026-03-06' })
    expect(await rangeOf(call, { period: '1y', start_date: '2025-01-02' })).toEqual({ from: '2025-01-02' })
    expect(await rangeOf(call, { period: '2mo' })).toEqual({ from: '2026-01-20' })
    expect(await rangeOf(call, {})).toEqual({})
  })

  it('refuse words', async () => {
    for (const period of ['0d', '1', 'mo', 'yesterday', '-5d', '1e9d']) {
      await expect(rangeOf(call, { period })).rejects.toMatchObject({ kind: 'usage' })
    }
  })

  it('never start after the as-of, and further back the longer they are', async () => {
    const count = fc.integer({ min: 1, max: 9998 })
    const unit = fc.constantFrom('d', 'w', 'wk', 'mo', 'm', 'y')
    await fc.assert(
      fc.asyncProperty(count, unit, async (n, of) => {
        const [shorter, longer] = [await rangeOf(call, { period: `${n}${of}` }), await rangeOf(call, { period: `${n + 1}${of}` })]
        // Ours stay as they are.
        fc.pre(shorter.period === undefined && longer.period === undefined)
        expect(String(shorter.from)).toMatch(/^\d{4}-\d\d-\d\d$/)
        expect(String(shorter.from) < '2026-03-20').toBe(true)
        expect(String(longer.from) <= String(shorter.from)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('have bar lengths in other spellings', () => {
    expect(['1wk', 'daily', '60min', '1hr', '5m', 'weird'].map((one) => timeframeOf(one, '1d'))).toEqual([
      '1w',
      '1d',
      '1h',
      '1h',
      '5m',
      'weird',
    ])
    expect(timeframeOf(undefined, '1m')).toBe('1m')
  })
})

describe('names of indicators', () => {
  it('become ours, once each', () => {
    expect(indicatorNames(['RSI', 'MACD', 'BB', 'Bollinger Bands', 'SMA_50', 'ema20', 'VWAP', 'rsi:7'])).toEqual([
      ...['rsi:14', 'macd:12,26,9', 'bollinger:20,2', 'sma:50', 'ema:20', 'vwap', 'rsi:7'],
    ])
    expect(indicatorNames('RSI, ATR')).toEqual(['rsi:14', 'atr:14'])
    expect(indicatorNames(['RSI'], 7)).toEqual(['rsi:7'])
    expect(indicatorNames(['BB'], 30)).toEqual(['bollinger:30,2'])
  })

  it('are answered by the indicators themselves', async () => {
    const all = [
      'RSI',
      'MACD',
      'BB',
      'ATR',
      'SMA',
      'EMA',
      'WMA',
      'Stochastic',
      'ADX',
      'CCI',
      'MFI',
      'ROC',
      'Williams_R',
      'momentum',
      'OBV',
      'VWAP',
      'PSAR',
      'STD',
    ]
    for (let i = 0; i < all.length; i += 6) {
      const indicators = all.slice(i, i + 6)
      const answer = await own.ask('calculate_technical_indicators', { symbol: 'SIMALL', indicators, limit: 2 })
      expect(Object.keys(answer.latest)).toHaveLength(indicators.length)
    }
    await expect(own.ask('calculate_technical_indicator', { symbol: 'SIMALL', indicator: 'moon phase' })).rejects.toMatchObject({
      kind: 'usage',
    })
  })
})

describe('symbols', () => {
  it('are a list or one text, in capitals and once', () => {
    expect(symbolList(' simall,SIMTEC, simall,')).toEqual(['SIMALL', 'SIMTEC'])
    expect(symbolList(['a', 'A', 'b'])).toEqual(['A', 'B'])
    for (const none of ['', ' , ', []]) expect(() => symbolList(none)).toThrow(expect.objectContaining({ kind: 'usage' }))
    expect(() => symbolList(Array.from({ length: 51 }, (_, i) => `S${i}`).join(','))).toThrow(
      expect.objectContaining({ kind: 'usage' }),
    )
  })

  it('each succeed or fail by themselves, in the order that was asked', async () => {
    const wish = fc.uniqueArray(fc.record({ symbol: fc.stringMatching(/^[A-Z]{1,5}$/), works: fc.boolean() }), {
      selector: ({ symbol }) => symbol,
      minLength: 1,
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(wish, async (symbols) => {
        const works = new Map(symbols.map(({ symbol, works }) => [symbol, works]))
        const answer = await manySymbols(call, [...works.keys()], async (symbol) => {
          if (!works.get(symbol)) throw new Error(`secret of ${symbol}`)
          return { price: 1 }
        })
        const { results, failed, summary } = answer.structured as Record<string, { symbol: string }[]>
        const [good, bad] = [true, false].map((kind) => symbols.filter(({ works }) => works === kind).map(({ symbol }) => symbol))
        expect(results.map(({ symbol }) => symbol)).toEqual(good)
        expect(failed.map(({ symbol }) => symbol)).toEqual(bad)
        expect(summary).toEqual({
          total: symbols.length,
          successful: good.length,
          failed: bad.length,
          success_rate: good.length / symbols.length,
        })
        expect(answer.isError ?? false).toBe(good.length === 0)
        expect(JSON.stringify(answer)).not.toContain('secret')
      }),
      { numRuns: 50 },
    )
  })
})
