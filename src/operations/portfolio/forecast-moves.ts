import { OpenbellError } from '../../core/errors.ts'
import { predictForecast } from '../../engine/forecast/predict.ts'
import type { FittedForecast, SeriesForecast } from '../../engine/forecast/types.ts'
import type { Context } from '../context.ts'
import type { ForecastAsked } from '../forecast/asked.ts'
import { type LoadedSet, loadSeries } from '../forecast/data.ts'
import { fitSymbols } from '../forecast/fit-symbols.ts'
import { forecastInput, parseLevels, parseModel } from '../forecast/input.ts'
import { type OpenTrainer, withTrainer } from '../forecast/with-trainer.ts'
import { openSaved, refuseOtherMarket } from '../models/saved.ts'
import { staleWarning } from '../models/stale.ts'

/** Networks of the ensemble that `forecast` has too. */
const MEMBERS = 5

/** What a model says of a symbol. */
export interface ExpectedMove {
  /** Median move to the last step, as a fraction. */
  move: number
  /** Bars ahead. */
  horizon: number
  /** It beats the last value at past origins: only then it may stand in for history. */
  earned: boolean
  skill: number | null
  skillLow: number | null
  skillHigh: number | null
}

export interface ExpectedMoves {
  of(symbol: string): ExpectedMove | null
  warnings: string[]
}

interface Told {
  fitted: FittedForecast
  forecasts: SeriesForecast[]
  warnings: string[]
}

/**
 * What a model expects of each symbol over its horizon of daily bars: one that is trained now on the past up to the as-of, or a kept one.
 * A symbol that it has no forecast of is among the warnings.
 */
export async function forecastMoves(context: Context, model: string, symbols: string[]): Promise<ExpectedMoves> {
  const wish = parseModel(model)
  const { fitted, forecasts, warnings } = await withTrainer(context, 'wasm', (open) =>
    wish.kind === 'saved' ? bySaved(context, wish.name, symbols, open) : byFit(context, wish, symbols, open),
  )
  const moves = new Map(forecasts.map((one) => [one.id, moveOf(one, fitted.horizon)]))
  const earned = [...moves.values()].filter((one) => one.earned).length
  const none = `no skill shown over the last value for any of the ${symbols.length} symbols: expected returns are those of history`
  return { of: (symbol) => moves.get(symbol) ?? null, warnings: earned === 0 ? [...warnings, none] : warnings }
}

function moveOf({ median, originValue, beatsNaive, evaluation }: SeriesForecast, horizon: number): ExpectedMove {
  const move = median[median.length - 1] / originValue - 1
  const { skill, skillLow, skillHigh } = evaluation
  return { move, horizon, earned: beatsNaive && Number.isFinite(move), skill, skillLow, skillHigh }
}

async function byFit(
  context: Context,
  { model, file }: Pick<ForecastAsked, 'model' | 'file'>,
  symbols: string[],
  open: OpenTrainer,
): Promise<Told> {
  const { input, horizon, level, bars } = forecastInput.parse({ symbols })
  const { seed } = context.settings
  const asked = {
    model,
    file,
    input,
    horizon,
    levels: parseLevels(level),
    seed,
    steps: null,
    members: MEMBERS,
    backend: 'wasm',
    bars,
  }
  const made = await fitSymbols(context, { symbols, data: null, source: null, timeframe: '1d', asked }, open)
  const { fitted } = made.fit
  return { fitted, forecasts: await predict(context, fitted, made, open), warnings: leftOut(made) }
}

async function bySaved(context: Context, name: string, symbols: string[], open: OpenTrainer): Promise<Told> {
  const kept = await openSaved(context, name)
  const { fitted, about } = kept
  if (about.timeframe !== '1d') {
    const message = `the model '${name}' was trained on ${about.timeframe === null ? 'a file' : `bars of ${about.timeframe}`}, a portfolio is of daily bars`
    throw new OpenbellError('usage', message, `openbell forecast ${symbols.join(' ')} --save ${name}`)
  }
  const known = symbols.filter((symbol) => fitted.series.some(({ id }) => id === symbol))
  if (known.length === 0) {
    const message = `the model '${name}' knows none of ${symbols.join(', ')}`
    throw new OpenbellError('not-found', message, `openbell forecast ${symbols.join(' ')} --save ${name}`)
  }
  const set = await loadSeries(context, { symbols: known, data: null, source: null, timeframe: '1d', bars: about.asked.bars })
  const { source, feed } = set.loaded[0]
  const strange = refuseOtherMarket(name, kept, { source, feed, timeframe: '1d', seed: context.settings.seed })
  const stale = set.loaded.flatMap(({ series: { id, times } }) => {
    const { trainedTo } = fitted.series.find((one) => one.id === id)!
    return staleWarning(name, about, id, trainedTo, times?.[times.length - 1] ?? null) ?? []
  })
  const unknown = symbols.filter((symbol) => !known.includes(symbol))
  const missing = unknown.length > 0 ? [`the model '${name}' does not know ${unknown.join(', ')}: history speaks for them`] : []
  return {
    fitted,
    forecasts: await predict(context, fitted, set, open),
    warnings: [...strange, ...stale, ...missing, ...leftOut(set)],
  }
}

function predict(context: Context, fitted: FittedForecast, { loaded }: Pick<LoadedSet, 'loaded'>, open: OpenTrainer) {
  const series = loaded.map((one) => one.series)
  return predictForecast(fitted, series, { threshold: 0 }, { trainer: open, signal: context.signal })
}

function leftOut({ failed, warnings }: Pick<LoadedSet, 'failed' | 'warnings'>): string[] {
  return [...warnings, ...failed.map(({ symbol, message }) => `no forecast of ${symbol}, history speaks for it: ${message}`)]
}
