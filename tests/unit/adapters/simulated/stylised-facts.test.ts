import { describe, expect, test } from 'vitest'
import { listing } from '../../../../src/adapters/simulated/listing.ts'
import { SimulatedMarket } from '../../../../src/adapters/simulated/market.ts'
import { DAY } from '../../../../src/core/time.ts'
import type { Bars } from '../../../../src/market/bars.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import {
  autocorrelation,
  kurtosis,
  LAGS,
  type MinuteFacts,
  median,
  minuteFacts,
  recordedDailyReturns,
  recordedQuotes,
  recordedSessions,
  type SessionMinutes,
  spreadProfile,
} from '../../../support/stylised-facts.ts'
import { day, signal, simulated } from './support.ts'

/**
 * One set of bands, and both sides must lie in it: what is recorded, so that the bands are true of a real market, and what is simulated.
 * Each band is wide enough for every recorded set and several seeds, and far from what a random walk would give (kurtosis 3,
 * no autocorrelation of |r| beside the day's shape, a flat profile, no correlation). Without memory in the volatility within a day,
 * lag 1 of the shapeless |r| falls below its band.
 */
type Band = [low: number, high: number]
const KURTOSIS: Band = [5, 20]
const KURTOSIS_OF_MOST: Band = [4, 30]
const RETURN_LAG_1: Band = [-0.12, 0.06]
const ABSOLUTE: Record<number, Band> = {
  1: [0.12, 0.35],
  5: [0.1, 0.3],
  10: [0.07, 0.25],
  20: [0.05, 0.22],
  50: [0.01, 0.16],
  100: [-0.03, 0.1],
}
const SHAPELESS: Record<number, Band> = {
  1: [0.05, 0.15],
  5: [0.015, 0.1],
  10: [0, 0.08],
  20: [-0.03, 0.06],
  50: [-0.03, 0.05],
  100: [-0.05, 0.04],
}
const FIRST_HALF_HOUR: Band = [0.14, 0.25]
const LAST_HALF_HOUR: Band = [0.1, 0.18]
const NOON_HALF_HOUR: Band = [0.035, 0.07]
const CORRELATION: Band = [0.15, 0.6]
/** Basis points; and the first half-hour over noon, for stocks whose spread is more than one tick. */
const NOON_SPREAD: Band = [0.8, 4]
const OPEN_OVER_NOON: Band = [1.4, 4]

/** Days: fat tails, and volatility that lasts for weeks. */
const DAILY_KURTOSIS: Band = [5, 25]
const DAILY_ABSOLUTE_LAG_5: Band = [0.08, 0.45]

const root = process.env.OPENBELL_REAL_DATA
const withRecordings = test.skipIf(!root)
const skipped = root ? '' : ' (skipped: OPENBELL_REAL_DATA is not set)'

function expectIn(value: number, [low, high]: Band, what: string): void {
  expect(value >= low && value <= high, `${what} ${value.toFixed(3)} in ${low} .. ${high}`).toBe(true)
}

function expectMarket(facts: MinuteFacts): void {
  expectIn(facts.kurtosis, KURTOSIS, 'kurtosis')
  expectIn(facts.kurtosisLow, KURTOSIS_OF_MOST, 'kurtosis, lowest tenth')
  expectIn(facts.kurtosisHigh, KURTOSIS_OF_MOST, 'kurtosis, highest tenth')
  expectIn(facts.returnLag1, RETURN_LAG_1, 'autocorrelation of r at lag 1')
  for (const lag of LAGS) {
    expectIn(facts.absolute[lag], ABSOLUTE[lag], `autocorrelation of |r| at lag ${lag}`)
    expectIn(facts.shapeless[lag], SHAPELESS[lag], `autocorrelation of |r| without the day and its shape at lag ${lag}`)
  }
  expectIn(facts.profile[0], FIRST_HALF_HOUR, 'volume of the first half-hour')
  expectIn(facts.profile[12], LAST_HALF_HOUR, 'volume of the last half-hour')
  for (const share of facts.profile.slice(4, 10)) expectIn(share, NOON_HALF_HOUR, 'volume of a half-hour at noon')
  expectIn(facts.correlation, CORRELATION, 'correlation')
}

function split(bars: Bars): SessionMinutes[] {
  const sessions: SessionMinutes[] = []
  for (let i = 1, start = 0; i <= bars.length; i++) {
    if (i < bars.length && bars.time[i] - bars.time[i - 1] < 3_600_000 * 4) continue
    const cut = (column: Float64Array<ArrayBufferLike>) => Float64Array.from(column.subarray(start, i))
    sessions.push({
      symbol: bars.symbol,
      day: Math.floor(bars.time[start] / DAY),
      time: cut(bars.time),
      close: cut(bars.close),
      volume: cut(bars.volume),
    })
    start = i
  }
  return sessions.filter((session) => session.time.length >= 380)
}

async function simulatedFacts(seed: number, from: string): Promise<MinuteFacts> {
  const source = simulated(seed)
  const companies = (await source.symbols(signal)).filter((one) => one.kind === 'stock').slice(0, 30)
  const start = day(from) * DAY
  const query = {
    kind: 'bars',
    timeframe: '1m',
    from: start,
    to: start + 12 * DAY,
    asOf: start + 13 * DAY,
    session: 'regular',
  } as const
  const bars = await Promise.all(companies.map(({ symbol }) => source.history({ ...query, symbol }, signal)))
  return minuteFacts(bars.flatMap(split))
}

describe('minutes of busy stocks', () => {
  test.each([
    [7, '2026-03-16'],
    [1, '2019-02-11'],
    [42, '2031-06-09'],
  ])('simulated, seed %i from %s', async (seed, from) => {
    expectMarket(await simulatedFacts(seed, from))
  })

  // Volatility indexes and leveraged funds are left out: they are no companies.
  withRecordings.each([
    ['2019', /_2019\d+-2019\d+\.csv$/],
    ['2026', /_yahoo\.csv$/],
  ])(`recorded in %s${skipped}`, (_, files) => {
    expectMarket(minuteFacts(recordedSessions(root!, files).filter(({ symbol }) => !/VIX|VXXB|TZA|UVXY|SOXS/.test(symbol))))
  })
})

describe('days', () => {
  function expectDays(series: number[][]): void {
    expectIn(median(series.map(kurtosis)), DAILY_KURTOSIS, 'daily kurtosis')
    expectIn(
      median(series.map((returns) => autocorrelation([returns.map(Math.abs)], 5))),
      DAILY_ABSOLUTE_LAG_5,
      'daily |r| at lag 5',
    )
  }

  test('simulated: 60 companies over eleven years, splits left out', () => {
    const market = new SimulatedMarket(3)
    const end = 2800
    const companies = [...listing().values()].filter((profile) => profile.kind === 'stock').slice(0, 60)
    expectDays(
      companies.map((profile) => {
        const series = market.daily(profile, end)
        return Array.from({ length: end }, (_, i) =>
          series.splits.has(i + 1) ? Number.NaN : Math.log(series.close[i + 1] / series.close[i]),
        )
      }),
    )
  })

  withRecordings(`recorded: six stocks from 2006 to 2017${skipped}`, () => {
    expectDays(['AAPL', 'CAT', 'JPM', 'KO', 'MCD', 'XOM'].map((symbol) => recordedDailyReturns(root!, `${symbol}_2006-2017.csv`)))
  })
})

describe('quoted spread over the day', () => {
  const noonOf = (profile: number[]) => profile.slice(4, 9).reduce((sum, value) => sum + value, 0) / 5

  test('simulated: widest at the open, wider again at the close, one tick where one tick is enough', async () => {
    // A company of the recorded one's kind: dear enough that a tick is little, about 800 million dollars a day.
    const symbol = await companyNear(8e5)
    const profile = spreadProfile(await simulatedQuotes(symbol))
    const ending = (await simulatedQuotes(symbol))
      .filter((quote) => quote.minute >= 387)
      .map(({ ask, bid }) => (1e4 * (ask - bid)) / bid)
    expect(ending.reduce((sum, one) => sum + one, 0) / ending.length).toBeGreaterThan(1.05 * noonOf(profile))
    expectIn(noonOf(profile), NOON_SPREAD, 'spread at noon')
    expectIn(profile[0] / noonOf(profile), OPEN_OVER_NOON, 'open over noon')
    const fund = spreadProfile(await simulatedQuotes('SIMALL'))
    expectIn(fund[12] / noonOf(fund), [0.95, 1.05], 'the fund stays at one tick')
  })

  withRecordings(`recorded: IBM and SPY in October 2013${skipped}`, () => {
    for (const date of ['2013-10-07', '2013-10-08']) {
      const profile = spreadProfile(
        recordedQuotes(root!, `IBM_${date.replaceAll('-', '')}_nbbo_lean.csv.gz`, Date.parse(`${date}T13:30:00Z`)),
      )
      expectIn(noonOf(profile), NOON_SPREAD, 'spread at noon')
      expectIn(profile[0] / noonOf(profile), OPEN_OVER_NOON, 'open over noon')
    }
    const fund = spreadProfile(
      recordedQuotes(root!, 'SPY_20131007_1sec-snapshots_lean.csv.gz', Date.parse('2013-10-07T13:30:00Z')),
    )
    expectIn(fund[12] / noonOf(fund), [0.95, 1.05], 'the fund stays at one tick')
  })

  const date = day('2025-10-07')
  const session = calendarOf('us').day(date).regular!
  const source = simulated()

  async function simulatedQuotes(symbol: string) {
    const quotes = await source.history(
      { kind: 'quotes', symbol, from: session.open, to: session.close, asOf: session.close },
      signal,
    )
    return Array.from({ length: quotes.length }, (_, i) => ({
      minute: (quotes.time[i] - session.open) / 60_000,
      bid: quotes.bidPrice[i],
      ask: quotes.askPrice[i],
    }))
  }

  /** A company over 120 dollars whose dollars a day are next to those of so many thousand. */
  async function companyNear(thousands: number): Promise<string> {
    let best = ''
    let nearest = Number.POSITIVE_INFINITY
    for (const { symbol } of (await source.symbols(signal)).slice(15, 120)) {
      const bars = await source.history(
        { kind: 'bars', symbol, timeframe: '1d', from: session.open, to: session.close, asOf: session.close, session: 'all' },
        signal,
      )
      const distance = Math.abs(Math.log((bars.close[0] * bars.volume[0]) / 1000 / thousands))
      if (bars.close[0] > 120 && distance < nearest) {
        nearest = distance
        best = symbol
      }
    }
    return best
  }
})
