import { formatIndicator, specOf } from '../analysis/indicators/ref.ts'
import { indicatorColumns, type SeriesSource, settleOf, warmUpOf } from '../analysis/indicators/resolve.ts'
import type { IndicatorRef } from '../analysis/indicators/spec.ts'
import { OpenbellError } from '../core/errors.ts'
import { type Column, column } from '../market/bars.ts'
import { type ForecastRef, forecastKey, isForecast } from '../strategy/forecast.ts'
import { indicatorSetOf } from '../strategy/own-indicators.ts'
import type { Declarations } from '../strategy/types.ts'
import type { DeclaredColumns } from './context.ts'
import type { PreparedSeries, RunRequest } from './types.ts'

/** The columns of every indicator that a strategy declares, for one symbol; of one spelling they are computed once. */
export function declaredColumns(request: RunRequest, series: PreparedSeries, declarations: Declarations): DeclaredColumns[] {
  const set = indicatorSetOf(Object.values(declarations))
  const others = new Map<string, Column | null>()
  const source: SeriesSource = {
    bars: series.bars,
    calendar: series.calendar,
    other: (symbol) => {
      if (!others.has(symbol)) others.set(symbol, closesBeside(request.series, symbol, series))
      return others.get(symbol) ?? null
    },
  }
  const made = new Map<string, Column[]>()
  return Object.entries(declarations).map(([key, ref]) => {
    if (isForecast(ref)) return { key, outputs: specOf(ref, set).outputs, columns: preparedForecast(series, ref) }
    const spelling = formatIndicator(ref, set)
    const columns = made.get(spelling) ?? indicatorColumns(ref, source, request.cache, set)
    made.set(spelling, columns)
    return { key, outputs: specOf(ref, set).outputs, columns }
  })
}

/** The columns that were filled before the run. @throws OpenbellError internal where nobody did: silence would read as no opinion */
export function preparedForecast({ bars, forecasts }: PreparedSeries, { forecast }: ForecastRef): Column[] {
  const key = forecastKey(forecast)
  const columns = forecasts?.[key]
  if (columns) return [...columns]
  throw new OpenbellError(
    'internal',
    `${key} of ${bars.symbol} was not prepared before the run`,
    'openbell backtest STRATEGY SYMBOL',
  )
}

/** Rows until every declared indicator has its first value; at least one, the bar itself. */
export function warmUpRows(declarations: Declarations): number {
  const set = indicatorSetOf(Object.values(declarations))
  return Object.values(declarations).reduce((rows, ref: IndicatorRef) => Math.max(rows, warmUpOf(ref, set)), 1)
}

/** Closes of another symbol of the run where its bar closes with this one's, NaN elsewhere: nothing is carried forward. */
function closesBeside(all: readonly PreparedSeries[], symbol: string, { bars, closeTime }: PreparedSeries): Column | null {
  const other = all.find((one) => one.bars.symbol === symbol)
  if (!other) return null
  const beside = column(bars.length).fill(Number.NaN)
  for (let i = 0, j = 0; i < bars.length; i++) {
    while (j < other.bars.length && other.closeTime[j] < closeTime[i]) j++
    if (j < other.bars.length && other.closeTime[j] === closeTime[i]) beside[i] = other.bars.close[j]
  }
  return beside
}

/** Rows more until no indicator shows where its series began; Infinity where one never forgets. */
export function settleRows(declarations: Declarations): number {
  const set = indicatorSetOf(Object.values(declarations))
  return Object.values(declarations).reduce((rows, ref: IndicatorRef) => Math.max(rows, settleOf(ref, set)), 0)
}
