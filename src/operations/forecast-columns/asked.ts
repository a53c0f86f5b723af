import type { Dimension, Point, Value } from '../../analysis/search/space.ts'
import { OpenbellError } from '../../core/errors.ts'
import { type ForecastAsk, forecastKey, forecastsAmong } from '../../strategy/forecast.ts'
import type { AnyStrategy, Declarations, ParamValues } from '../../strategy/types.ts'

/** Forecasts that a search may ask for: each is a training of its own. */
const MOST_FORECASTS = 12

interface StrategyWithParams {
  strategy: AnyStrategy
  params: ParamValues
}

/** The forecasts that a strategy with these parameters declares. */
export function forecastsOf({ strategy, params }: StrategyWithParams): ForecastAsk[] {
  const declarations: Declarations = strategy.indicators?.(params) ?? {}
  return forecastsAmong(declarations)
}

/**
 * Every forecast that some point of a search can ask for: they are trained once, before the first trial.
 * @throws OpenbellError usage where there are too many, with the parameters to fix
 */
export function forecastsOver({ strategy, params }: StrategyWithParams, dimensions: readonly Dimension[]): ForecastAsk[] {
  const at = (point: Point) => forecastsAt({ strategy, params: { ...params, ...point } })
  const keysAt = (point: Point) => at(point).map(forecastKey).join('\n')
  const usual = keysAt({})
  const matter = dimensions.filter((one) => valuesOf(one).some((value) => keysAt({ [one.name]: value }) !== usual))
  const names = matter.map(({ name }) => name)
  const points = matter.reduce<Point[]>(
    (all, one) =>
      all.length > MOST_FORECASTS ? all : all.flatMap((point) => valuesOf(one).map((value) => ({ ...point, [one.name]: value }))),
    [{}],
  )
  if (points.length > MOST_FORECASTS || matter.some(({ kind }) => kind === 'continuous')) throw tooMany(names)
  return [...new Map(points.flatMap(at).map((ask) => [forecastKey(ask), ask])).values()]
}

/** The same, and none for parameters that declare what cannot be: a run with them fails, and asks for nothing. */
export function forecastsAt(one: StrategyWithParams): ForecastAsk[] {
  try {
    return forecastsOf(one)
  } catch {
    return []
  }
}

function valuesOf(one: Dimension): Value[] {
  return one.kind === 'listed' ? [...one.values] : [one.min, one.max]
}

function tooMany(names: string[]): OpenbellError {
  const many = `${names.join(', ')} decide${names.length === 1 ? 's' : ''} what is forecast: more than ${MOST_FORECASTS} forecasts would be trained`
  return new OpenbellError('usage', many, names.map((name) => `--set ${name}=VALUE`).join(' '))
}
