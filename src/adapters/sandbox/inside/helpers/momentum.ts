import { rsi } from '../../../../analysis/indicators/momentum/rsi.ts'
import { momentumWindows } from '../../../../analysis/momentum/windows.ts'
import { lastOf, seriesOf, wholeNumber } from '../bars-of.ts'

/** Last close over the close `period` bars before, less 1, a fraction; null when the series does not reach back so far. */
export function calculateMomentum(value: unknown, period = 5): number | null {
  const close = seriesOf(value, 'calculateMomentum')
  return momentumWindows(close, close.length, [wholeNumber(period, 'period')])[0].change
}

/** Relative strength index (J. Welles Wilder, 1978) at each row, 0 to 100; NaN on the first `period` rows. */
export function rsiSeries(value: unknown, period = 14): Float64Array {
  return rsiOf(value, period, 'rsiSeries')
}

/** The last relative strength index, 0 to 100; null with too few values. */
export function calculateRsi(value: unknown, period = 14): number | null {
  return lastOf(rsiOf(value, period, 'calculateRsi'))
}

function rsiOf(value: unknown, period: number, helper: string): Float64Array {
  const close = seriesOf(value, helper)
  const out = new Float64Array(close.length)
  rsi(close, close.length, wholeNumber(period, 'period'), out)
  return out
}
