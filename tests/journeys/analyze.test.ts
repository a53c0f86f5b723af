import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { usCalendar } from '../../src/market/calendar/us.ts'
import { freshHome, openbell } from '../support/cli.ts'
import { seededCandles } from '../support/indicator-bars.ts'

const home = freshHome()

/** Daily bars of a file of one's own, from 2024-01-02 on. */
function daysFile(name: string, count: number, seed: number): string {
  const candles = seededCandles(count, seed)
  let day = Date.UTC(2024, 0, 1) / 86_400_000
  const rows = candles.map(({ open, high, low, close, volume }) => {
    day = usCalendar.next(day)
    return `${new Date(day * 86_400_000).toISOString().slice(0, 10)},${open},${high},${low},${close},${volume}`
  })
  writeFileSync(join(home, name), ['date,open,high,low,close,volume', ...rows, ''].join('\n'))
  return name
}

const ask = (...args: string[]) => openbell([...args, '--source', 'store', '--json'], { home })

beforeAll(async () => {
  const files = [daysFile('OBX_days.csv', 420, 7), daysFile('OTH_days.csv', 420, 9), daysFile('NEW_days.csv', 30, 3)]
  for (const file of files) expect((await openbell(['data', 'import', file, '--timeframe', '1d'], { home })).code).toBe(0)
})

describe('indicators, from a file to JSON', () => {
  it('has the keys of the contract, a column a spelling, null while warming up', async () => {
    const { code, json, stderr } = await ask('indicators', 'NEW', '--add', 'rsi:14', '--add', 'macd:12,26,9')
    expect(code, stderr).toBe(0)
    expect(Object.keys(json)).toEqual(
      expect.arrayContaining(['symbol', 'timeframe', 'source', 'feed', 'asOf', 'time', 'columns']),
    )
    expect(json).toMatchObject({ symbol: 'NEW', timeframe: '1d', source: 'store' })
    expect(json.time).toHaveLength(30)
    expect(json.columns['rsi:14'].map((value: number | null) => value === null)).toEqual(
      Array.from({ length: 30 }, (_, i) => i < 14),
    )
    expect(Object.keys(json.columns['macd:12,26,9'])).toEqual(['macd', 'signal', 'histogram'])
    expect(json.columns['macd:12,26,9'].macd[25]).toEqual(expect.any(Number))
    expect(json.columns['macd:12,26,9'].signal).toEqual(Array(30).fill(null))
  })

  it("takes one's own from strategies/indicators beside the home", async () => {
    const { mkdirSync } = await import('node:fs')
    mkdirSync(join(home, 'strategies', 'indicators'), { recursive: true })
    writeFileSync(
      join(home, 'strategies', 'indicators', 'range.ts'),
      `import { defineIndicator } from 'openbell'
export default defineIndicator({
  name: 'bar_range', summary: 'High less low', input: null, warmUp: () => 1, start: () => ({}), step: (bar) => bar.high - bar.low,
})
`,
    )
    const { code, json, stderr } = await ask('indicators', 'OBX', '--add', 'bar_range', '--add', 'beta:20@OTH', '--limit', '3')
    expect(code, stderr).toBe(0)
    const bars = (await ask('bars', 'OBX', '--limit', '3')).json.bars
    expect(json.columns.bar_range).toEqual(bars.map((bar: { high: number; low: number }) => bar.high - bar.low))
    expect(json.columns['beta:20@OTH'].every((value: unknown) => typeof value === 'number')).toBe(true)
  })

  it('refuses with the exit code of its kind', async () => {
    expect(await openbell(['indicators', 'OBX', '--add', 'rsx', '--source', 'store'], { home })).toMatchObject({ code: 2 })
    expect(await openbell(['indicators', 'NONE', '--source', 'store'], { home })).toMatchObject({ code: 4 })
  })
})

describe('analyze, from a file to JSON', () => {
  it('has the keys of the contract for each symbol, the failed one beside, and the matrix', async () => {
    const { code, json, stderr } = await ask('analyze', 'OBX', 'OTH', 'NONE', '--correlate')
    expect(code, stderr).toBe(0)
    expect(json.results.map((one: { symbol: string }) => one.symbol)).toEqual(['OBX', 'OTH'])
    expect(json.failed).toMatchObject([{ symbol: 'NONE', kind: 'not-found' }])
    const keys = 'symbol,price,quick,momentum,levels,volumeProfile,breakout,algorithmic,patterns'.split(',')
    expect(Object.keys(json.results[0])).toEqual(expect.arrayContaining(keys))
    expect(Object.keys(json.results[0].quick)).toEqual(['trend', 'strength', 'regime', 'summary'])
    expect(json.correlation.symbols).toEqual(['OBX', 'OTH'])
    expect(json.correlation.matrix[0][0]).toBe(1)
    expect(json.correlation.matrix[0][1]).toBe(json.correlation.matrix[1][0])
  })

  it('at an earlier as-of, tells only what was known then', async () => {
    const asOf = '2025-01-15T21:00:00Z'
    const { json } = await ask('analyze', 'OBX', '--as-of', asOf)
    const [{ levels, patterns, time }] = json.results
    expect(json.asOf).toBe(asOf)
    expect(time.slice(0, 10)).toBe('2025-01-15')
    for (const { knownAt } of [...levels, ...patterns]) expect(Date.parse(knownAt)).toBeLessThanOrEqual(Date.parse(asOf))
  })
})
