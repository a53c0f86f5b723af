import { describe, expect, test } from 'vitest'
import { FUTURE } from '../../../../src/adapters/simulated/funds.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { DAY } from '../../../../src/core/time.ts'
import { calendarFor, calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { contractOf } from '../../../../src/market/contracts.ts'
import { symbolKind } from '../../../../src/market/symbols.ts'
import { barsOf, day, signal, simulated } from './support.ts'

const source = simulated()

describe('the listing', () => {
  test('has at least 500 companies in sectors, funds and one future, with six-letter names that no exchange and no currency has', async () => {
    const all = await source.symbols(signal)
    expect(all.filter((one) => one.kind === 'stock' && one.sector).length).toBeGreaterThanOrEqual(500)
    expect(all.filter((one) => one.kind === 'fund').length).toBeGreaterThanOrEqual(3)
    expect(all.filter((one) => one.kind === 'future').map((one) => one.symbol)).toEqual([FUTURE])
    expect(new Set(all.map((one) => one.symbol)).size).toBe(all.length)
    expect(new Set(all.map((one) => one.sector)).size).toBe(12)
    for (const { symbol, name } of all) {
      expect(symbol).toMatch(/^[A-Z]{6}$/)
      expect(name.length).toBeGreaterThan(6)
      expect(symbolKind(symbol)).toBe(symbol === FUTURE ? 'future' : 'equity')
    }
  })
})

test('the future keeps CME hours and has contract facts that agree with its prices', async () => {
  expect(calendarFor(FUTURE)).toBe(calendarOf('cme'))
  const bars = await barsOf(source, FUTURE, day('2026-03-10'), '1m')
  expect([...bars.close].every((price) => price % contractOf(FUTURE)!.tickSize === 0)).toBe(true)
})

describe('questions without an answer', () => {
  const bars = { kind: 'bars', timeframe: '1d', session: 'all' } as const
  const ask = (symbol: string, from: string, to: string, asOf = to) =>
    source.history({ ...bars, symbol, from: Date.parse(from), to: Date.parse(to), asOf: Date.parse(asOf) }, signal)

  test('an unknown symbol: not-found, with the nearest name', async () => {
    await expect(ask('SIMALK', '2026-01-01', '2026-02-01')).rejects.toMatchObject({
      kind: 'not-found',
      hint: 'did you mean SIMALL?',
    })
    await expect(source.snapshot('AAPL', source.now(), signal)).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('AAPL'),
    })
  })

  test('outside 2015 to 2035: no-data, with the years', async () => {
    const years = { kind: 'no-data', message: expect.stringContaining('2015 to 2035') }
    await expect(ask('SIMALL', '2014-01-01', '2014-12-01')).rejects.toMatchObject(years)
    await expect(ask('SIMALL', '2036-02-01', '2036-03-01')).rejects.toMatchObject(years)
    await expect(source.snapshot('SIMALL', Date.parse('2036-02-01'), signal)).rejects.toMatchObject(years)
    await expect(source.history({ kind: 'prints', symbol: 'SIMALL', from: 0, to: DAY, asOf: DAY }, signal)).rejects.toMatchObject(
      years,
    )
  })

  test('a closed day or a range after the as-of: no-data, never an empty answer', async () => {
    await expect(ask('SIMALL', '2026-03-14', '2026-03-16T00:00:00Z')).rejects.toMatchObject({ kind: 'no-data' })
    await expect(ask('SIMALL', '2026-03-16', '2026-03-20', '2026-03-10')).rejects.toMatchObject({ kind: 'no-data' })
    await expect(
      source.history({ kind: 'actions', symbol: 'SIMINV', from: day('2026-03-16'), to: day('2026-03-20') }, signal),
    ).rejects.toMatchObject({ kind: 'no-data' })
  })

  test('a broken seed is a usage error; an abort is canceled', async () => {
    const clock = { now: () => 0, elapsed: () => 0, sleep: async () => {} }
    expect(() => createSimulatedSource({ seed: 1.5, clock })).toThrowError(/whole number, not 1.5/)
    await expect(source.snapshot('SIMALL', source.now(), AbortSignal.abort())).rejects.toMatchObject({ kind: 'canceled' })
  })
})

test('the first and the last session of the simulated years are there', async () => {
  for (const date of ['2015-01-02', '2035-12-31']) {
    const bars = await barsOf(source, 'SIMALL', day(date), '1m', 'regular')
    expect(bars.length).toBe(390)
    const days = await barsOf(source, 'SIMALL', day(date), '1d')
    expect(days.length).toBe(1)
  }
})

test('a range that begins before 2015 or ends after 2035 gives the sessions within', async () => {
  const range = { kind: 'bars', symbol: 'SIMALL', timeframe: '1d', session: 'all', asOf: Date.parse('2050-01-01') } as const
  const early = await source.history({ ...range, from: 0, to: Date.parse('2015-01-10') }, signal)
  const late = await source.history({ ...range, from: Date.parse('2035-12-20'), to: Date.parse('2050-01-01') }, signal)
  expect([new Date(early.time[0]).toISOString(), early.length]).toEqual(['2015-01-02T14:30:00.000Z', 6])
  expect(new Date(late.time[late.length - 1]).toISOString()).toBe('2035-12-31T14:30:00.000Z')
})
