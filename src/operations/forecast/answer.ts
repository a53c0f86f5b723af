import { type Instant, iso } from '../../core/time.ts'
import type { FittedForecast, FittedSeries, SeriesForecast } from '../../engine/forecast/types.ts'
import type { LoadedSeries } from './data.ts'
import type { ForecastResult } from './output.ts'

export const isoOrNull = (time: Instant | null) => (time === null ? null : iso(time))

/** What is told of one series beside its forecast. */
export interface Beside {
  /** Past forecasts at their origins. */
  past: ForecastResult['past']
  /** Rows up to the origin to show. */
  history: number
  stale: boolean
  warnings: string[]
}

/** One series as an answer. */
export function resultOf(
  fitted: FittedForecast,
  own: FittedSeries,
  loaded: LoadedSeries,
  told: SeriesForecast,
  { past, history, stale, warnings }: Beside,
): ForecastResult {
  const { series, timeframe, source, feed, adjustment } = loaded
  const future = loaded.future(fitted.horizon)
  return {
    symbol: series.id,
    timeframe,
    source,
    feed,
    adjustment,
    origin: isoOrNull(told.originTime),
    last: told.originValue,
    rows: series.values.length,
    beatsNaive: told.beatsNaive,
    model: {
      name: fitted.name,
      shown: own.shown,
      preferred: own.preferred,
      id: fitted.id,
      trainedTo: isoOrNull(own.trainedTo),
      seed: fitted.seed,
      dataHash: own.dataHash,
      backend: fitted.backend.name,
      reproducible: fitted.backend.reproducible,
      stale,
    },
    points: told.median.map((value, h) => ({
      step: h + 1,
      time: isoOrNull(future[h]),
      value,
      bands: told.bands.map(({ level, low, high }) => ({ level, low: low[h], high: high[h] })),
    })),
    evaluation: told.evaluation,
    experts: own.experts,
    signal: told.signal,
    past,
    history: historyOf(loaded, history),
    warnings: [...staleData(loaded), ...warnings],
  }
}

function historyOf({ series: { values, times } }: LoadedSeries, rows: number): ForecastResult['history'] {
  const from = Math.max(0, values.length - rows)
  return Array.from(values.subarray(from), (value, i) => ({ time: times ? iso(times[from + i]) : null, value }))
}

function staleData({ staleSince, old }: LoadedSeries): string[] {
  const failed = staleSince === null ? [] : [`the vendor failed: the bars are those fetched at ${iso(staleSince)}`]
  return old === null ? failed : [...failed, old]
}
