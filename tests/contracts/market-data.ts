import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OpenbellError } from '../../src/core/errors.ts'
import { DAY, HOUR, iso, MINUTE, utcDay } from '../../src/core/time.ts'
import { barClose } from '../../src/market/bar-times.ts'
import { BAR_COLUMNS, type Bars, OPTIONAL_COLUMNS } from '../../src/market/bars.ts'
import { type Calendar, calendarFor } from '../../src/market/calendar/calendar.ts'
import type { Prints, Quotes } from '../../src/market/prints.ts'
import { NO_FIGURES, type SessionFigures, sessionFigures } from '../../src/market/session-figures.ts'
import type { BarsQuery, MarketDataSource, Snapshot, TapeQuery } from '../../src/ports/market-data.ts'

/** A source under the contract, and what the suite must know of its data. */
export interface ContractSubject {
  source: MarketDataSource
  /** A US stock with minutes and days on `sessions`. */
  symbol: string
  unknown: string
  /** Trading dates (`YYYY-MM-DD`, ascending, at least three in a row) of which every minute bar can be asked, all over by now. */
  sessions: string[]
  /** `yes`: has prints and quotes of the last session; `no`: refuses them. */
  tape: 'yes' | 'no'
  close(): Promise<void>
}

/**
 * What every MarketDataSource promises, whatever stands behind it. `make` builds the source and its surroundings once;
 * the tests only read, so that they can share it.
 */
export function marketDataContract(name: string, make: () => Promise<ContractSubject>): void {
  describe(`market data contract: ${name}`, () => {
    let subject: ContractSubject
    let calendar: Calendar
    beforeAll(async () => {
      subject = await make()
      calendar = calendarFor(subject.symbol)
    })
    afterAll(() => subject?.close())

    const quiet = new AbortController().signal
    const session = (index: number) => {
      const date = subject.sessions.at(index) as string
      const { pre, regular, post } = calendar.day(Date.parse(date) / DAY)
      if (!regular) throw new Error(`${date} is no session`)
      return { open: regular.open, close: regular.close, from: pre?.open ?? regular.open, to: post?.close ?? regular.close }
    }
    const bars = (query: Partial<BarsQuery> = {}, signal = quiet): Promise<Bars> => {
      const { open, close } = session(-1)
      const defaults = { kind: 'bars', symbol: subject.symbol, timeframe: '1m', session: 'all' } as const
      return subject.source.history({ ...defaults, from: open, to: close, asOf: subject.source.now(), ...query }, signal)
    }
    const days = (query: Partial<BarsQuery> = {}) =>
      bars({ timeframe: '1d', from: session(0).from - HOUR, to: session(-1).to + HOUR, ...query })

    describe('itself', () => {
      test('has a name, a feed, a share of the volume and a clock', () => {
        const { source } = subject
        expect(source.name).toMatch(/^[a-z]+$/)
        expect(source.feed).not.toBe('')
        expect(source.coverage).toBeGreaterThan(0)
        expect(source.coverage).toBeLessThanOrEqual(1)
        expect(source.now()).toBeGreaterThanOrEqual(session(-1).close)
      })

      test('lists its symbols, or nothing', async () => {
        const known = await subject.source.symbols(quiet)
        if (known.length > 0) expect(known.map((one) => one.symbol)).toContain(subject.symbol)
        for (const one of known) expect(one.name).not.toBe('')
      })

      test('has call metrics where calls leave the process, and no number in them is NaN', async () => {
        await bars()
        const metrics = subject.source.metrics()
        if (metrics === null) return
        expect(metrics.calls).toBeGreaterThan(0)
        expect(metrics.errors).toBeLessThanOrEqual(metrics.calls)
        expect(metrics.p50).toBeLessThanOrEqual(metrics.p99 as number)
        expect(JSON.stringify(metrics)).not.toMatch(/NaN|Infinity/)
      })
    })

    describe('bars', () => {
      test('say what they are, where from and on which feed', async () => {
        const { symbol, timeframe, source, feed } = await bars()
        expect([symbol, timeframe, source]).toEqual([subject.symbol, '1m', subject.source.name])
        expect(feed).not.toBe('')
      })

      test.each(['1m', '5m', '15m', '30m', '1h', '1d', '1w'] as const)(
        'of %s are ascending, inside the range and possible',
        async (timeframe) => {
          const range = timeframe === '1w' || timeframe === '1d' ? { from: session(0).from - 30 * DAY, to: session(-1).to } : {}
          const answer = await bars({ timeframe, ...range }).catch(missing)
          // A source may have been listed for less than a week; every other timeframe it must have.
          if (answer === null) return expect(timeframe).toBe('1w')
          expect(faults(answer)).toEqual([])
          const { from, to } = { from: session(-1).open, to: session(-1).close, ...range }
          expect(answer.time[0]).toBeGreaterThanOrEqual(from)
          expect(answer.time[answer.length - 1]).toBeLessThan(to)
        },
      )

      test('from is inside the range, to is not', async () => {
        const all = await bars()
        const [from, to] = [all.time[3], all.time[10]]
        expect(rows(await bars({ from, to }))).toEqual(rows(all).slice(3, 10))
      })

      test('a limit keeps the newest', async () => {
        const all = await bars()
        expect(rows(await bars({ limit: 7 }))).toEqual(rows(all).slice(-7))
        expect(rows(await bars({ limit: 1_000_000 }))).toEqual(rows(all))
      })

      test('what is told as of an earlier time is the start of what is told later', async () => {
        const all = await bars()
        const { open, close } = session(-1)
        for (const asOf of [open + 45 * MINUTE, open + 45 * MINUTE + 30_000, open + 3 * HOUR + 1, close]) {
          const then = await bars({ asOf })
          const closed = rows(all).filter((_, i) => barClose('1m', all.time[i], calendar) <= asOf)
          expect(rows(then)).toEqual(closed)
        }
      })

      test('of a day are known from its close and not a moment before', async () => {
        const { open, close } = session(-1)
        const before = await days({ asOf: close - 1 })
        expect(before.time[before.length - 1]).toBeLessThan(open)
        const after = await days({ asOf: close })
        expect(after.time[after.length - 1]).toBe(open)
      })

      test('of a day are named by the open of their session', async () => {
        const answer = await days()
        expect(times(answer)).toEqual(subject.sessions.map((_, i) => iso(session(i).open)))
      })

      test('of an hour run from the open of the session', async () => {
        const answer = await bars({ timeframe: '1h', session: 'regular' })
        for (const time of answer.time.subarray(0, answer.length)) expect((time - session(-1).open) % HOUR).toBe(0)
      })

      test('of the regular session leave out the rest and change nothing', async () => {
        const { from, to, open, close } = session(-1)
        const all = await bars({ from, to })
        const regular = await bars({ from, to, session: 'regular' })
        expect(rows(regular)).toEqual(rows(all).filter(([time]) => Number(time) >= open && Number(time) < close))
      })

      test('agree with the day they make up', async () => {
        const [minutes, [day]] = [await bars(), rows(await days()).slice(-1)]
        const [, open, high, low, close] = day.map(Number)
        const highest = Math.max(...minutes.high.subarray(0, minutes.length))
        const lowest = Math.min(...minutes.low.subarray(0, minutes.length))
        expect(highest).toBeLessThanOrEqual(high + 1e-9)
        expect(lowest).toBeGreaterThanOrEqual(low - 1e-9)
        for (const price of [open, close]) {
          expect(price).toBeGreaterThanOrEqual(lowest - 1e-9)
          expect(price).toBeLessThanOrEqual(highest + 1e-9)
        }
      })

      test('are the same when asked again, and answers do not share what a caller may write to', async () => {
        const first = await bars()
        const kept = rows(first)
        first.close.fill(0)
        expect(rows(await bars())).toEqual(kept)
      })
    })

    describe('a snapshot', () => {
      test('is of the symbol, from a time at or before the as-of', async () => {
        const asOf = session(-1).open + 2 * HOUR
        const then = await subject.source.snapshot(subject.symbol, asOf, quiet)
        expect(then).toMatchObject({ symbol: subject.symbol, source: subject.source.name })
        expect(then.time).toBeLessThanOrEqual(asOf)
        expect(then.time).toBeGreaterThan(asOf - HOUR)
        expect(then.price).toBeGreaterThan(0)
        for (const value of Object.values(then)) expect(Number.isNaN(value)).toBe(false)
      })

      test('knows nothing of later: its price lies inside the day so far', async () => {
        const asOf = session(-1).open + 2 * HOUR
        const so = await bars({ asOf })
        const then = await subject.source.snapshot(subject.symbol, asOf, quiet)
        const high = Math.max(...so.high.subarray(0, so.length))
        const low = Math.min(...so.low.subarray(0, so.length))
        expect(then.price).toBeLessThanOrEqual(high + 1e-9)
        expect(then.price).toBeGreaterThanOrEqual(low - 1e-9)
        if (then.sessionHigh !== null) expect(then.sessionHigh).toBeLessThanOrEqual(high + 1e-9)
      })

      test('tells of the regular session so far and of nothing else', async () => {
        const { open, close, from, to } = session(-1)
        const asOf = open + 2 * HOUR
        const so = await bars({ from, to, asOf })
        const then = await subject.source.snapshot(subject.symbol, asOf, quiet)
        expect(figuresOf(then)).toEqual(sessionFigures(so, { open, close }))
        expect(then.volume).toBeLessThanOrEqual(sum(so.volume, so.length))
      })

      test('has no session figures before the regular open', async () => {
        const { open, from } = session(-1)
        for (const asOf of [from + HOUR, open - 1]) {
          expect(figuresOf(await subject.source.snapshot(subject.symbol, asOf, quiet))).toEqual(NO_FIGURES)
        }
      })

      test('after hours still tells of the regular session', async () => {
        const { open, close, to } = session(-1)
        const [then, day, [row]] = await Promise.all([
          subject.source.snapshot(subject.symbol, Math.min(to, close + HOUR), quiet),
          bars({ from: open, to: close }),
          days().then((all) => rows(all).slice(-1)),
        ])
        const { sessionOpen, sessionHigh, sessionLow, volume } = sessionFigures(day, { open, close })
        // A vendor's own day may count the auctions that its minutes leave out.
        expect([volume, row[5]]).toContain(then.volume)
        expect([sessionOpen, row[1]]).toContain(then.sessionOpen)
        expect([sessionHigh, row[2]]).toContain(then.sessionHigh)
        expect([sessionLow, row[3]]).toContain(then.sessionLow)
      })

      test('has the close before its session', async () => {
        const then = await subject.source.snapshot(subject.symbol, session(-1).open + 2 * HOUR, quiet)
        const before = await days({ to: session(-1).open })
        if (then.previousClose !== null) expect(then.previousClose).toBe(before.close[before.length - 1])
      })
    })

    describe('prints and quotes', () => {
      test.each(['prints', 'quotes'] as const)(
        '%s come in order and by the as-of, or are refused; never nothing',
        async (kind) => {
          const { open } = session(-1)
          const asOf = open + 10 * MINUTE
          const query = { kind, symbol: subject.symbol, from: open, to: open + HOUR, asOf } as const
          const answer = await tape(subject.source, query, quiet).catch((thrown) => thrown)
          if (subject.tape === 'no') return expect(answer).toMatchObject({ kind: 'usage' })
          expect(answer).toMatchObject({ symbol: subject.symbol, source: subject.source.name })
          expect(answer.length).toBeGreaterThan(0)
          const stamps = [...answer.time.subarray(0, answer.length)]
          expect(stamps).toEqual([...stamps].sort((a, b) => a - b))
          expect(stamps[0]).toBeGreaterThanOrEqual(open)
          expect(stamps[stamps.length - 1]).toBeLessThanOrEqual(asOf)
          const newest = await tape(subject.source, { ...query, limit: 5 }, quiet)
          expect([...newest.time.subarray(0, newest.length)]).toEqual(stamps.slice(-5))
        },
      )
    })

    describe('corporate actions', () => {
      test('are dated and have a ratio or a value; none in the range is no-data', async () => {
        const [from, to] = [utcDay(session(0).open) - 700, utcDay(session(-1).open)]
        const found = await subject.source.history({ kind: 'actions', symbol: subject.symbol, from, to }, quiet).catch(missing)
        if (found === null) return
        expect(found.length).toBeGreaterThan(0)
        for (const one of found) {
          expect(one.symbol).toBe(subject.symbol)
          expect(one.exDay >= from && one.exDay <= to).toBe(true)
          const day = { from: one.exDay, to: one.exDay }
          const alone = await subject.source.history({ kind: 'actions', symbol: subject.symbol, ...day }, quiet)
          expect(alone.map((action) => action.exDay)).toContain(one.exDay)
          expect(one.kind === 'split' ? Number(one.ratio) : (one.value ?? one.ratio)).toBeGreaterThan(0)
        }
      })
    })

    describe('what it cannot give', () => {
      test('an unknown symbol is not-found, and named', async () => {
        const { source, unknown } = subject
        const asOf = source.now()
        const asked = [
          bars({ symbol: unknown }),
          bars({ symbol: unknown, timeframe: '1d' }),
          source.snapshot(unknown, asOf, quiet),
        ]
        for (const error of await Promise.all(asked.map(failure))) {
          expect(error).toMatchObject({ kind: 'not-found' })
          expect(error.message).toContain(unknown)
        }
      })

      test('a range without bars is no-data, not an empty success', async () => {
        const { close, to } = session(-1)
        const ranges = [
          { from: to + 1, to: to + 2 * MINUTE },
          { from: close - HOUR, to: close - HOUR },
          { from: session(-1).open, asOf: session(-1).open + 30_000 },
        ]
        for (const range of ranges) expect(await failure(bars(range))).toMatchObject({ kind: 'no-data' })
      })

      test('a caller who gave up gets canceled', async () => {
        const gone = AbortSignal.abort()
        expect(await failure(bars({}, gone))).toMatchObject({ kind: 'canceled' })
        const snapshot = subject.source.snapshot(subject.symbol, subject.source.now(), gone)
        expect(await failure(snapshot)).toMatchObject({ kind: 'canceled' })
      })

      test('every failure is of our kind, with something to do next where there is something', async () => {
        const errors = await Promise.all([failure(bars({ symbol: subject.unknown })), failure(bars({ to: session(-1).open }))])
        for (const error of errors) {
          expect(error).toBeInstanceOf(OpenbellError)
          expect(error.message).not.toMatch(/undefined|NaN|\[object/)
        }
      })
    })
  })
}

function figuresOf({ sessionOpen, sessionHigh, sessionLow, volume }: Snapshot): SessionFigures {
  return { sessionOpen, sessionHigh, sessionLow, volume }
}

function sum(values: ArrayLike<number>, length: number): number {
  return Array.from({ length }, (_, i) => values[i]).reduce((total, value) => total + value, 0)
}

/** Rows as plain numbers, optional columns included; NaN as null, so that they compare. */
function rows(bars: Bars): (number | null)[][] {
  const columns = [...BAR_COLUMNS, ...OPTIONAL_COLUMNS].map((name) => bars[name])
  return Array.from({ length: bars.length }, (_, i) =>
    columns.map((column) => (column && !Number.isNaN(column[i]) ? column[i] : null)),
  )
}

function times(bars: Bars): string[] {
  return [...bars.time.subarray(0, bars.length)].map(iso)
}

/** What is impossible about these bars. */
function faults(bars: Bars): string[] {
  const found: string[] = bars.length > 0 ? [] : ['no rows']
  for (let i = 0; i < bars.length; i++) {
    const [open, high, low, close, volume] = [bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]]
    const at = iso(bars.time[i])
    if (i > 0 && bars.time[i] <= bars.time[i - 1]) found.push(`${at} not after ${iso(bars.time[i - 1])}`)
    if (![open, high, low, close, volume].every(Number.isFinite)) found.push(`${at} is not finite`)
    if (high < Math.max(open, close) || low > Math.min(open, close) || low <= 0)
      found.push(`${at} ${open} ${high} ${low} ${close}`)
    if (volume < 0) found.push(`${at} volume ${volume}`)
  }
  return found
}

function tape(source: MarketDataSource, query: TapeQuery, signal: AbortSignal): Promise<Prints | Quotes> {
  return query.kind === 'prints'
    ? source.history({ ...query, kind: 'prints' }, signal)
    : source.history({ ...query, kind: 'quotes' }, signal)
}

/** Turns `no-data` into null; every other failure stands. */
function missing(thrown: unknown): null {
  if (thrown instanceof OpenbellError && thrown.kind === 'no-data') return null
  throw thrown
}

async function failure(promise: Promise<unknown>): Promise<OpenbellError> {
  const thrown = await promise.then(
    () => 'it succeeded',
    (error) => error,
  )
  if (thrown instanceof OpenbellError) return thrown
  throw new Error(`expected an error of ours, got: ${thrown}`)
}
