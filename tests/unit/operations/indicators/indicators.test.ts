import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { builtInIndicators } from '../../../../src/analysis/indicators/registry.ts'
import { iso, parseDate } from '../../../../src/core/time.ts'
import { type Bars, sliceBars } from '../../../../src/market/bars.ts'
import { MOST_BEFORE } from '../../../../src/operations/indicators/columns.ts'
import { indicators } from '../../../../src/operations/indicators/indicators.ts'
import { createTestContext, type TestContextOptions } from '../../../support/context.ts'
import { seededCandles } from '../../../support/indicator-bars.ts'
import { minuteBars, regularMinutes, scriptedSource } from '../peak-trough/peak-trough-source.ts'

const MONDAY = parseDate('2025-06-02') as number

function bars(count: number, symbol = 'OBX', seed = 7): Bars {
  return minuteBars(
    symbol,
    regularMinutes(count, MONDAY),
    seededCandles(count, seed).map((one) => one.close),
    1500,
  )
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

function contextOf(series: Bars[], options: TestContextOptions = {}) {
  const source = scriptedSource(series)
  const flags = { source: 'scripted', ...options.flags }
  const test = createTestContext({ store: createMemoryStore(), ...options, sources: { scripted: source }, flags })
  closers.push(test.close)
  return { ...test, source }
}

async function answer(series: Bars[], input: Record<string, unknown>, options: TestContextOptions = {}) {
  return contextOf(series, options).run(indicators, { symbol: 'obx', timeframe: '1m', ...input })
}

describe('indicators', () => {
  it('answers what was typed in its one spelling: a plain array, or an object of arrays', async () => {
    const result = await answer([bars(3000)], { add: ['rsi_14', 'MACD', 'sma:5(rsi:14)', 'rsi:14'], limit: 30 })
    expect(Object.keys(result.columns)).toEqual(['rsi:14', 'macd:12,26,9', 'sma:5(rsi:14)'])
    expect(result).toMatchObject({ symbol: 'OBX', timeframe: '1m', source: 'scripted', feed: 'script', unsettled: [] })
    expect(result.time).toHaveLength(30)
    expect(Object.keys(result.columns['macd:12,26,9'])).toEqual(['macd', 'signal', 'histogram'])
    for (const column of [result.columns['rsi:14'], ...Object.values(result.columns['macd:12,26,9'])]) {
      expect(column).toHaveLength(30)
      expect(column).not.toContain(null)
    }
  })

  it('the simple mean and the last bars are what a sheet of paper says', async () => {
    const series = bars(200)
    const { columns, close, time } = await answer([series], { add: ['sma:4'], limit: 3 })
    const closes = [...series.close]
    expect(close).toEqual(closes.slice(-3))
    expect(time).toEqual([197, 198, 199].map((row) => iso(series.time[row])))
    columns['sma:4'].forEach((value: number, i: number) => {
      const mean = (closes[197 + i] + closes[196 + i] + closes[195 + i] + closes[194 + i]) / 4
      expect(value).toBeCloseTo(mean, 9)
    })
  })

  it('a value does not depend on how many rows are asked for: what comes before has settled', async () => {
    const series = [bars(6000)]
    const add = ['rsi:14', 'ema:20', 'adx:14', 'atr:14', 'macd', 'supertrend', 'kama']
    const [few, many] = [await answer(series, { add, limit: 2 }), await answer(series, { add, limit: 4000 })]
    const last = (column: number[] | Record<string, number[]>) =>
      (Array.isArray(column) ? [column] : Object.values(column)).map((one) => one.at(-1))
    for (const name of Object.keys(few.columns)) {
      const [a, b] = [last(few.columns[name]), last(many.columns[name])]
      expect(a, name).toEqual(b.map((value) => expect.closeTo(value as number, 7)))
    }
  })

  it('is null while warming up, and says so where the source begins too late', async () => {
    const { columns, unsettled } = await answer([bars(20)], { add: ['rsi:14', 'sma:30'] })
    expect(columns['rsi:14'].slice(0, 14)).toEqual(Array(14).fill(null))
    expect(columns['rsi:14'][14]).toEqual(expect.any(Number))
    expect(columns['sma:30']).toEqual(Array(20).fill(null))
    expect(unsettled.map((one: { column: string }) => one.column)).toEqual(['rsi:14', 'sma:30'])
  })

  it('what adds up from the first bar loads a bounded history and says where it began', async () => {
    const series = bars(MOST_BEFORE + 500)
    const { source, run } = contextOf([series])
    const { unsettled } = await run(indicators, { symbol: 'OBX', timeframe: '1m', add: ['obv', 'sma:20'], limit: 10 })
    expect(Math.max(...source.asked.map((query) => query.limit ?? 0))).toBe(MOST_BEFORE + 10)
    expect(unsettled).toEqual([
      { column: 'obv', since: iso(series.time[490]), reason: expect.stringContaining('adds up from the first bar') },
    ])
  })

  it('two symbols meet on equal times; nothing is carried forward', async () => {
    const own = bars(400)
    const all = bars(400, 'SPX', 11)
    const holed: Bars = { ...sliceBars(all, 0, 400), length: 399 }
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) {
      holed[name] = Float64Array.from([...all[name]].filter((_, row) => row !== 350))
    }
    const { columns } = await answer([own, all], { add: ['correlation:20@SPX'], limit: 100 })
    expect(columns['correlation:20@SPX']).not.toContain(null)
    const gap = (await answer([own, { ...holed, prints: null }], { add: ['correlation:20@spx'], limit: 100 })).columns[
      'correlation:20@SPX'
    ]
    // Row 350 is number 50 of the 100: no return into it nor out of it, so the next twenty pairs are whole at row 371.
    expect(gap.map((value: number | null) => value === null)).toEqual(Array.from({ length: 100 }, (_, i) => i >= 50 && i <= 70))
    expect(gap[99]).toBeCloseTo(columns['correlation:20@SPX'][99], 12)
    await expect(answer([own], { add: ['beta:60@NONE'] })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('the usual set when nothing is asked for, and every indicator by its example', async () => {
    const series = [bars(800), bars(800, 'SPY', 5)]
    const usual = await answer(series, { limit: 5 })
    expect(Object.keys(usual.columns)).toEqual([
      'sma:20',
      'ema:20',
      'rsi:14',
      'macd:12,26,9',
      'bollinger:20,2',
      'atr:14',
      expect.stringMatching(/^stochastic:14,3/),
    ])
    const { list } = await answer(series, { list: true })
    expect(list).toHaveLength(builtInIndicators.size)
    const add = list.map((one: { example: string }) => one.example)
    expect(Object.keys((await answer(series, { add, limit: 3 })).columns)).toEqual(add)
  })

  it('refuses what it cannot read with the nearest name', async () => {
    await expect(answer([bars(50)], { add: ['rsx'] })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining("'rsi'"),
    })
    await expect(answer([bars(50)], { symbol: undefined })).rejects.toMatchObject({ kind: 'usage' })
  })
})

describe("a user's own indicators", () => {
  const OWN = `export default {
    name: 'half_close', summary: 'Half the close', warmUp: () => 1, start: () => ({}), step: (bar) => bar.close / 2,
  }`

  function homeWith(text: string) {
    const test = contextOf([bars(60)])
    mkdirSync(join(test.home, 'strategies', 'indicators'), { recursive: true })
    writeFileSync(join(test.home, 'strategies', 'indicators', 'mine.js'), text)
    return test
  }

  it('are used and listed by name', async () => {
    const { run } = homeWith(OWN)
    const { columns, close } = await run(indicators, {
      symbol: 'OBX',
      timeframe: '1m',
      add: ['half_close', 'sma:3(half_close)'],
      limit: 4,
    })
    expect(columns.half_close).toEqual(close.map((value: number) => value / 2))
    expect(columns['sma:3(half_close)'][3]).toBeCloseTo((close[1] + close[2] + close[3]) / 6, 12)
    const { list } = await run(indicators, { list: true })
    expect(list.at(-1)).toMatchObject({ name: 'half_close', source: 'user', file: expect.stringContaining('mine.js') })
  })

  it('a broken file is a warning where it is not needed, and the reason where a name is missing', async () => {
    const { run, warnings } = homeWith('export default {')
    const ask = (add: string[]) => run(indicators, { symbol: 'OBX', timeframe: '1m', add, limit: 4 })
    expect(Object.keys((await ask(['sma:3'])).columns)).toEqual(['sma:3'])
    expect(warnings).toEqual([expect.stringContaining('mine.js')])
    await expect(ask(['half_close'])).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('mine.js') })
  })

  it('one that is broken takes none of the others away, and is the reason where it is asked for', async () => {
    const { run, warnings, home } = homeWith(OWN)
    const folder = join(home, 'strategies', 'indicators')
    writeFileSync(join(folder, 'my-other.ts'), 'export default {')
    writeFileSync(join(folder, 'taken.js'), OWN.replace('half_close', 'rsi'))
    const ask = (add: string[]) => run(indicators, { symbol: 'OBX', timeframe: '1m', add, limit: 4 })
    expect(Object.keys((await ask(['half_close', 'rsi:14'])).columns)).toEqual(['half_close', 'rsi:14'])
    expect(warnings).toEqual([
      expect.stringMatching(/^left out: .*my-other\.ts(:1)?: /),
      expect.stringMatching(/^left out: .*taken\.js: the name 'rsi' .* is the name of an indicator of openbell$/),
    ])
    for (const spelled of ['my_other', 'my_other_14', 'sma:3(my_other:5)'])
      await expect(ask([spelled])).rejects.toMatchObject({ message: expect.stringMatching(/^\/.*my-other\.ts(:1)?: /) })
  })

  it('one that fails on a bar names its file, itself and the bar', async () => {
    const { run } = homeWith(OWN.replace('bar.close / 2', 'bar.open === bar.open ? bar.none.deep : 0'))
    await expect(run(indicators, { symbol: 'OBX', timeframe: '1m', add: ['half_close'] })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /mine\.js.*: custom indicator 'half_close': step failed on bar 1 \(2025-06-02T13:30:00Z\): .*(deep)/,
      ),
    })
  })
})
