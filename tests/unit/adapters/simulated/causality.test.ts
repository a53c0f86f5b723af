import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY } from '../../../../src/core/time.ts'
import { barClose } from '../../../../src/market/bar-times.ts'
import { calendarFor } from '../../../../src/market/calendar/calendar.ts'
import { TIMEFRAMES } from '../../../../src/market/timeframe.ts'
import { day, plain, sampleSymbols, signal, simulated, tradingDates } from './support.ts'

const source = simulated()
const symbols = await sampleSymbols(source)
const instant = fc
  .record({
    date: fc.constantFrom(...tradingDates('2025-11-03', '2026-01-31')),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(
    // From 04:00 to 20:00 New York in winter.
    ({ date, part }) => date * DAY + Math.floor((9 + 16 * part) * 3_600_000),
  )

/** Null for `no-data`, which is an answer too; any other failure fails the test. */
async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    expect(error).toMatchObject({ kind: 'no-data' })
    return null
  }
}

describe('nothing after the as-of is told', () => {
  test('bars: exactly those of the whole series that are closed by then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...symbols), fc.constantFrom(...TIMEFRAMES), instant, async (symbol, timeframe, asOf) => {
        const query = { kind: 'bars', symbol, timeframe, from: asOf - 9 * DAY, to: asOf + 9 * DAY, session: 'all' } as const
        const whole = plain(await source.history({ ...query, asOf: asOf + 30 * DAY }, signal))
        const cut = await orNothing(source.history({ ...query, asOf }, signal))
        const known = whole.time!.filter((time) => barClose(timeframe, time, calendarFor(symbol)) <= asOf).length
        if (cut === null) expect(known).toBe(0)
        else
          for (const [name, column] of Object.entries(plain(cut)))
            expect(column).toEqual(whole[name as keyof typeof whole]?.slice(0, known) ?? null)
      }),
      { numRuns: 120, seed: 5 },
    )
  })

  test('prints and quotes: exactly those that happened by then', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...symbols.slice(2)),
        fc.constantFrom('prints', 'quotes'),
        instant,
        async (symbol, kind, asOf) => {
          const query = { symbol, from: asOf - 600_000, to: asOf + 600_000 }
          const ask = (until: number) =>
            kind === 'prints'
              ? source.history({ kind: 'prints', ...query, asOf: until }, signal)
              : source.history({ kind: 'quotes', ...query, asOf: until }, signal)
          const whole = await orNothing<{ time: Float64Array<ArrayBufferLike> }>(ask(asOf + DAY))
          const cut = await orNothing<{ time: Float64Array<ArrayBufferLike> }>(ask(asOf))
          expect([...(cut?.time ?? [])]).toEqual([...(whole?.time ?? [])].filter((time) => time <= asOf))
        },
      ),
      { numRuns: 80, seed: 6 },
    )
  })

  test('a snapshot is the last print, the standing quote and the session so far', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...symbols.slice(2)), instant, async (symbol, asOf) => {
        const shot = await source.snapshot(symbol, asOf, signal)
        const session = calendarFor(symbol).sessionAt(asOf)
        const tape = await source.history({ kind: 'prints', symbol, from: shot.time, to: asOf + 1, asOf: asOf + DAY }, signal)
        expect([shot.price, shot.time]).toEqual([tape.price[tape.length - 1], tape.time[tape.length - 1]])
        expect(shot.bid! <= shot.ask!).toBe(true)
        const regular = session.regular!
        const seen = await orNothing(
          source.history({ kind: 'prints', symbol, from: regular.open, to: Math.min(regular.close, asOf + 1), asOf }, signal),
        )
        expect([shot.sessionHigh, shot.sessionLow, shot.volume]).toEqual(
          seen
            ? [
                seen.price.reduce((most, one) => Math.max(most, one)),
                seen.price.reduce((least, one) => Math.min(least, one)),
                seen.size.reduce((sum, size) => sum + size, 0),
              ]
            : [null, null, null],
        )
        const before = await source.history(
          { kind: 'bars', symbol, timeframe: '1d', from: 0, to: session.regular!.open, asOf, session: 'all', limit: 1 },
          signal,
        )
        expect(shot.previousClose).toBe(before.close[0])
      }),
      { numRuns: 60, seed: 7 },
    )
  })
})

test('limit keeps the newest rows, and is the tail of the whole answer', async () => {
  const query = {
    kind: 'bars',
    symbol: symbols[5],
    from: day('2026-01-05') * DAY,
    to: day('2026-01-20') * DAY,
    asOf: day('2026-01-20') * DAY,
    session: 'all',
  } as const
  for (const timeframe of TIMEFRAMES) {
    const whole = plain(await source.history({ ...query, timeframe }, signal))
    const newest = plain(await source.history({ ...query, timeframe, limit: 2 }, signal))
    expect(newest.time).toEqual(whole.time!.slice(-2))
  }
  const tape = { symbol: symbols[5], from: query.from, to: query.to, asOf: query.asOf }
  const prints = await source.history({ kind: 'prints', ...tape }, signal)
  const last = await source.history({ kind: 'prints', ...tape, limit: 100 }, signal)
  expect([...last.time]).toEqual([...prints.time].slice(-100))
})
