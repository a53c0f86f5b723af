import { FORECAST_OUTPUTS, type ForecastOutput, forecastSpec } from '../analysis/forecast/column.ts'
import { checkIndicator } from '../analysis/indicators/ref.ts'
import type { IndicatorRef } from '../analysis/indicators/spec.ts'
import { nearest } from '../analysis/nearest.ts'
import { OpenbellError } from '../core/errors.ts'
import { strangeField } from './fields.ts'
import { indicatorSetOf, type OwnRef } from './own-indicators.ts'
import type { Declarations, Declared } from './types.ts'

/** Models that a strategy may ask for; a saved one is not among them: it may have been trained on the bars that it would forecast. */
const MODELS = ['auto', 'nhits', 'nlinear', 'dlinear', 'linear', 'naive', 'drift', 'seasonal'] as const
export type ForecastModel = (typeof MODELS)[number] | `custom:${string}`

/** What a strategy asks of a forecast. */
export interface ForecastOptions {
  /** Bars ahead. Default 30. */
  horizon?: number
  /** Bars that it reads. Default 84. */
  input?: number
  /** Who may speak; `auto` lets the past decide. Default `auto`. */
  model?: ForecastModel
  /** Expected move from which the signal is more than hold, as a fraction. Default 0.05. */
  threshold?: number
  /** Most training steps of a network; default as of `openbell forecast`. */
  steps?: number
}

/** A checked ask: everything about it that can change its columns, beside data and seed. */
export interface ForecastAsk {
  horizon: number
  input: number
  model: ForecastModel
  threshold: number
  /** Null = the default. */
  steps: number | null
}

/** The use of a forecast in a strategy. */
export interface ForecastRef extends OwnRef {
  readonly forecast: ForecastAsk
}

const FIELDS = new Set(['horizon', 'input', 'model', 'threshold', 'steps'])
const EXAMPLE = "forecast({ horizon: 30, input: 84, model: 'auto' })"

/**
 * Declares a forecast: `indicators: () => ({ outlook: forecast({ horizon: 30 }) })`, read as `outlook.signal.now`. Every bar's values come of a
 * model that was trained on bars closed before it, at the newest of fixed dates of the calendar; until skill over the last value is shown on
 * forecasts that were complete by then the signal is 0. NaN until the first model.
 * @throws OpenbellError usage for a field, a model or a number that there is not
 */
export function forecast(options: number | ForecastOptions = {}): Declared<ForecastOutput> {
  const given = typeof options === 'number' ? { horizon: options } : options
  const strange = strangeField(given, FIELDS)
  if (strange !== null) throw refused(strange)
  const [horizon, input] = forecastSpec.params.map((param) => Number(given[param.name as 'horizon' | 'input'] ?? param.default))
  const ask = { horizon, input, model: given.model ?? 'auto', threshold: given.threshold ?? 0.05, steps: given.steps ?? null }
  checkAsk(ask)
  const ref: ForecastRef = {
    name: 'forecast',
    params: [horizon, input],
    input: null,
    other: null,
    own: forecastSpec,
    forecast: ask,
  }
  checkIndicator(ref, indicatorSetOf([ref]))
  return ref as Declared<ForecastOutput>
}

function checkAsk({ model, threshold, steps }: ForecastAsk): void {
  const isFile = typeof model === 'string' && model.startsWith('custom:') && model.length > 'custom:'.length
  if (!isFile && !(MODELS as readonly string[]).includes(model)) {
    const saved = String(model).startsWith('saved:') ? ': a saved model may know the bars that it would forecast' : ''
    const near = nearest(String(model), MODELS)
    throw refused(`no forecast by '${model}' in a strategy${saved || (near ? `; did you mean '${near}'?` : '')}`)
  }
  if (!(threshold >= 0 && threshold < 1))
    throw refused(`a forecast's threshold is a fraction from 0 to under 1, not ${threshold}`)
  if (steps !== null && !(Number.isInteger(steps) && steps >= 1 && steps <= 100_000))
    throw refused(`a forecast's steps are a whole number from 1 to 100,000, not ${steps}`)
}

function refused(message: string): OpenbellError {
  return new OpenbellError('usage', message, EXAMPLE)
}

export function isForecast(ref: IndicatorRef): ref is ForecastRef {
  return 'forecast' in ref
}

/** The forecasts among a strategy's declarations, each once. */
export function forecastsAmong(declarations: Declarations): ForecastAsk[] {
  const asks = Object.values(declarations)
    .filter(isForecast)
    .map((ref) => ref.forecast)
  return [...new Map(asks.map((ask) => [forecastKey(ask), ask])).values()]
}

/** The one spelling of an ask: under it a series keeps its columns. */
export function forecastKey({ horizon, input, model, threshold, steps }: ForecastAsk): string {
  return `forecast:${horizon},${input} ${model} threshold ${threshold}${steps === null ? '' : ` steps ${steps}`}`
}

/** Where each output stands among the columns. */
export const FORECAST_COLUMN = Object.fromEntries(FORECAST_OUTPUTS.map((name, i) => [name, i])) as Record<ForecastOutput, number>
