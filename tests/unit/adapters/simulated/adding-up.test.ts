import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY } from '../../../../src/core/time.ts'
import type { Bars } from '../../../../src/market/bars.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import type { Prints, Quotes } from '../../../../src/market/prints.ts'
import { resample } from '../../../../src/market/resample.ts'
import { barsOf, day, plain, sampleSymbols, signal, simulated, tradingDates } from './support.ts'

const source = simulated()
const symbols = await sampleSymbols(source)
const HALF_DAYS = ['2015-11-27', '2018-07-03', '2024-12-24', '2026-11-27', '2035-11-23']
const CLOCK_CHANGES = ['2016-03-14', '2019-11-04', '2025-03-10', '2026-11-02']
const dates = [
  ...tradingDates('2015-01-02', '2015-02-10'),
  ...tradingDates('2020-02-20', '2020-04-20'),
  ...tradingDates('2035-11-01', '2035-12-31'),
]
const pick = fc.record({
  symbol: fc.constantFrom(...symbols),
  date: fc.oneof(fc.constantFrom(...dates), fc.constantFrom(...[...HALF_DAYS, ...CLOCK_CHANGES].map(day))),
})

describe('minutes add up to the day', () => {
  const market = (symbol: string) => calendarOf(symbol === 'SIMFUT' ? 'cme' : 'us')

  test('on any symbol and date, half days and clock changes among them', async () => {
    await fc.assert(
      fc.asyncProperty(pick, async ({ symbol, date }) => {
        if (!market(symbol).day(date).regular) return
        const minutes = await barsOf(source, symbol, date, '1m')
        const days = await barsOf(source, symbol, date, '1d')
        const { vwap: _, ...made } = plain(resample(minutes, '1d', market(symbol), { session: 'all' }))
        const { vwap, ...drawn } = plain(days)
        expect(vwap).toBeNull()
        expect(made).toEqual(drawn)
      }),
      { numRuns: 250, seed: 1 },
    )
  })

  test('every minute keeps the rules of a bar, in ticks, with as many shares as prints', async () => {
    await fc.assert(
      fc.asyncProperty(pick, async ({ symbol, date }) => {
        if (!market(symbol).day(date).regular) return
        const bars = await barsOf(source, symbol, date, '1m')
        for (let i = 0; i < bars.length; i++) expectBar(bars, i, symbol === 'SIMFUT' ? 2500 : null)
      }),
      { numRuns: 60, seed: 2 },
    )
  })

  test('5m, 30m and 1h bars are the minutes put together; a week is its days', async () => {
    for (const timeframe of ['5m', '15m', '30m', '1h'] as const) {
      const made = resample(await barsOf(source, symbols[4], day('2025-03-10'), '1m'), timeframe, calendarOf('us'), {
        session: 'all',
      })
      expect(plain(await barsOf(source, symbols[4], day('2025-03-10'), timeframe))).toEqual(plain(made))
    }
    const range = {
      kind: 'bars',
      symbol: symbols[4],
      session: 'all',
      from: day('2025-01-01') * DAY,
      asOf: day('2025-12-01') * DAY,
    } as const
    const days = await source.history({ ...range, timeframe: '1d', to: day('2025-11-29') * DAY }, signal)
    const weeks = await source.history({ ...range, timeframe: '1w', to: day('2025-11-29') * DAY }, signal)
    const made = resample(days, '1w', calendarOf('us'), { session: 'all' })
    // The range begins on a Wednesday: its first week is named by the Monday before and not asked for.
    const { time, open, close, volume } = plain(made)
    expect(plain(weeks).time).toEqual(time!.slice(1))
    expect([plain(weeks).open, plain(weeks).close, plain(weeks).volume]).toEqual([
      open!.slice(1),
      close!.slice(1),
      volume!.slice(1),
    ])
  })
})

describe('prints and quotes add up to the minutes', () => {
  test('on any symbol, date and phase', async () => {
    await fc.assert(
      fc.asyncProperty(pick, fc.nat(), async ({ symbol, date }, where) => {
        if (!calendarOf(symbol === 'SIMFUT' ? 'cme' : 'us').day(date).regular) return
        const bars = await barsOf(source, symbol, date, '1m')
        const start = where % bars.length
        const end = Math.min(bars.length, start + (bars.prints![start] > 500 ? 3 : 20))
        const range = { symbol, from: bars.time[start], to: bars.time[end - 1] + 60_000, asOf: bars.time[end - 1] + 60_000 }
        const prints = await source.history({ kind: 'prints', ...range }, signal)
        const quotes = await source.history({ kind: 'quotes', ...range }, signal)
        for (let row = start, from = 0; row < end; row++) from = expectMinute(bars, row, prints, from)
        expectQuoted(prints, quotes)
      }),
      { numRuns: 250, seed: 3 },
    )
  })

  test('a whole session of a fund: every print, every minute', async () => {
    const bars = await barsOf(source, 'SIMALL', day('2026-03-09'), '1m')
    const range = { symbol: 'SIMALL', from: bars.time[0], to: day('2026-03-10') * DAY, asOf: day('2026-03-10') * DAY }
    const prints = await source.history({ kind: 'prints', ...range }, signal)
    let from = 0
    for (let row = 0; row < bars.length; row++) from = expectMinute(bars, row, prints, from)
    expect(from).toBe(prints.length)
    expectQuoted(prints, await source.history({ kind: 'quotes', ...range }, signal))
  })
})

function expectBar(bars: Bars, i: number, fixedTick: number | null): void {
  const prices = [bars.open[i], bars.high[i], bars.low[i], bars.close[i]].map((price) => Math.round(price * 1e4))
  const [open, high, low, close] = prices
  const vwap = bars.vwap![i] * 1e4
  const good =
    low <= Math.min(open, close) &&
    high >= Math.max(open, close) &&
    vwap >= low - 1e-6 &&
    vwap <= high + 1e-6 &&
    Number.isInteger(bars.volume[i]) &&
    Number.isInteger(bars.prints![i]) &&
    bars.prints![i] >= 1 &&
    bars.volume[i] >= bars.prints![i] &&
    prices.every((price, k) => price > 0 && price / 1e4 === [bars.open, bars.high, bars.low, bars.close][k][i]) &&
    prices.every((price) => price % (fixedTick ?? (price >= 10_000 ? 100 : 1)) === 0) &&
    (i === 0 || bars.time[i] > bars.time[i - 1])
  expect(
    good,
    `${bars.symbol} ${new Date(bars.time[i]).toISOString()} ${prices} ${vwap} ${bars.volume[i]} ${bars.prints![i]}`,
  ).toBe(true)
}

/** Checks one minute against its prints from index `from`; returns the index after them. */
function expectMinute(bars: Bars, row: number, prints: Prints, from: number): number {
  const to = from + bars.prints![row]
  const price = prints.price.subarray(from, to)
  const size = prints.size.subarray(from, to)
  const money = price.reduce((sum, one, i) => sum + one * size[i], 0)
  const volume = size.reduce((sum, one) => sum + one, 0)
  expect({
    inside: prints.time[from] >= bars.time[row] && prints.time[to - 1] < bars.time[row] + 60_000,
    sorted: prints.time.subarray(from + 1, to).every((time, i) => time >= prints.time[from + i]),
    whole: size.every((one) => Number.isInteger(one) && one >= 1),
    open: price[0],
    high: price.reduce((most, one) => Math.max(most, one)),
    low: price.reduce((least, one) => Math.min(least, one)),
    close: price[price.length - 1],
    volume,
  }).toEqual({
    inside: true,
    sorted: true,
    whole: true,
    open: bars.open[row],
    high: bars.high[row],
    low: bars.low[row],
    close: bars.close[row],
    volume: bars.volume[row],
  })
  expect(Math.abs(money / volume / bars.vwap![row] - 1)).toBeLessThan(1e-12)
  return to
}

/** Quotes are one a stamp, never crossed, and hold every print. */
function expectQuoted(prints: Prints, quotes: Quotes): void {
  for (let i = 0; i < quotes.length; i++) {
    const good =
      quotes.askPrice[i] > quotes.bidPrice[i] && quotes.bidPrice[i] > 0 && quotes.bidSize[i] > 0 && quotes.askSize[i] > 0
    if (!good || (i > 0 && quotes.time[i] <= quotes.time[i - 1]))
      expect.fail(`quote ${i}: ${quotes.bidPrice[i]} ${quotes.askPrice[i]}`)
  }
  for (let i = 0, at = -1; i < prints.length; i++) {
    while (at + 1 < quotes.length && quotes.time[at + 1] <= prints.time[i]) at++
    const inside = at >= 0 && prints.price[i] >= quotes.bidPrice[at] && prints.price[i] <= quotes.askPrice[at]
    if (!inside) expect.fail(`print ${i} at ${prints.price[i]} outside ${quotes.bidPrice[at]} ${quotes.askPrice[at]}`)
  }
}
