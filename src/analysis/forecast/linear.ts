import { combineMoments, type LagMoments, lagMoments } from './moments.ts'
import { type LinearSolution, meanSquaredLoss, solveRidge } from './ridge.ts'

/** Rows of a series to learn from: all that a window reads and tells lies in `[from, to)`. */
export interface LinearRows {
  from: number
  to: number
}

export interface LinearSize {
  input: number
  horizon: number
}

/** Strengths tried, as parts of the mean square of an input, strong ones first; with and without a constant. No line at all is tried too. */
const RIDGES = [10, 1, 1e-1, 1e-2, 1e-3, 1e-4]

/** Steps of the horizon that the strength is chosen by. */
const CHOOSING_STEPS = 8

/** Up to this many values in and out together the strength is chosen by several folds; above by the last one alone, for time. */
const FOLDED = 400
const FOLDS = 5

/** Fewer windows than this many horizons teach nothing. */
const FEWEST_HORIZONS = 3

/**
 * The least-squares line from the last `input` values to each of the next `horizon`, with the last value taken off and put back: the exact
 * solution of the NLinear network (Zeng et al., "Are Transformers Effective for Time Series Forecasting?", arXiv 2205.13504; closed form after
 * Toner and Darlow, "An Analysis of Linear Time Series Forecasting Models", arXiv 2403.14587), with a ridge (Hoerl and Kennard, 1970) whose
 * strength is chosen inside the rows given. Null where the last value alone did best there, or there are too few windows.
 * @returns for each step `input` weights (oldest row first) and a constant: `horizon * (input + 1)` numbers
 */
export function fitLinear(z: ArrayLike<number>, { from, to, input, horizon }: LinearRows & LinearSize): Float32Array | null {
  const [rows, size] = [
    { from, to },
    { input, horizon },
  ]
  if (to - from - input - horizon + 1 < FEWEST_HORIZONS * horizon) return null
  const moments = (ranges: readonly LinearRows[]) => combineMoments(ranges.map((range) => momentsOf(z, range, size)))
  const folds = foldsOf(rows, size).map(({ learn, check }) => ({ learn: moments(learn), check: moments(check) }))
  const chosen = chooseRidge(folds)
  return chosen && packed(solveRidge(moments([rows]), chosen.ridge, { constant: chosen.constant }))
}

/** What the line says at an origin, as differences from the value there, into `out[at, at + horizon)`. No coefficients = the last value stays. */
export function tellLinear(
  coefficients: ArrayLike<number> | null,
  z: ArrayLike<number>,
  origin: number,
  input: number,
  horizon: number,
  out: Float64Array | Float32Array,
  at: number,
): void {
  if (coefficients === null) return void out.fill(0, at, at + horizon)
  const anchor = z[origin]
  const first = origin - input + 1
  const width = input + 1
  for (let h = 0; h < horizon; h++) {
    let sum = coefficients[h * width + input]
    for (let i = 0; i < input; i++) sum += coefficients[h * width + i] * (z[first + i] - anchor)
    out[at + h] = sum
  }
}

/** Moments of the windows that lie in the rows. */
export function momentsOf(z: ArrayLike<number>, { from, to }: LinearRows, { input, horizon }: LinearSize): LagMoments {
  return lagMoments(z, { first: from + input - 1, last: to - horizon - 1 }, input, horizon)
}

interface Fold {
  learn: LinearRows[]
  check: LinearRows[]
}

/** Rows to learn from and to check by; no row to be told is in both, and a checked window may read rows before its part. */
function foldsOf({ from, to }: LinearRows, { input, horizon }: LinearSize): Fold[] {
  const folds = input + horizon <= FOLDED ? Array.from({ length: FOLDS }, (_, k) => k) : [FOLDS - 1]
  const bound = (k: number) => from + input + Math.floor(((to - from - input) * k) / FOLDS)
  return folds.map((k) => {
    const [low, high] = [bound(k), bound(k + 1)]
    return {
      check: [{ from: low - input, to: high }],
      learn: [
        { from, to: low },
        { from: high, to },
      ],
    }
  })
}

interface Choice {
  ridge: number
  constant: boolean
}

/** The strength with the least squared error where it did not learn; null where the last value has less. */
function chooseRidge(folds: readonly { learn: LagMoments; check: LagMoments }[]): Choice | null {
  const { horizon } = folds[0].learn
  const steps = choosingSteps(horizon)
  const usable = folds.filter(({ learn, check }) => learn.count >= horizon && check.count > 0)
  let best: { choice: Choice | null; loss: number } = { choice: null, loss: 0 }
  for (const { check } of usable) best.loss += check.count * meanSquaredLoss(check, null, steps)
  for (const constant of [false, true]) {
    let before = Number.POSITIVE_INFINITY
    for (const ridge of RIDGES) {
      let loss = 0
      for (const { learn, check } of usable) {
        loss += check.count * meanSquaredLoss(check, solveRidge(learn, ridge, { constant, steps }), steps)
      }
      if (loss < best.loss) best = { choice: { ridge, constant }, loss }
      // The loss has one valley, nearly always: beyond it there is nothing to find.
      if (loss > before) break
      before = loss
    }
  }
  return best.choice
}

function choosingSteps(horizon: number): number[] {
  const count = Math.min(CHOOSING_STEPS, horizon)
  return Array.from({ length: count }, (_, i) => Math.round(((i + 1) * horizon) / count) - 1)
}

function packed({ weights, constants, lags, steps }: LinearSolution): Float32Array {
  const width = lags + 2
  const out = new Float32Array(new SharedArrayBuffer(steps.length * width * 4))
  for (let h = 0; h < steps.length; h++) {
    for (let i = 0; i < lags; i++) out[h * width + lags - 1 - i] = weights[h * lags + i]
    out[h * width + width - 1] = constants[h]
  }
  return out
}
