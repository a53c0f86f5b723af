import { describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { HOUR, MINUTE } from '../../../../src/core/time.ts'
import { openManagedStream } from '../../../../src/engine/stream/managed-stream.ts'
import { BAR_COLUMNS, lowerBound, sliceBars } from '../../../../src/market/bars.ts'
import { calendarFor } from '../../../../src/market/calendar/calendar.ts'
import type { Timeframe } from '../../../../src/market/timeframe.ts'
import { streamedBars } from '../../../../src/operations/stream/streamed-bars.ts'
import { Ticker } from '../../../../src/operations/stream/ticker.ts'
import { type ClosedBars, type FeedParts, polledBars } from '../../../../src/operations/trade/running/feed.ts'
import { leapingTime, type Pace } from '../../../../src/operations/trade/running/pace.ts'

const symbols = ['SIMALL', 'SIMTEC']
const OPEN = Date.UTC(2026, 2, 20, 13, 30)
const CLOSE = Date.UTC(2026, 2, 20, 20)
const signal = new AbortController().signal

function source(pace: Pace) {
  const clock = { now: pace.now, elapsed: () => 0, sleep: async () => {} }
  return createSimulatedSource({ seed: 11, clock })
}

function partsOf(pace: Pace, timeframe: Timeframe, from: number, until: number, session: 'all' | 'regular'): FeedParts {
  const calendars = symbols.map(calendarFor)
  const newest = symbols.map(() => from - HOUR)
  return { source: source(pace), symbols, calendars, timeframe, session, pace, from, until, newest, signal }
}

/** What a feed told, without what depends on when it was asked. */
function told({ at, bars, late, faults }: ClosedBars) {
  const rows = bars.map((one) => one && BAR_COLUMNS.map((name) => [...one[name].subarray(0, one.length)]))
  return { at, rows, late, faults }
}

async function polled(timeframe: Timeframe, from: number, until: number, session: 'all' | 'regular') {
  const moments = []
  for await (const moment of polledBars(partsOf(leapingTime(from), timeframe, from, until, session))) moments.push(told(moment))
  return moments
}

async function streamed(timeframe: Timeframe, from: number, until: number, session: 'all' | 'regular') {
  const pace = leapingTime(from - 2 * HOUR)
  const listener = { news() {}, bar() {} }
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const clock = { now: pace.now, elapsed: () => 0, sleep: async () => {} }
  const common = { source: source(pace), now: pace.now, clock, log, symbols, capacity: 1000, signal }
  const managed = await openManagedStream({ ...common, session, from: from - 2 * HOUR, listener })
  const ticker = new Ticker({
    managed,
    pace,
    step: () => MINUTE,
    until: until + MINUTE,
    leaps: true,
    room: async () => {},
    onLook() {},
    signal,
  })
  const running = ticker.run()
  const moments = []
  const parts = partsOf(pace, timeframe, from, until, session)
  for await (const moment of streamedBars(managed, ticker.minutes(), parts)) moments.push(told(moment))
  await managed.close()
  running.catch(() => {})
  return moments
}

describe('bars of the stream in place of bars that were asked for', () => {
  it.each<[Timeframe, 'all' | 'regular']>([
    ['1m', 'all'],
    ['1m', 'regular'],
    ['5m', 'all'],
    ['15m', 'regular'],
    ['30m', 'all'],
  ])('are the same at %s, session %s, before and after the open', async (timeframe, session) => {
    const [from, until] = [OPEN - 10 * MINUTE, OPEN + 65 * MINUTE]
    const inside = ({ at }: { at: number }) => session === 'all' || at > OPEN
    const asked = (await polled(timeframe, from, until, session)).filter(inside)
    expect(asked.some(({ rows }) => rows.every((one) => one !== null))).toBe(true)
    expect((await streamed(timeframe, from, until, session)).filter(inside)).toEqual(asked)
  })

  it('end before a minute of which data was missed, and come with it once it is whole', async () => {
    const pace = leapingTime(OPEN)
    const from = OPEN + MINUTE
    const minutes = await source({ ...pace, now: () => CLOSE }).history(
      { kind: 'bars', symbol: 'SIMALL', timeframe: '1m', from: OPEN - HOUR, to: CLOSE, asOf: CLOSE, session: 'all' },
      signal,
    )
    const at = (time: number) => lowerBound(minutes.time, minutes.length, time)
    const held = new Set([OPEN + 2 * MINUTE])
    let now = from
    const tape = {
      get closed() {
        return sliceBars(minutes, 0, at(now))
      },
    }
    const managed = { tapes: new Map([['SIMALL', tape as never]]), held: () => held }
    async function* ends() {
      for (let n = 1; n <= 6; n++) {
        now = OPEN + n * MINUTE
        if (n === 5) held.clear()
        yield now
      }
    }
    const parts = { ...partsOf(pace, '1m', from, CLOSE, 'all'), symbols: ['SIMALL'], newest: [OPEN - MINUTE] }
    const opens: number[][] = []
    const late: number[] = []
    for await (const moment of streamedBars(managed, ends(), parts)) {
      const [bars] = moment.bars
      opens.push(bars ? [...bars.time.subarray(0, bars.length)].map((time) => (time - OPEN) / MINUTE) : [])
      late.push(moment.late.length)
    }
    expect(opens).toEqual([[0], [1], [], [], [2, 3, 4], [5]])
    expect(late).toEqual([0, 0, 1, 1, 0, 0])
  })

  it('are the same up to the close, whose last bar is a short one', async () => {
    const [from, until] = [CLOSE - 40 * MINUTE, CLOSE]
    const asked = await polled('1h', from, until, 'all')
    expect(asked.at(-1)?.rows[0]?.[0]).toEqual([CLOSE - HOUR / 2])
    expect(await streamed('1h', from, until, 'all')).toEqual(asked)
  })
})
