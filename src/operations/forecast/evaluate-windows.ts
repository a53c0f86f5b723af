import type { Prepared } from '../../engine/forecast/long-horizon/prepare.ts'
import { testWindows } from '../../engine/forecast/long-horizon/split.ts'
import type { ScaledSeries, Split } from '../../engine/forecast/long-horizon/types.ts'
import { LEVELS, Score } from './evaluate-score.ts'
import type { PredictionsFile } from './predictions-file.ts'

/** Numbers forecast at once: what keeps the memory bounded, whatever the size of the test part. */
const NUMBERS_AT_ONCE = 2_000_000

export interface WindowsWish {
  horizon: number
  stride: number
  normalize: 'train' | 'none'
}

/** Forecasts every window of the test part, block by block: scores them, and writes them where a file is wanted. */
export async function evaluateWindows(
  data: ScaledSeries,
  split: Split,
  prepared: Prepared,
  { horizon, stride, normalize }: WindowsWish,
  { file, progress }: { file: PredictionsFile | null; progress(done: number, total: number): void },
): Promise<Score> {
  const windows = testWindows(split, horizon, stride)
  const first = split.train + split.validation - 1
  const score = new Score(data.names.length, windows, horizon)
  const most = Math.max(1, Math.floor(NUMBERS_AT_ONCE / (horizon * data.names.length)))
  for (let from = 0; from < windows; from += most) {
    const count = Math.min(most, windows - from)
    const origins = Int32Array.from({ length: count }, (_, i) => first + (from + i) * stride)
    const told = await prepared.tell({ from, count, origins })
    for (let w = 0; w < count; w++) {
      for (let series = 0; series < told.length; series++) {
        const values = told[series].subarray(w * horizon, (w + 1) * horizon)
        const edges = prepared.edges(series, origins[w], values)
        scoreOne(score, data, series, { window: from + w, origin: origins[w], values, edges, normalize })
        if (file) await file.write(from + w, series, inDataUnits(data, series, values), inDataUnits(data, series, edges))
      }
    }
    progress(from + count, windows)
  }
  return score
}

interface Told {
  window: number
  origin: number
  values: Float64Array
  edges: Float64Array
  normalize: 'train' | 'none'
}

function scoreOne(score: Score, { columns, deviations }: ScaledSeries, series: number, told: Told): void {
  const { window, origin, values, edges, normalize } = told
  const z = columns[series]
  const unit = normalize === 'train' ? 1 : deviations[series]
  const last = z[origin]
  let [square, absolute, naiveSquare, naiveAbsolute] = [0, 0, 0, 0]
  const held = LEVELS.map(() => 0)
  for (let step = 0; step < values.length; step++) {
    const came = z[origin + 1 + step]
    const error = values[step] - came
    square += error * error
    absolute += Math.abs(error)
    naiveSquare += (last - came) ** 2
    naiveAbsolute += Math.abs(last - came)
    for (let i = 0; i < LEVELS.length; i++) {
      if (edges[step * 4 + i * 2] <= came && came <= edges[step * 4 + i * 2 + 1]) held[i]++
    }
  }
  const two = unit * unit
  const errors = {
    square: square * two,
    absolute: absolute * unit,
    naiveSquare: naiveSquare * two,
    naiveAbsolute: naiveAbsolute * unit,
  }
  score.add(series, window, errors, held)
}

function inDataUnits({ means, deviations }: ScaledSeries, series: number, values: ArrayLike<number>): Float64Array {
  const [mean, deviation] = [means[series], deviations[series]]
  return Float64Array.from(values, (value) => value * deviation + mean)
}
