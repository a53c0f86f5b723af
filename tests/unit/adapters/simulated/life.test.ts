import { describe, expect, test } from 'vitest'
import { listing } from '../../../../src/adapters/simulated/listing.ts'
import { SimulatedMarket } from '../../../../src/adapters/simulated/market.ts'
import { DAY } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { barsOf, day, signal, simulated } from './support.ts'

const source = simulated()
const market = new SimulatedMarket(7)
const stocks = [...listing().values()].filter((profile) => profile.kind === 'stock')
const schedule = market.schedule(stocks[0])
const END = schedule.floor(day('2026-03-20'))

describe('corporate actions', () => {
  test('a split is a jump of the raw price and an action of that day', async () => {
    const actions = (await Promise.all(stocks.slice(0, 80).map((stock) => splitsOf(stock.symbol)))).flat()
    expect(actions.filter((one) => one.value! > 1).length).toBeGreaterThan(5)
    for (const { symbol, exDay, value, ratio } of actions) {
      const bars = await source.history(
        {
          kind: 'bars',
          symbol,
          timeframe: '1d',
          from: (exDay - 10) * DAY,
          to: (exDay + 1) * DAY,
          asOf: (exDay + 2) * DAY,
          session: 'all',
          raw: true,
        },
        signal,
      )
      const jump = bars.open[bars.length - 1] / bars.close[bars.length - 2]
      expect(Math.abs(jump * value! - 1), `${symbol} ${value}-for-1`).toBeLessThan(0.45)
      expect(ratio! * value!).toBeCloseTo(1, 12)
      const open = calendarOf('us').day(exDay).regular!.open
      const shot = await source.snapshot(symbol, open + 3_600_000, signal)
      expect(shot.previousClose! * value!).toBeCloseTo(bars.close[bars.length - 2], 6)
    }
  })

  test('penny stocks have reverse splits, and prices of four decimals under a dollar', async () => {
    const pennies = stocks.filter((stock) => stock.pull > 0)
    const splits = (await Promise.all(pennies.map((stock) => splitsOf(stock.symbol)))).flat()
    expect(splits.some((one) => one.value! < 1)).toBe(true)
    const cheap = pennies.filter((stock) => market.daily(stock, END).close[END] < 10_000)
    expect(cheap.length).toBeGreaterThan(8)
    const bars = await barsOf(source, cheap[0].symbol, day('2026-03-20'), '1m')
    const decimals = [...bars.close].filter((price) => price < 1 && Math.round(price * 1e4) % 100 !== 0)
    expect(decimals.length).toBeGreaterThan(bars.length / 2)
  })

  test('dividends come quarterly and leave the price by about their amount', async () => {
    const payer = stocks.find((stock) => stock.dividendYield > 0.02)!
    const dividends = await source.history(
      { kind: 'actions', symbol: payer.symbol, from: day('2020-01-01'), to: day('2025-01-01') },
      signal,
    )
    const paid = dividends.filter((one) => one.kind === 'dividend')
    expect(paid.length).toBe(20)
    expect(paid.every((one) => one.value! > 0 && one.ratio === null)).toBe(true)
  })

  async function splitsOf(symbol: string) {
    try {
      const actions = await source.history({ kind: 'actions', symbol, from: day('2015-01-01'), to: day('2026-03-20') }, signal)
      return actions.filter((one) => one.kind === 'split')
    } catch {
      return []
    }
  }
})

describe('news', () => {
  test('four results a year, and the session opens farther from the close than on other days', () => {
    const gaps = { results: [] as number[], plain: [] as number[] }
    for (const stock of stocks.slice(0, 100)) {
      const series = market.daily(stock, END)
      const perYear = [...series.results.keys()].filter((index) => index <= END).length / 11.2
      expect(Math.abs(perYear - 4)).toBeLessThan(0.3)
      for (let i = 1; i <= END; i++) gaps[series.results.has(i) ? 'results' : 'plain'].push(Math.abs(series.gap[i]))
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(gaps.results)).toBeGreaterThan(3 * mean(gaps.plain))
  })

  test('results after the close move the after-hours, results before the open the pre-market', () => {
    let moved = 0
    let wanted = 0
    for (const stock of stocks.slice(0, 30)) {
      const series = market.daily(stock, END + 1)
      for (const [index, { afterClose }] of series.results) {
        if (index < END - 300 || index > END || Math.abs(series.gap[index]) < 0.03) continue
        const evening = market.minutes(stock, index - 1)
        if (evening.regularTo === evening.length) continue
        const seen =
          Math.abs(Math.log(evening.close[evening.length - 1] / series.close[index - 1])) > 0.4 * Math.abs(series.gap[index])
        wanted++
        if (seen === afterClose) moved++
      }
    }
    expect(wanted).toBeGreaterThan(30)
    expect(moved / wanted).toBeGreaterThan(0.95)
  })
})

describe('the tape', () => {
  test('a few stocks are halted for some minutes a day, without a print', () => {
    let halted = 0
    for (const stock of stocks.slice(0, 60)) {
      for (let index = END - 40; index <= END; index++) {
        const session = market.minutes(stock, index)
        let gap = 0
        for (let row = session.regularFrom + 1; row < session.regularTo; row++)
          gap = Math.max(gap, session.time[row] - session.time[row - 1])
        if (gap >= 6 * 60_000) halted++
      }
    }
    // About 0.5% of busy stocks a day, each missing five minutes or more.
    expect(halted / (60 * 41)).toBeGreaterThan(0.002)
    expect(halted / (60 * 41)).toBeLessThan(0.012)
  })

  test('08:00 to 08:15 New York time is a burst of small prints', async () => {
    const bars = await barsOf(source, stocks[0].symbol, day('2026-03-19'), '1m')
    const eight = Date.parse('2026-03-19T12:00:00Z')
    const mean = (from: number, to: number, of: (i: number) => number) => {
      const rows = [...bars.time.keys()].filter(
        (i) => bars.time[i] >= eight + from * 60_000 && bars.time[i] < eight + to * 60_000,
      )
      return rows.reduce((sum, i) => sum + of(i), 0) / (to - from)
    }
    const prints = (i: number) => bars.prints![i]
    expect(mean(0, 15, prints)).toBeGreaterThan(4 * mean(-30, 0, prints))
    expect(mean(0, 15, prints)).toBeGreaterThan(4 * mean(20, 50, prints))
    expect(mean(0, 15, (i) => bars.volume[i]) / mean(0, 15, prints)).toBeLessThan(10)
  })

  test('liquidity runs from a few prints a day to thousands a minute', () => {
    const perMinute = [...listing().values()]
      .filter((profile) => profile.kind !== 'future')
      .map((profile) => market.daily(profile, END).prints[END] / 390)
    expect(Math.min(...perMinute)).toBeLessThan(0.1)
    expect(Math.max(...perMinute)).toBeGreaterThan(2000)
    const liquid = perMinute.filter((prints) => prints >= 1000).length
    expect(liquid).toBeGreaterThan(8)
    expect(liquid).toBeLessThan(60)
  })

  test('the future trades through the night with the market, and pauses where CME does', async () => {
    const date = day('2019-05-14')
    const bars = await barsOf(source, 'SIMFUT', date, '1m')
    const session = calendarOf('cme').day(date)
    expect(bars.time[0]).toBeLessThan(session.regular!.open + 5 * 60_000)
    const pause = session.halts![0]
    expect([...bars.time].filter((time) => time >= pause.open && time < pause.close)).toEqual([])
    const fund = await barsOf(source, 'SIMALL', date, '1m', 'regular')
    const at = new Map([...bars.time].map((time, i) => [time, i]))
    const move = (one: typeof bars, i: number, j: number) => Math.log(one.close[j] / one.close[i])
    expect(move(bars, at.get(fund.time[10])!, at.get(fund.time[380])!)).toBeCloseTo(move(fund, 10, 380), 2)
  })
})
