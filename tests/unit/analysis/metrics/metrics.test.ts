import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dailyHistory, periodsPerYearOf } from '../../../../src/analysis/metrics/daily.ts'
import { drawdownOf } from '../../../../src/analysis/metrics/drawdown.ts'
import { computeMetrics } from '../../../../src/analysis/metrics/metrics.ts'
import type { EquityHistory } from '../../../../src/analysis/metrics/types.ts'
import { isoDate, parseDate } from '../../../../src/core/time.ts'
import { drawnHistory, historyOf, NO_TOTALS, roundTrip } from './histories.ts'

const metricsOf = (history: EquityHistory) => computeMetrics(history, [], NO_TOTALS, null)

describe('daily equity', () => {
  it('is the last of each date; the first return is against the start cash; missing dates have no row', () => {
    const daily = dailyHistory(
      historyOf(100, [
        ['2026-03-05', 90],
        ['2026-03-05', 110],
        ['2026-03-06', 120],
        ['2026-03-09', 121],
        ['2026-03-09', 99],
      ]),
    )
    expect([...daily.equity]).toEqual([110, 120, 99])
    expect([...daily.returns].map((one) => Number(one.toFixed(12)))).toEqual([0.1, 0.090909090909, -0.175])
  })

  it('earns nothing once it is gone', () => {
    const daily = dailyHistory(
      historyOf(100, [
        ['2026-03-05', -20],
        ['2026-03-06', -10],
        ['2026-03-09', 5],
      ]),
    )
    expect([...daily.returns]).toEqual([-1.2, 0, 0])
  })

  it('has 52 rows a year of weekly bars, 252 of others', () => {
    expect([periodsPerYearOf('1w'), periodsPerYearOf('1d'), periodsPerYearOf('1m')]).toEqual([52, 252, 252])
  })
})

describe('drawdown', () => {
  it('counts steps inside a day and the start cash; days under water run from the top to its return, or to the end', () => {
    // Top 100 (start), 80 inside the first day = 20%; back at 100 on the 9th (4 days); top 120 on the 10th, 90 = 25%, never back: 16 - 10 = 6 days.
    const history = historyOf(100, [
      ['2026-03-05', 80],
      ['2026-03-05', 95],
      ['2026-03-09', 100],
      ['2026-03-10', 120],
      ['2026-03-11', 90],
      ['2026-03-16', 119],
    ])
    expect(drawdownOf(history)).toEqual({ depth: 0.25, days: 6 })
  })

  it('is nothing when equity only rises or stands', () => {
    const rising = historyOf(100, [
      ['2026-03-05', 100],
      ['2026-03-09', 100],
      ['2026-03-10', 101],
    ])
    expect(drawdownOf(rising)).toEqual({ depth: 0, days: 0 })
  })

  it('is what a plain search over all pairs of steps finds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 }), (values) => {
        const rows = values.map((value, i): [string, number] => [`2026-03-${String(1 + (i % 28)).padStart(2, '0')}`, value])
        const all = [100, ...values]
        const falls = all.flatMap((top, i) => all.slice(i).map((later) => (top - later) / top))
        expect(drawdownOf(historyOf(100, rows)).depth).toBeCloseTo(Math.max(0, ...falls), 12)
      }),
    )
  })
})

describe('metrics of a run', () => {
  it('are those worked out by hand', () => {
    // Daily returns +10%, -10%, +10%: mean 1/30, squares about it 2 (1/15)^2 + (2/15)^2 = 6/225, sample variance 3/225, deviation sqrt(3)/15.
    // Sharpe = (1/30) / (sqrt(3)/15) sqrt(252) = sqrt(252) / (2 sqrt(3)) = sqrt(21). Downside sqrt(0.01 / 3), Sortino = (1/30) / (0.1 / sqrt(3)) sqrt(252) = sqrt(84).
    const history = historyOf(100, [
      ['2024-01-01', 110, 0.5],
      ['2024-07-01', 99, 0],
      ['2024-12-31', 108.9, 1],
    ])
    const metrics = computeMetrics(history, [], { ...NO_TOTALS, turnover: 317.9 }, null)
    expect(metrics.totalReturn).toBeCloseTo(0.089, 12)
    expect(metrics.sharpe).toBeCloseTo(Math.sqrt(21), 10)
    expect(metrics.sortino).toBeCloseTo(Math.sqrt(84), 10)
    expect(metrics.volatility).toBeCloseTo((Math.sqrt(3) / 15) * Math.sqrt(252), 10)
    expect(metrics.cagr, '365 days are 365/365.25 years').toBeCloseTo(1.089 ** (365.25 / 365) - 1, 12)
    expect(metrics.maxDrawdown).toBeCloseTo(0.1, 12)
    expect(metrics.calmar).toBeCloseTo((metrics.cagr as number) / 0.1, 10)
    expect(metrics.maxDrawdownDays, 'from New Year to the end').toBe(365)
    expect(metrics.exposure).toBeCloseTo(2 / 3, 12)
    expect(metrics.turnover, 'mean equity is 317.9 / 3').toBeCloseTo(3, 12)
    expect([metrics.var95, metrics.cvar95], 'a twentieth of three days is no day').toEqual([null, null])
  })

  it('of round trips count the closed ones only', () => {
    // Closed: +300, -100, +100, -100: mean 50, squares 62,500 + 22,500 + 2,500 + 22,500 = 110,000, sample variance 110,000 / 3.
    const trips = [roundTrip(300, 4), roundTrip(-100, 2), roundTrip(100, 1), roundTrip(-100, 1), roundTrip(5000, 50, true)]
    const metrics = computeMetrics(historyOf(100, [['2026-03-05', 100]]), trips, NO_TOTALS, null)
    expect(metrics).toMatchObject({ roundTrips: 4, winRate: 0.5, profitFactor: 2, expectancy: 50, averageHold: 2 })
    expect(metrics.sqn).toBeCloseTo((2 * 50) / Math.sqrt(110_000 / 3), 12)
  })

  it('of value at risk are the quantile and the mean beyond it, positive, zero when even bad days gain', () => {
    // Returns -2%, -1%, then nineteen times +1%: place 0.05 * 20 = 1, so the quantile is -1% and the mean of the two worst 1.5%.
    const values = [-0.02, -0.01, ...Array.from({ length: 19 }, () => 0.01)]
    let equity = 100
    const rows = values.map((value, i): [string, number] => {
      equity *= 1 + value
      return [`2026-03-${String(i + 1).padStart(2, '0')}`, equity]
    })
    const metrics = metricsOf(historyOf(100, rows))
    expect(metrics.var95).toBeCloseTo(0.01, 12)
    expect(metrics.cvar95).toBeCloseTo(0.015, 12)
    const rising = rows.map(([date], i): [string, number] => [date, 101 + i])
    expect(metricsOf(historyOf(100, rising))).toMatchObject({ var95: 0, cvar95: 0, sortino: null })
  })

  it('against the benchmark are the line of least squares', () => {
    const history = drawnHistory(3, 800)
    const { returns } = dailyHistory(history)
    const market = { dailyReturns: returns.map((one) => (one - 0.0004) / 1.5), totalReturn: 0.07 }
    const metrics = computeMetrics(history, [], NO_TOTALS, market)
    expect(metrics.beta).toBeCloseTo(1.5, 9)
    expect(metrics.alpha).toBeCloseTo(0.0004 * 252, 9)
    expect(metrics.buyAndHoldReturn).toBe(0.07)
    const still = { dailyReturns: new Float64Array(returns.length), totalReturn: 0 }
    expect(computeMetrics(history, [], NO_TOTALS, still)).toMatchObject({ alpha: null, beta: null })
    const beyond = { ...still, totalReturn: Number.POSITIVE_INFINITY }
    expect(computeMetrics(history, [], NO_TOTALS, beyond).buyAndHoldReturn).toBeNull()
  })

  it('are null, never NaN or infinite, where they cannot be computed', () => {
    const nothing = metricsOf(historyOf(100, []))
    expect(nothing).toMatchObject({ finalEquity: 100, totalReturn: 0, maxDrawdown: 0, exposure: 0, turnover: 0, cagr: null })
    const flat = metricsOf(
      historyOf(100, [
        ['2026-03-05', 100],
        ['2026-03-06', 100],
      ]),
    )
    expect(flat).toMatchObject({ sharpe: null, sortino: null, calmar: null, volatility: 0, cagr: 0, winRate: null, sqn: null })
    const steady = metricsOf(
      historyOf(
        100,
        [1, 2, 3, 4, 5, 6].map((i): [string, number] => [`2026-03-0${i}`, 100 * 1.01 ** i]),
      ),
    )
    expect(steady.sharpe, 'rounding is no variation').toBeNull()
    const gone = metricsOf(
      historyOf(100, [
        ['2026-03-05', 50],
        ['2026-03-06', -1],
      ]),
    )
    expect(gone.cagr).toBeNull()
  })

  it('are finite or null for any equity, debts and fortunes among them', () => {
    // Money is whole millionths of a dollar.
    const amount = fc.oneof(
      fc.integer({ min: -50, max: 300 }),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((one) => Math.round(one * 1e6) / 1e6),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), amount), { maxLength: 60 }), (steps) => {
        const start = parseDate('2026-01-01') as number
        const rows = steps.sort(([a], [b]) => a - b).map(([day, equity]): [string, number] => [isoDate(start + day), equity])
        const trips = steps.map(([bars, profit], i) => roundTrip(profit, bars, i % 3 === 0))
        const metrics = computeMetrics(historyOf(100, rows), trips, { ...NO_TOTALS, turnover: 1e6 }, null)
        for (const value of Object.values(metrics)) expect(value === null || Number.isFinite(value)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('do not depend on the size of the account', () => {
    const small = drawnHistory(7, 600)
    const large = { ...small, startCash: small.startCash * 1000, equity: small.equity.map((one) => one * 1000) }
    const [a, b] = [metricsOf(small), metricsOf(large)]
    for (const name of ['totalReturn', 'cagr', 'sharpe', 'sortino', 'maxDrawdown', 'var95', 'cvar95'] as const) {
      expect(b[name]).toBeCloseTo(a[name] as number, 9)
    }
  })
})

const data = process.env.OPENBELL_REAL_DATA

describe.skipIf(!data)(
  data ? 'metrics of real closes' : 'metrics of real closes (skipped: OPENBELL_REAL_DATA is not set)',
  () => {
    it('of the S&P 500 know its worst fall and its longest wait', () => {
      const lines = readFileSync(join(data as string, 'bars-1day', 'SPX_1950-2012_si.csv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
      const rows = lines.map((line): [string, number, number] => [line.slice(0, 10), Number(line.split(',')[4]), 1])
      const history = historyOf(rows[0][1], rows)
      const metrics = metricsOf(history)
      // Closes: 1,565.15 on 2007-10-09, 676.53 on 2009-03-09. The top of 1973-01-11 was passed on 1980-07-17.
      expect(metrics.maxDrawdown).toBeCloseTo(1 - 676.53 / 1565.15, 6)
      expect(metrics.maxDrawdownDays).toBe((parseDate('1980-07-17') as number) - (parseDate('1973-01-11') as number))
      const returns = rows.map(([, close], i) => (i === 0 ? 0 : close / rows[i - 1][1] - 1))
      const mean = returns.reduce((sum, one) => sum + one, 0) / returns.length
      const variance = returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (returns.length - 1)
      expect(metrics.sharpe).toBeCloseTo((mean / Math.sqrt(variance)) * Math.sqrt(252), 9)
      expect(metrics.exposure).toBe(1)
    })
  },
)
