import { windowHighest, windowLowest } from '../../../analysis/indicators/parts/window-extreme.ts'
import { windowMeans } from '../../../analysis/indicators/parts/window-mean.ts'
import { windowMoments } from '../../../analysis/indicators/parts/window-moments.ts'
import { windowSums } from '../../../analysis/indicators/parts/window-sum.ts'

const KERNELS = {
  mean: windowMeans,
  sum: windowSums,
  min: windowLowest,
  max: windowHighest,
  std: sampleDeviations,
} as const

export type Rolling = keyof typeof KERNELS

/**
 * A figure of the last `count` values at each row, NaN on the first `count - 1` rows and wherever the window holds a NaN; `std` is the sample
 * deviation (divisor count - 1). The kernels are those of the indicators. @throws TypeError for another figure, RangeError for another count
 */
export function rolling(values: Float64Array, count: number, figure: Rolling): Float64Array {
  const kernel = Object.hasOwn(KERNELS, figure) ? KERNELS[figure] : null
  if (!kernel) throw new TypeError(`rolling knows ${Object.keys(KERNELS).join(', ')}, not ${String(figure)}`)
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`a window has a whole number of rows from 1 on, not ${String(count)}`)
  const out = new Float64Array(values.length)
  if (values.length < count) return out.fill(Number.NaN)
  kernel(values, values.length, count, out)
  return out
}

function sampleDeviations(values: Float64Array, length: number, count: number, out: Float64Array): void {
  windowMoments(values, length, count, null, out)
  for (let row = 0; row < length; row++) out[row] = count < 2 ? Number.NaN : Math.sqrt((out[row] * count) / (count - 1))
}
