import { iso } from '../../core/time.ts'
import { type PastFan, pastFans } from '../../engine/forecast/fans.ts'
import { ensembleSize } from '../../engine/forecast/models.ts'
import { predictForecast } from '../../engine/forecast/predict.ts'
import type { FittedForecast, SeriesForecast } from '../../engine/forecast/types.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import type { About } from '../models/about.ts'
import { openSaved, refuseOtherMarket, saveFitted } from '../models/saved.ts'
import { parseRetrainEvery, staleWarning } from '../models/stale.ts'
import { type Context, OpenbellError } from '../operation.ts'
import { isoOrNull, resultOf } from './answer.ts'
import { type LoadedSeries, loadSeries } from './data.ts'
import { type FitRequest, type FittedSymbols, fitSymbols } from './fit-symbols.ts'
import { type FitWish, type ForecastInput, parseLevels } from './input.ts'
import type { ForecastOutput, ForecastResult } from './output.ts'
import { type OpenTrainer, withTrainer } from './with-trainer.ts'

/** Symbols up to which each is drawn. */
const DRAWN = 3

/** Rows of history beside a fan, at least. */
const HISTORY = 120

/** Fits, forecasts, and keeps the model where asked. */
export async function forecastFresh(context: Context, input: ForecastInput, wish: FitWish): Promise<ForecastOutput> {
  if (input.save !== undefined) (await context.models()).pathOf(input.save)
  if (input.retrainEvery !== undefined) parseRetrainEvery(input.retrainEvery)
  const request = requestOf(context, input, wish)
  return withTrainer(context, input.backend, async (open) => {
    const made = await fitSymbols(context, request, open)
    const { fitted } = made.fit
    const told = await tell(context, fitted, made.loaded, input, open)
    if (input.save !== undefined) await saveFitted(context, input.save, request, made, input.retrainEvery ?? null)
    const results = made.loaded.map((loaded, i) => {
      const fans = pastFans(made.fit, i, input.past)
      const beside = {
        past: fans.map((fan) => fanRow(fan, loaded)),
        history: historyRows(input, made.loaded.length),
        stale: false,
      }
      return resultOf(fitted, fitted.series[i], loaded, told[i], { ...beside, warnings: [] })
    })
    return wholeAnswer(made, fitted, results, { saved: input.save ?? null, warnings: made.warnings })
  })
}

function requestOf({ settings }: Context, input: ForecastInput, { model, file }: FitWish): FitRequest {
  const { symbols, horizon, steps, backend, bars } = input
  if (symbols.length === 0 && input.file === undefined) {
    throw new OpenbellError('usage', 'forecast needs at least one symbol, or a --file of series', 'openbell forecast SIMALL')
  }
  const levels = parseLevels(input.level)
  const asked = {
    model,
    file,
    input: input.input,
    horizon,
    levels,
    seed: settings.seed,
    steps: steps ?? null,
    members: ensembleSize(model),
    backend,
    bars,
  }
  return { symbols, data: input.file ?? null, source: null, timeframe: parseTimeframe(input.timeframe), asked }
}

/** What only a fit decides: with a saved model there is nothing left to choose. */
const OF_A_FIT = { horizon: 30, input: 84, level: '80,95', steps: undefined, save: undefined, bars: 1_500, past: 0 } as const

/** Forecasts by a kept model; nothing is trained. */
export async function forecastSaved(context: Context, input: ForecastInput, name: string): Promise<ForecastOutput> {
  refuseChoices(input, name)
  const kept = await openSaved(context, name)
  const { fitted, about } = kept
  const symbols = input.symbols.length > 0 ? input.symbols : fitted.series.map(({ id }) => id)
  const timeframe = parseTimeframe(input.timeframe === '1d' && about.timeframe !== null ? about.timeframe : input.timeframe)
  const data = input.file ?? (about.timeframe === null ? about.data : null)
  const set = await loadSeries(context, { symbols, data, source: sourceOf(context, about), timeframe, bars: about.asked.bars })
  const warnings = new Set(set.warnings)
  const known = set.loaded.filter(({ series }) => fitted.series.some(({ id }) => id === series.id))
  const failed = [
    ...set.failed,
    ...set.loaded.filter((one) => !known.includes(one)).map(({ series }) => unknownSeries(name, series.id, fitted)),
  ]
  if (known.length === 0) throw new OpenbellError(failed[0].kind, failed[0].message, failed[0].hint)
  for (const { source, feed, timeframe: of } of known) {
    for (const text of refuseOtherMarket(name, kept, { source, feed, timeframe: of, seed: context.settings.seed }))
      warnings.add(text)
  }
  const told = await withTrainer(context, input.backend, (open) => tell(context, fitted, known, input, open))
  const results = known.map((loaded, i) => {
    const own = fitted.series.find(({ id }) => id === loaded.series.id)!
    const stale = staleWarning(name, about, own.id, own.trainedTo, told[i].originTime)
    const beside = { past: [], history: historyRows(input, known.length), stale: stale !== null }
    return resultOf(fitted, own, loaded, told[i], { ...beside, warnings: stale === null ? [] : [stale] })
  })
  return wholeAnswer({ ...set, loaded: known, failed }, fitted, results, { saved: name, warnings: [...warnings] })
}

/** The market that a model was trained on, unless another one was said. */
function sourceOf({ settings }: Context, { source, timeframe }: About): string | null {
  return settings.origins.source === 'default' && timeframe !== null ? source : null
}

function refuseChoices(input: ForecastInput, name: string): void {
  for (const [flag, usual] of Object.entries(OF_A_FIT)) {
    if (input[flag as keyof typeof OF_A_FIT] === usual) continue
    throw new OpenbellError(
      'usage',
      `--${flag} is decided when a model is trained, and saved:${name} is trained already`,
      `openbell models show ${name}`,
    )
  }
}

function unknownSeries(name: string, id: string, { series }: FittedForecast): ForecastOutput['failed'][number] {
  const known = series.map((one) => one.id).join(' ')
  const message = `the model '${name}' was not trained on ${id}: it knows ${known}`
  return { symbol: id, kind: 'not-found', message, hint: `openbell forecast ${id}` }
}

function tell(
  { signal }: Context,
  fitted: FittedForecast,
  loaded: readonly LoadedSeries[],
  { threshold }: ForecastInput,
  trainer: OpenTrainer,
): Promise<SeriesForecast[]> {
  return predictForecast(
    fitted,
    loaded.map(({ series }) => series),
    { threshold },
    { trainer, signal },
  )
}

/** Rows to show before the origin: none where nothing is drawn; back to the oldest past fan. */
function historyRows({ chart, report, past, horizon }: ForecastInput, series: number): number {
  if (series > DRAWN && !chart && report === undefined) return 0
  return Math.max(HISTORY, (past + 2) * horizon)
}

function fanRow(
  { origin, median, came, bands }: PastFan,
  { series: { values, times } }: LoadedSeries,
): ForecastResult['past'][number] {
  const at = (row: number) => (times ? iso(times[row]) : null)
  return {
    origin: at(origin),
    last: values[origin],
    points: median.map((value, h) => ({
      step: h + 1,
      time: at(origin + 1 + h),
      value,
      came: came[h],
      bands: bands.map(({ level, low, high }) => ({ level, low: low[h], high: high[h] })),
    })),
  }
}

function wholeAnswer(
  { asOf, source, loaded, failed }: Pick<FittedSymbols, 'asOf' | 'source' | 'loaded' | 'failed'>,
  fitted: FittedForecast,
  results: ForecastResult[],
  { saved, warnings }: Pick<ForecastOutput, 'saved' | 'warnings'>,
): ForecastOutput {
  return {
    asOf: isoOrNull(asOf),
    source,
    feed: [...new Set(loaded.map(({ feed }) => feed))].join(','),
    model: fitted.name,
    saved,
    horizon: fitted.horizon,
    input: fitted.input,
    levels: fitted.levels,
    results,
    failed,
    report: null,
    warnings,
  }
}
