import type { ScaledSeries, Split } from './types.ts'

/** A stretch of the past that is forecast by what was fitted to rows below `known` only. */
export interface PastStretch {
  known: number
  /** Its windows, by number among all windows of the past. */
  from: number
  to: number
}

/** Windows of the past on which models are chosen, judged and calibrated: no row of them, nor of what is fitted, is one of the test part. */
export interface Past {
  horizon: number
  origins: Int32Array
  stretches: PastStretch[]
  /** First row that is forecast. */
  begin: number
  /** First row of the test part. */
  end: number
  /** Windows that do not overlap. */
  effective: number
}

/** Windows that do not overlap that the past should hold where there are rows; at least the validation part, at most half of all rows. */
const WANTED_WINDOWS = 40

const STRETCHES = 4

/** Numbers that one model says of the past at most: longer pasts are thinned evenly. */
const MOST_NUMBERS = 800_000

/** Plans the windows of the past: the validation part, longer where that holds too few windows to judge by. */
export function planPast({ names }: ScaledSeries, split: Split, horizon: number): Past {
  const end = split.train + split.validation
  const rows = Math.max(split.validation, Math.min(WANTED_WINDOWS * horizon, Math.floor(end / 2)))
  const begin = end - rows
  const windows = rows - horizon + 1
  const step = Math.max(1, Math.ceil((windows * horizon * names.length) / MOST_NUMBERS))
  const count = Math.floor((windows - 1) / step) + 1
  const origins = Int32Array.from({ length: count }, (_, i) => begin - 1 + i * step)
  const stretches = Array.from({ length: STRETCHES }, (_, k): PastStretch => {
    const from = Math.floor((count * k) / STRETCHES)
    // What is fitted for a stretch may use every row up to its first origin.
    return { known: from < count ? origins[from] + 1 : end, from, to: Math.floor((count * (k + 1)) / STRETCHES) }
  }).filter(({ from, to }) => to > from)
  return { horizon, origins, stretches, begin, end, effective: rows / horizon }
}

/** What came at the windows of the past, in scaled units. */
export function cameAt(z: ArrayLike<number>, { origins, horizon }: Past): Float32Array {
  const came = new Float32Array(origins.length * horizon)
  for (let w = 0; w < origins.length; w++) {
    for (let step = 0; step < horizon; step++) came[w * horizon + step] = z[origins[w] + 1 + step]
  }
  return came
}
