import { describe, expect, it } from 'vitest'
import { prepareSeries } from '../../../src/engine/prepare.ts'
import { column } from '../../../src/market/bars.ts'
import { FORECAST_COLUMN, type ForecastAsk, forecastKey, forecastsAmong } from '../../../src/strategy/forecast.ts'
import type { Declarations } from '../../../src/strategy/types.ts'
import forecastFollow from '../../../strategies/forecast-follow.ts'
import { runOn } from '../../support/runs.ts'
import { dailyBars } from '../engine/forecast-columns/support.ts'

const PARAMS = { horizon: 10, input: 16, threshold: 0.05, risk: 0.01 }
const ROWS = 200
/** Bars until the strategy is asked: three windows and one. */
const WARM = 79

/** A series whose forecast says what it is told to say by row; else hold. */
function told(said: Record<number, { signal: number; low?: number }>) {
  const bars = dailyBars('AAA', new Float64Array(ROWS).fill(100))
  const [ask] = forecastsAmong(forecastFollow.indicators!(PARAMS) as Declarations) as [ForecastAsk]
  const columns = Object.keys(FORECAST_COLUMN).map(() => column(ROWS).fill(0))
  columns[FORECAST_COLUMN.move].fill(0.06)
  columns[FORECAST_COLUMN.low].fill(95)
  for (const [row, { signal, low = 95 }] of Object.entries(said)) {
    columns[FORECAST_COLUMN.signal][Number(row)] = signal
    columns[FORECAST_COLUMN.low][Number(row)] = low
  }
  return runOn(forecastFollow as never, [{ ...prepareSeries(bars), forecasts: { [forecastKey(ask)]: columns } }], PARAMS)
}

const made = (said: Parameters<typeof told>[0]) =>
  told(said).decisions.map(({ action, reason, stop }) => ({ action, reason, stop }))

describe('forecast-follow', () => {
  it('does nothing while the forecast says hold or sell', () => {
    expect(made({})).toEqual([])
    expect(made({ 100: { signal: -1 } })).toEqual([])
  })

  it('is long from buy to sell, with the lower end of the band as its stop', () => {
    expect(made({ 100: { signal: 1 }, 105: { signal: -1 } })).toEqual([
      { action: 'buy', reason: 'forecast to rise 6.0%, skill shown', stop: 95 },
      { action: 'exit', reason: 'the forecast turned to sell', stop: null },
    ])
  })

  it('keeps the stop an average range away where the whole band lies above', () => {
    const [{ stop }] = made({ 100: { signal: 1, low: 104 } })
    expect(stop).toBeCloseTo(98, 6)
  })

  it('leaves when the bars that were spoken of have passed since the last buy', () => {
    const { roundTrips } = told({ 100: { signal: 1 }, 104: { signal: 1 } })
    expect(roundTrips).toHaveLength(1)
    expect(roundTrips[0].exitReason).toBe('10 bars passed without a new buy')
    expect(roundTrips[0].bars).toBe(14)
  })

  it('is not asked before three windows are known', () => {
    expect(made({ [WARM - 2]: { signal: 1 } })).toEqual([])
    expect(made({ [WARM - 1]: { signal: 1 } })).toHaveLength(2)
  })
})
