import { OpenbellError } from '../../core/errors.ts'
import type { IndicatorSpec } from '../indicators/spec.ts'

/**
 * What a forecast says of a bar, as columns: the median move to the last step (a fraction of the close), the signal (1 buy, -1 sell, 0 hold),
 * the probability that the last step lies above the close, the ends of its 80% band in prices, and the lower bound of the skill over the last
 * value that was shown by the bar's training date.
 */
export const FORECAST_OUTPUTS = ['move', 'signal', 'up', 'low', 'high', 'skill'] as const
export type ForecastOutput = (typeof FORECAST_OUTPUTS)[number]

/** Bars that are known before the first model is trained: three windows, so that it can be tried on the past. */
export function barsBeforeFirstModel(horizon: number, input: number): number {
  return 3 * (horizon + input)
}

/**
 * A forecast in the shape of an indicator, for declarations and for words of rules. Its columns take training, which no kernel can wait for:
 * they are prepared before a run and given to it with its series.
 */
export const forecastSpec: IndicatorSpec = {
  name: 'forecast',
  summary: 'Expected move, signal, probability up and band of a forecast, by models trained on the past of each bar only',
  group: 'forecast',
  params: [
    { name: 'horizon', min: 1, max: 250, default: 30 },
    { name: 'input', min: 8, max: 750, default: 84 },
  ],
  input: null,
  outputs: FORECAST_OUTPUTS,
  overlay: false,
  sparse: true,
  warmUp: ([horizon, input]) => barsBeforeFirstModel(horizon, input) + 1,
  settle: () => Number.POSITIVE_INFINITY,
  kernel: () => refuse(),
  stream: () => refuse(),
}

function refuse(): never {
  throw new OpenbellError(
    'usage',
    'a forecast is trained before a run, not computed bar by bar: it cannot be used here',
    'openbell forecast SYMBOL, or forecast(...) in a strategy or a scan',
  )
}
