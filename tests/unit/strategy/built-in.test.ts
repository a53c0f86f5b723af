import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { prepareSeries } from '../../../src/engine/prepare.ts'
import type { PreparedSeries } from '../../../src/engine/types.ts'
import { sliceBars } from '../../../src/market/bars.ts'
import { calendarOf } from '../../../src/market/calendar/calendar.ts'
import { builtIns } from '../../../src/strategy/folders.ts'
import { loadFile } from '../../../src/strategy/load.ts'
import { describeParams, isValid, type ParamInfo } from '../../../src/strategy/params.ts'
import type { AnyStrategy, ParamValues } from '../../../src/strategy/types.ts'
import { runOn, simulatedSeries } from '../../support/runs.ts'

/** What needs forecasts prepared first has a test of its own (`forecast-follow.test.ts`). */
const files = builtIns().filter(({ name }) => name !== 'forecast-follow')
const strategies = Object.fromEntries(await Promise.all(files.map(async (one) => [one.name, (await loadFile(one)).strategy])))
const names = files.map((one) => one.name)
const withinTheDay = names.filter((name) => strategies[name].timeframes)

/** Bars by timeframe: two symbols of days, one of five minutes, one of minutes. */
const data: Record<string, PreparedSeries[]> = {}

beforeAll(async () => {
  data['1d'] = await Promise.all(['SIMALL', 'SIMTEC'].map((symbol) => simulatedSeries(symbol, '1d', 5 * 365)))
  data['5m'] = [await simulatedSeries('SIMTEC', '5m', 90)]
  data['1m'] = [await simulatedSeries('SIMTEC', '1m', 20)]
})

function seriesFor(strategy: AnyStrategy): PreparedSeries[] {
  const timeframe = !strategy.timeframes ? '1d' : strategy.timeframes.includes('15m') ? '5m' : '1m'
  return data[timeframe].slice(0, strategy.symbols?.min ?? 1)
}

/** Values inside a parameter's limits. */
function valuesOf({ type, default: standard, min, max }: ParamInfo): fc.Arbitrary<ParamValues[string]> {
  if (type === 'boolean') return fc.boolean()
  if (type === 'text' || min === null || max === null) return fc.constant(standard)
  return type === 'integer' ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true })
}

describe('every built-in strategy on the simulated market', () => {
  it.each(names)('%s gets into positions and out, with a reason each time', (name) => {
    const { roundTrips, decisions, finalEquity } = runOn(strategies[name], seriesFor(strategies[name]))
    expect(roundTrips.length).toBeGreaterThan(0)
    expect(roundTrips.every((one) => one.entryReason.length > 5)).toBe(true)
    if (name !== 'buy-and-hold') expect(roundTrips.some((one) => one.exitTime !== null)).toBe(true)
    expect(decisions.every((one) => one.shares > 0 || one.action === 'protect' || one.action === 'cancel')).toBe(true)
    expect(finalEquity).toBeGreaterThan(50_000)
  })

  it.each(names)('%s decides alike when the data ends earlier', (name) => {
    const series = seriesFor(strategies[name])
    const whole = runOn(strategies[name], series).decisions
    const ends = fc.double({ min: 0.2, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(ends, (part) => {
        const cut = series.map(({ bars }) => prepareSeries(sliceBars(bars, 0, Math.floor(bars.length * part))))
        const until = cut[0].closeTime[cut[0].bars.length - 1]
        expect(runOn(strategies[name], cut).decisions).toEqual(whole.filter((one) => one.at <= until))
      }),
      { numRuns: 5 },
    )
  })

  it.each(names)('%s takes any parameters inside its limits', (name) => {
    const strategy: AnyStrategy = strategies[name]
    const params = fc.record(Object.fromEntries(describeParams(strategy).map((param) => [param.name, valuesOf(param)])))
    fc.assert(
      fc.property(
        params.filter((values) => isValid(strategy, values)),
        (values) => {
          const { finalEquity, equity } = runOn(strategy, seriesFor(strategy), values)
          expect(Number.isFinite(finalEquity)).toBe(true)
          expect(equity.every((value) => value > 0)).toBe(true)
        },
      ),
      { numRuns: 8 },
    )
  })

  it.each(withinTheDay)('%s never holds over night', (name) => {
    const { roundTrips } = runOn(strategies[name], seriesFor(strategies[name]))
    const calendar = calendarOf('us')
    const closed = roundTrips.filter((one) => one.exitTime !== null)
    for (const one of closed) expect(calendar.dateOf(one.exitTime as number)).toBe(calendar.dateOf(one.entryTime))
    expect(roundTrips.length - closed.length).toBeLessThanOrEqual(1)
  })
})

describe('what single strategies promise', () => {
  it('buy-and-hold: one purchase of each symbol, money in equal parts, kept', () => {
    const { roundTrips, decisions } = runOn(strategies['buy-and-hold'], data['1d'])
    expect(decisions).toHaveLength(2)
    expect(roundTrips.map((one) => one.exitTime)).toEqual([null, null])
    for (const one of roundTrips) expect(one.shares * one.entryPrice).toBeCloseTo(50_000, -4)
  })

  it('pairs: both legs in one step, one long and one short, for about the same money', () => {
    const { roundTrips } = runOn(strategies.pairs, data['1d'])
    const starts = Map.groupBy(roundTrips, (one) => one.entryTime)
    expect(starts.size).toBeGreaterThan(3)
    for (const legs of starts.values()) {
      expect(legs.map((one) => one.side).sort()).toEqual(['long', 'short'])
      const [a, b] = legs.map((one) => one.shares * one.entryPrice)
      expect(Math.abs(a / b - 1)).toBeLessThan(0.1)
      expect(legs[0].exitTime).toBe(legs[1].exitTime)
    }
  })

  it('opening-range-breakout and gap-and-go: at most one entry a session', () => {
    const calendar = calendarOf('us')
    for (const name of ['opening-range-breakout', 'gap-and-go']) {
      const days = runOn(strategies[name], data['5m']).roundTrips.map((one) => calendar.dateOf(one.entryTime))
      expect(new Set(days).size).toBe(days.length)
    }
  })

  it('with shorts the breakout sells new lows too', () => {
    const sides = (params: ParamValues) =>
      new Set(runOn(strategies.breakout, [data['1d'][0]], params).roundTrips.map((one) => one.side))
    expect(sides({})).toEqual(new Set(['long']))
    expect(sides({ shorts: true })).toEqual(new Set(['long', 'short']))
  })

  it('a stop sizes the entry: what breakout loses at its stop is about 1% of the equity', () => {
    const { decisions } = runOn(strategies.breakout, [data['1d'][0]])
    const [first] = decisions.filter((one) => one.action === 'buy')
    const close = data['1d'][0].bars.close[data['1d'][0].closeTime.indexOf(first.at)]
    expect(first.shares * (close - (first.stop as number))).toBeGreaterThan(900)
    expect(first.shares * (close - (first.stop as number))).toBeLessThanOrEqual(1000)
  })

  it('refuse bars and symbols that their rules make no sense on', () => {
    expect(() => runOn(strategies.scalp, [data['1d'][0]])).toThrow(/scalp takes bars of 1m, 5m, not 1d/)
    expect(() => runOn(strategies.pairs, [data['1d'][0]])).toThrow(/pairs takes 2 symbols/)
  })
})
