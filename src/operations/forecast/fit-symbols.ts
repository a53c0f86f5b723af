import type { Instant } from '../../core/time.ts'
import { apartError, type Fit, fitForecast } from '../../engine/forecast/fit.ts'
import { forcedExpert } from '../../engine/forecast/models.ts'
import { planCuts, standsApart, tooShort } from '../../engine/forecast/plan.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import { breathe } from '../common/breathe.ts'
import { shortHash } from '../common/hash.ts'
import type { Failed } from '../common/shared.ts'
import { type Context, OpenbellError } from '../operation.ts'
import type { ForecastAsked } from './asked.ts'
import { type LoadedSeries, type LoadedSet, loadSeries } from './data.ts'
import type { OpenTrainer } from './with-trainer.ts'

export interface FitRequest {
  symbols: string[]
  /** Path of a file of series in place of a source. */
  data: string | null
  /** Null = the source of the settings. */
  source: string | null
  timeframe: Timeframe
  asked: ForecastAsked
  /** Null or absent = that of the settings, else now. */
  asOf?: Instant | null
}

/** A fit with the series it was made of, in the same order. */
export interface FittedSymbols {
  fit: Fit
  loaded: LoadedSeries[]
  failed: Failed
  asOf: Instant | null
  source: string
  warnings: string[]
}

/**
 * Loads series and fits a forecast to them: networks are trained once and shared. Series that are too short are among the failed.
 * @throws OpenbellError the first failure where no series could be fitted
 */
export async function fitSymbols(context: Context, request: FitRequest, open: OpenTrainer): Promise<FittedSymbols> {
  const { asked } = request
  const set = await loadSeries(context, { ...request, bars: asked.bars })
  const { loaded, failed } = withoutShort(set, asked)
  const series = loaded.map((one) => one.series)
  const fit = await fitForecast(series, asked, {
    trainer: open,
    hash: shortHash,
    signal: context.signal,
    progress: (done, total, note) => context.progress.update(done, total, note),
    pause: () => breathe(context.signal),
  })
  return { fit, loaded, failed, asOf: set.asOf, source: set.source, warnings: set.warnings }
}

function withoutShort({ loaded, failed }: LoadedSet, asked: ForecastAsked): Pick<LoadedSet, 'loaded' | 'failed'> {
  const { input, horizon } = asked
  const short = loaded.flatMap((one) => shortness(one, asked) ?? [])
  const long = loaded.filter(({ series }) => tooShort(series, input, horizon) === null)
  const apart = long.length > 0 && forcedExpert(asked.model) === 'network' ? apartIn(long, asked) : []
  const rest = long.filter((one) => !apart.includes(one))
  const elsewhere = apart.map(({ series: { id } }) => ({ symbol: id, ...apartError(id, asked.model).toJSON() }))
  if (rest.length === 0) {
    const { kind, message, hint } = [...short, ...failed][0]
    throw new OpenbellError(kind, message, hint)
  }
  return { loaded: rest, failed: [...failed, ...short, ...elsewhere] }
}

/** Series that a network shared with the others cannot be tried on. */
function apartIn(loaded: readonly LoadedSeries[], { input, horizon }: ForecastAsked): LoadedSeries[] {
  const all = loaded.map((one) => one.series)
  const cuts = planCuts(all, input, horizon)
  return loaded.filter(({ series }) => standsApart(series, cuts, input, horizon))
}

/** The refusal of a history too short, with the number that is needed; null for one that is not. */
function shortness({ series, timeframe }: LoadedSeries, { input, horizon }: ForecastAsked): Failed[number] | null {
  const message = tooShort(series, input, horizon)
  if (message === null) return null
  const fits = Math.floor(series.values.length / 3) - horizon
  const smaller = fits >= horizon ? `--input ${fits}` : `a smaller --input and --horizon`
  const hint =
    timeframe === null ? smaller : `${smaller}, or more history: openbell data fetch ${series.id} --timeframe ${timeframe}`
  return { symbol: series.id, kind: 'no-data', message, hint }
}
