import type { RunRequest } from '../../engine/types.ts'
import { FORECAST_COLUMN, forecastKey } from '../../strategy/forecast.ts'
import { counted } from '../common/words.ts'
import { forecastsOf } from './asked.ts'

/** What a reader of a run should know of its forecasts: how often they could say anything, and that silence is no fault. */
export function forecastWarnings(request: RunRequest): string[] {
  return forecastsOf(request).map((ask) => {
    const columns = request.series.flatMap(({ forecasts, bars }) => {
      const own = forecasts?.[forecastKey(ask)]
      return own ? [own.map((one) => one.subarray(0, bars.length))] : []
    })
    const count = (output: 'move' | 'skill' | 'signal', holds: (value: number) => boolean) =>
      columns.reduce((sum, own) => sum + own[FORECAST_COLUMN[output]].filter(holds).length, 0)
    const told = count('move', Number.isFinite)
    const skilled = count('skill', (value) => value > 0)
    const signals = count('signal', (value) => value === 1 || value === -1)
    const name = `forecast of ${ask.horizon} bars (${ask.model})`
    if (skilled === 0)
      return `${name}: no skill over the last value was shown on any of ${counted(told, 'bar')}: it always said hold`
    return `${name}: skill over the last value was shown on ${skilled} of ${counted(told, 'bar')}, buy or sell said on ${signals}`
  })
}
