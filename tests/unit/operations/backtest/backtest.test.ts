import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, isoDate } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { backtest } from '../../../../src/operations/backtest/backtest.ts'
import { compare } from '../../../../src/operations/compare/compare.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { barsOf } from '../../../support/store-rows.ts'

const us = calendarOf('us')
/** 2026-03-02, a Monday, and the sessions after it. */
const FIRST = 20_514
const dates = Array.from({ length: 12 }, (_, i) => i).reduce<number[]>((all) => [...all, us.next(all.at(-1) ?? FIRST - 1)], [])
const openOf = (day: number) => us.day(day).regular!.open

let test1: TestContext
let folder: string
beforeEach(() => {
  test1 = createTestContext({ flags: { source: 'store' } })
  folder = mkdtempSync(join(tmpdir(), 'openbell-backtest-'))
})
afterEach(() => test1.close())

/** Daily bars that open where they closed the day before, half a dollar of range above and below. */
function keepBars(symbol: string, closes: number[], more: { volume?: number; gapAt?: number } = {}): void {
  const rows = closes.map((close, i) => {
    const open = i === more.gapAt ? close : (closes[i - 1] ?? close)
    const [high, low] = [Math.max(open, close) + 0.5, Math.min(open, close) - 0.5]
    return { time: openOf(dates[i]), open, high, low, close, volume: more.volume ?? 1e6 }
  })
  test1.store.bars.append(barsOf(rows, { symbol, timeframe: '1d' }))
}

/** Buys everything on the third bar and sells on the sixth. */
function strategyFile(body = ''): string {
  const file = join(folder, 'third-to-sixth.ts')
  writeFileSync(
    file,
    `import { defineStrategy, z } from 'openbell'
export default defineStrategy({
  name: 'third-to-sixth',
  summary: 'Buys on the third bar, sells on the sixth.',
  params: { on: z.int().min(1).max(9).default(3) },
  onBar({ bar, position, params, buy, exit }) {
    ${body}
    if (bar.count === params.on) buy({ equity: 1, reason: 'third bar' })
    if (bar.count === 6 && !position.isFlat) exit({ reason: 'sixth bar' })
  },
})
`,
  )
  return file
}

const CLOSES = [100, 101, 102, 104, 106, 110, 108, 107, 107, 107, 107, 107]
const cheap = { fee: '0.001', slippage: 'none', cash: 10_000 }

describe('a backtest from the store', () => {
  test('worked out by hand: 97 shares at 102, sold at 110, a tenth of a percent each way', async () => {
    keepBars('TEST', CLOSES)
    const answer = await test1.run(backtest, { strategy: strategyFile(), symbols: ['TEST'], ...cheap })
    // Close 102 on the third bar: floor(10,000 / (102 * 1.001)) = 97 shares, filled at the next open, 102. Sold at the open after the sixth, 110.
    // 10,000 - 97 * 102 * 1.001 + 97 * 110 * 0.999 = 10,755.436
    expect(answer.metrics.finalEquity).toBeCloseTo(10_755.436, 6)
    expect(answer.roundTrips).toMatchObject([
      { shares: 97, entryPrice: 102, exitPrice: 110, entryReason: 'third bar', exitReason: 'sixth bar', fees: 20.564 },
    ])
    expect(answer.roundTrips[0].entryTime).toBe(new Date(openOf(dates[3])).toISOString().replace('.000', ''))
    expect(answer).toMatchObject({ source: 'store', feed: 'import', bars: 12, trialsEver: 1, limits: { set: 'none' } })
  })

  test('fractions of shares spend everything', async () => {
    keepBars('TEST', CLOSES)
    const answer = await test1.run(backtest, { strategy: strategyFile(), symbols: ['TEST'], ...cheap, fractional: true })
    // 10,000 / 1.001 / 102 shares: 10,000 / 1.001 * 110 / 102 * 0.999
    expect(answer.metrics.finalEquity).toBeCloseTo((10_000 / 1.001) * (110 / 102) * 0.999, 4)
  })

  test('--from and --to are session dates, both included, and nothing outside them is seen', async () => {
    keepBars('TEST', CLOSES)
    const range = { from: isoDate(dates[1]), to: isoDate(dates[8]) }
    const answer = await test1.run(backtest, { strategy: strategyFile(), symbols: ['TEST'], ...cheap, ...range })
    expect(answer).toMatchObject({ bars: 8, why: { barsSeen: 8 } })
    expect(answer.roundTrips[0]).toMatchObject({ entryPrice: 104 })
  })

  test('the same inputs are the same run; another parameter, cost or bar is another', async () => {
    keepBars('TEST', CLOSES)
    const strategy = strategyFile()
    const ask = async (more = {}) => (await test1.run(backtest, { strategy, symbols: ['TEST'], ...cheap, ...more })).run
    const first = await ask()
    expect(await ask()).toBe(first)
    const others = [await ask({ set: ['on=4'] }), await ask({ fee: 'none' }), await ask({ to: isoDate(dates[10]) })]
    expect(new Set([first, ...others]).size).toBe(4)
  })

  test('every distinct trial on the data counts, the same one once; a dry run counts and keeps nothing', async () => {
    keepBars('TEST', CLOSES)
    const strategy = strategyFile()
    const ask = async (set: string[]) => (await test1.run(backtest, { strategy, symbols: ['TEST'], set })).trialsEver
    expect([await ask([]), await ask([]), await ask(['on=4']), await ask(['on=5'])]).toEqual([1, 1, 2, 3])
    expect(test1.store.runs.list(10)).toHaveLength(3)
    const dry = createTestContext({ store: test1.store, home: test1.home, dryRun: true, flags: { source: 'store' } })
    expect((await dry.run(backtest, { strategy, symbols: ['TEST'], set: ['on=6'] })).trialsEver).toBe(4)
    expect((await dry.run(backtest, { strategy, symbols: ['TEST'], set: ['on=5'] })).trialsEver).toBe(3)
    expect(test1.store.runs.list(10)).toHaveLength(3)
  })

  test('a symbol that cannot be read is named; the others run; none at all is an error', async () => {
    keepBars('TEST', CLOSES)
    const answer = await test1.run(backtest, { strategy: strategyFile(), symbols: ['TEST', 'NOWHERE'] })
    expect(answer).toMatchObject({ symbols: ['TEST'], failed: [{ symbol: 'NOWHERE', kind: 'not-found' }] })
    expect(answer.warnings.join()).toContain('NOWHERE')
    await expect(test1.run(backtest, { strategy: strategyFile(), symbols: ['NOWHERE'] })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  test('a dividend is paid on the shares held over its ex-date, in the shares after later splits', async () => {
    keepBars('TEST', [...CLOSES.slice(0, 10), 53.5, 53.5], { gapAt: 10 })
    const [exDay, later] = [dates[4], dates[10]]
    const action = { symbol: 'TEST', source: 'import' }
    test1.store.actions.append([
      { ...action, kind: 'dividend', exDay, value: 3, ratio: null },
      { ...action, kind: 'split', exDay: later, value: 2, ratio: 0.5 },
    ])
    const answer = await test1.run(backtest, { strategy: strategyFile(), symbols: ['TEST'], ...cheap })
    // Prices before the split are halved: floor(10,000 / (51 * 1.001)) = 195 shares, sold at 55, 1.50 dollars a share paid in between.
    const fees = 195 * (51 + 55) * 0.001
    expect(answer.metrics.finalEquity).toBeCloseTo(10_000 + 195 * (55 - 51) - fees + 195 * 1.5, 4)
    expect(answer.grade.reasons.join()).not.toContain('not known')
    expect(answer.grade.reasons.join()).toContain('know of splits to come')
  })

  test('a split that the prices do not show was applied by whoever made them, and changes no position', async () => {
    keepBars('TEST', CLOSES)
    const hold = "if (bar.count === 2) { buy({ shares: 10, reason: 'in' }); return } if (bar.count > 2) return"
    const ask = () => test1.run(backtest, { strategy: strategyFile(hold), symbols: ['TEST'], ...cheap })
    const before = await ask()
    test1.store.actions.append([{ symbol: 'TEST', source: 'import', kind: 'split', exDay: dates[6], value: 2, ratio: 0.5 }])
    expect((await ask()).metrics.finalEquity).toBe(before.metrics.finalEquity)
  })

  test('an order larger than a tenth of the volume fills over several bars or not at all', async () => {
    keepBars('TEST', CLOSES, { volume: 300 })
    const answer = await test1.run(backtest, { strategy: strategyFile(), symbols: ['TEST'], ...cheap })
    expect(answer.roundTrips[0].shares).toBe(30)
  })

  test('a bar that holds stop and target is settled by finer bars of the store', async () => {
    const both = "if (bar.count === 2) { buy({ shares: 10, stop: 95, target: 105, reason: 'in' }); return }"
    const rows = [100, 100, 100, 100].map((close, i) => ({
      time: openOf(dates[i]),
      open: 100,
      close,
      high: i === 2 ? 106 : 101,
      low: i === 2 ? 94 : 99,
      volume: 1e6,
    }))
    test1.store.bars.append(barsOf(rows, { symbol: 'TEST', timeframe: '1d' }))
    const ask = () =>
      test1.run(backtest, { strategy: strategyFile(both), symbols: ['TEST'], fee: 'none', slippage: 'none', set: ['on=9'] })
    const alone = await ask()
    expect(alone).toMatchObject({ metrics: { ambiguousBars: 1 }, roundTrips: [{ exitPrice: 95 }] })
    const minute = (i: number, low: number, high: number) => ({
      time: openOf(dates[2]) + i * 60_000,
      open: 100,
      close: 100,
      low,
      high,
      volume: 1e6,
    })
    test1.store.bars.append(
      barsOf([minute(0, 99, 101), minute(1, 99.5, 106), minute(2, 94, 100)], { symbol: 'TEST', timeframe: '1m' }),
    )
    expect(await ask()).toMatchObject({ metrics: { ambiguousBars: 0 }, roundTrips: [{ exitPrice: 105 }] })
  })

  test('a hole of weeks and a jump like a split are said', async () => {
    const rows = [...dates.slice(0, 3), ...dates.slice(0, 3).map((day) => us.next(day + 40))]
    const unique = [...new Set(rows)]
    test1.store.bars.append(
      barsOf(
        unique.map((day, i) => ({ time: openOf(day), open: i > 2 ? 25 : 100, close: i > 2 ? 25 : 100 })),
        { symbol: 'TEST', timeframe: '1d' },
      ),
    )
    test1.setNow(openOf(dates[0]) + 200 * DAY)
    const { warnings } = await test1.run(backtest, { strategy: strategyFile(), symbols: ['TEST'] })
    expect(warnings.join('\n')).toMatch(/no bars between 2026-03-04 and 2026-04-\d\d/)
    expect(warnings.join('\n')).toMatch(/jumps like a split/)
  })

  test('a coin that falls to a quarter in a day is no split', async () => {
    const prices = [100, 101, 25, 26]
    test1.store.bars.append(
      barsOf(
        prices.map((price, i) => ({ time: Date.UTC(2026, 2, 2 + i), open: price, close: price })),
        { symbol: 'BTCUSD', timeframe: '1d' },
      ),
    )
    test1.setNow(Date.UTC(2026, 2, 20))
    const { warnings } = await test1.run(backtest, { strategy: strategyFile(), symbols: ['BTCUSD'] })
    expect(warnings.join('\n')).not.toMatch(/split/)
  })
})

describe('what to know of the data', () => {
  test('a symbol that begins weeks after the others is named', async () => {
    const long = Array.from({ length: 60 }, (_, i) => us.next(FIRST - 1 + i)).filter((day, i, all) => all.indexOf(day) === i)
    const rows = long.map((day) => ({ time: openOf(day), open: 100, close: 100, high: 101, low: 99, volume: 1e6 }))
    test1.store.bars.append(barsOf(rows, { symbol: 'LONG', timeframe: '1d' }))
    test1.store.bars.append(barsOf(rows.slice(-5), { symbol: 'LATE', timeframe: '1d' }))
    const { warnings } = await test1.run(backtest, { strategy: 'buy-and-hold', symbols: ['LONG', 'LATE'] })
    expect(warnings.join()).toMatch(/begin later than the run: LATE on 2026-/)
  })
})

describe('compare', () => {
  test('ranks on the same data, with the runs that backtest makes', async () => {
    keepBars('TEST', CLOSES)
    const alone = await test1.run(backtest, { strategy: 'buy-and-hold', symbols: ['TEST'] })
    const answer = await test1.run(compare, { names: ['buy-and-hold', strategyFile(), 'TEST'], by: 'totalReturn' })
    expect(answer.rows.map((row: { strategy: string }) => row.strategy)).toEqual(['third-to-sixth', 'buy-and-hold'])
    expect(answer.rows[1].run).toBe(alone.run)
    expect(answer.rows[1].metrics).toEqual(alone.metrics)
    expect(answer.correlation.names).toHaveLength(3)
    expect(answer.correlation.matrix[0][0]).toBe(1)
  })

  test('strategies come first, then symbols', async () => {
    keepBars('TEST', CLOSES)
    await expect(test1.run(compare, { names: ['TEST', 'buy-and-hold'] })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(test1.run(compare, { names: ['buy-and-hold', 'sma-cross'] })).rejects.toMatchObject({ kind: 'usage' })
    await expect(test1.run(compare, { names: ['buy-and-hold', 'TEST', 'sma-cross'] })).rejects.toMatchObject({ kind: 'usage' })
  })
})
