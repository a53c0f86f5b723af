import { describe, expect, it } from 'vitest'
import { calendarFor } from '../../../../src/market/calendar/calendar.ts'
import type { Timeframe } from '../../../../src/market/timeframe.ts'
import type { About } from '../../../../src/operations/models/about.ts'
import { ageOf, barsSince, parseRetrainEvery, staleWarning } from '../../../../src/operations/models/stale.ts'

const at = (text: string) => Date.parse(text)
const since = (timeframe: Timeframe, from: string, to: string, symbol = 'SPY') =>
  barsSince(timeframe, calendarFor(symbol), at(from), at(to))

describe('bars that have closed since', () => {
  // 2026-04-03 was Good Friday; daylight time from 2026-03-08: a session is 13:30 to 20:00 UTC.
  it.each<[Timeframe, string, string, number]>([
    ['1d', '2026-04-01T13:30:00Z', '2026-04-01T20:00:00Z', 0],
    ['1d', '2026-04-01T13:30:00Z', '2026-04-02T19:59:59Z', 0],
    ['1d', '2026-04-01T13:30:00Z', '2026-04-02T20:00:00Z', 1],
    ['1d', '2026-04-01T13:30:00Z', '2026-04-05T12:00:00Z', 1],
    ['1d', '2026-04-01T13:30:00Z', '2026-04-06T20:00:00Z', 2],
    ['1w', '2026-03-23T13:30:00Z', '2026-04-01T20:00:00Z', 0],
    ['1w', '2026-03-23T13:30:00Z', '2026-04-02T20:00:00Z', 1],
    ['1w', '2026-03-23T13:30:00Z', '2026-04-06T13:30:00Z', 1],
    ['1h', '2026-04-01T13:30:00Z', '2026-04-01T15:30:00Z', 1],
    ['1h', '2026-04-01T19:30:00Z', '2026-04-02T20:00:00Z', 7],
    ['5m', '2026-04-01T19:50:00Z', '2026-04-02T13:40:00Z', 3],
    ['5m', '2026-04-01T19:50:00Z', '2026-04-01T19:50:00Z', 0],
  ])('%s, %s to %s: %i', (timeframe, from, to, bars) => expect(since(timeframe, from, to)).toBe(bars))

  it('crypto trades every day, and time does not go back', () => {
    expect(since('1d', '2026-04-03T00:00:00Z', '2026-04-06T00:00:00Z', 'BTC-USD')).toBe(2)
    expect(since('1d', '2026-04-06T13:30:00Z', '2026-04-01T00:00:00Z')).toBe(0)
  })
})

const about = (wish: Partial<About> = {}): About => ({
  symbols: ['SPY'],
  source: 'store',
  feed: 'iex',
  timeframe: '1d',
  adjustment: 'none',
  session: 'all',
  marketSeed: null,
  data: null,
  made: at('2026-04-02T21:00:00Z'),
  asOf: at('2026-04-02T20:00:00Z'),
  retrainEvery: null,
  asked: {
    model: 'auto',
    file: null,
    input: 10,
    horizon: 2,
    levels: [0.8],
    seed: 1,
    steps: null,
    members: 5,
    backend: 'wasm',
    bars: 1500,
  },
  ...wish,
})

describe('a model is stale', () => {
  const trained = at('2026-04-01T13:30:00Z')

  it('after a horizon of bars, where nothing else was said', () => {
    expect(ageOf(about(), 'SPY', trained, at('2026-04-06T20:00:00Z'))).toEqual({ bars: 2, stale: false })
    expect(ageOf(about(), 'SPY', trained, at('2026-04-07T20:00:00Z'))).toEqual({ bars: 3, stale: true })
  })

  it('after the time that was said, from the close of its last bar on', () => {
    const weekly = about({ retrainEvery: '1w' })
    expect(ageOf(weekly, 'SPY', trained, at('2026-04-08T20:00:00Z')).stale).toBe(false)
    expect(ageOf(weekly, 'SPY', trained, at('2026-04-08T20:00:01Z')).stale).toBe(true)
  })

  it('of a file: by the clock since it was made, and never where nothing was said', () => {
    const file = about({ timeframe: null, data: '/series.csv' })
    expect(ageOf(file, 'OT', null, at('2030-01-01T00:00:00Z'))).toEqual({ bars: null, stale: false })
    const daily = { ...file, retrainEvery: '1d' }
    expect(ageOf(daily, 'OT', null, at('2026-04-03T21:00:00Z')).stale).toBe(false)
    expect(ageOf(daily, 'OT', null, at('2026-04-03T21:00:01Z')).stale).toBe(true)
  })

  it('and a forecast by it says so, with the way on', () => {
    expect(staleWarning('spy', about(), 'SPY', trained, at('2026-04-06T13:30:00Z'))).toBeNull()
    expect(staleWarning('spy', about(), 'SPY', trained, at('2026-04-07T13:30:00Z'))).toMatch(
      /SPY: the model 'spy' is stale: trained to 2026-04-01, 3 bars ago; .*openbell models retrain spy/,
    )
  })
})

describe('a model that was trained beyond the origin', () => {
  it('has seen what it would tell: refused, with both times', () => {
    const trained = at('2026-04-01T13:30:00Z')
    expect(() => staleWarning('spy', about(), 'SPY', trained, at('2026-03-31T13:30:00Z'))).toThrow(
      /trained to 2026-04-01T13:30:00Z, after the origin 2026-03-31T13:30:00Z/,
    )
    expect(staleWarning('spy', about(), 'SPY', trained, trained)).toBeNull()
  })
})

describe('how long a model stays fresh', () => {
  it.each<[string, number]>([
    ['1h', 3_600_000],
    ['12H', 43_200_000],
    ['5d', 432_000_000],
    ['1w', 604_800_000],
  ])('%s', (text, ms) => expect(parseRetrainEvery(text)).toBe(ms))

  it.each(['', '0d', '30m', '2y', '-1d', '54w', 'daily'])('%j is none', (text) => {
    expect(() => parseRetrainEvery(text)).toThrow(/no time between 1h and 52w/)
  })
})
