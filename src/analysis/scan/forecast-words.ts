import { FORECAST_OUTPUTS, forecastSpec } from '../forecast/column.ts'
import type { IndicatorNode } from './expression.ts'
import { type IndicatorWord, indicatorWords } from './indicator-words.ts'

/** Words of a forecast: `forecast` is the expected move, the others its outputs (`forecast_signal`, or `forecast.signal`). */
export const forecastWords: Readonly<Record<string, IndicatorWord>> = Object.fromEntries(
  FORECAST_OUTPUTS.map((output, k) => [
    k === 0 ? forecastSpec.name : `${forecastSpec.name}_${output}`,
    { spec: forecastSpec, output: k },
  ]),
)

/** Everything that is spelled as an indicator in a rule. */
export const ruleWords: Readonly<Record<string, IndicatorWord>> = { ...indicatorWords, ...forecastWords }

/** A forecast is not computed of a symbol's bars when they are read: it was told before. */
export function isForecastNode({ name }: IndicatorNode): boolean {
  return Object.hasOwn(forecastWords, name)
}
