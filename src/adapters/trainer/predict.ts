import type { NetworkSpec, SeriesSet, WindowRange } from '../../ports/trainer.ts'
import { notFinite } from './faults.ts'
import { type Network, outputsOf } from './networks/build.ts'
import type { TensorFlow } from './networks/types.ts'
import { WindowCutter, WindowSet } from './windows.ts'

export interface PredictParts {
  tf: TensorFlow
  network: Network
  data: SeriesSet
  spec: NetworkSpec
  /** Windows at once. */
  pass: number
  /** Called between passes: lets others in, and throws where the work was canceled. */
  pause?(): void | Promise<void>
}

/**
 * Forecasts of these windows as the network stands, `horizon` numbers each, as (value - anchor) / scale.
 * @throws OpenbellError unavailable where one is no number
 */
export async function predict(
  { tf, network, data, spec, pass, pause }: PredictParts,
  ranges: readonly WindowRange[],
): Promise<Float32Array> {
  const { input, horizon } = spec
  const windows = new WindowSet(ranges)
  const told = new Float32Array(windows.length * horizon)
  const cutter = new WindowCutter(data, input, horizon, Math.min(pass, windows.length))
  for (let from = 0; from < windows.length; from += pass) {
    const rows = Math.min(pass, windows.length - from)
    for (let row = 0; row < rows; row++) {
      const { series, origin } = windows.at(from + row)
      cutter.cut(row, series, origin, false)
    }
    const values = tf.tidy(() => {
      const x = tf.tensor2d(cutter.x.subarray(0, rows * input), [rows, input])
      return outputsOf(network, x, horizon, false).dataSync() as Float32Array
    })
    for (const value of values) if (!Number.isFinite(value)) throw notFinite()
    told.set(values, from * horizon)
    await pause?.()
  }
  return told
}
