import type { Past } from './past.ts'
import type { Errors } from './types.ts'

/** What the models said of the past of one series, and what came: `numbers` values each. */
export interface ToldOfPast {
  told: readonly Float32Array[]
  came: Float32Array
  naive: Float32Array
}

/** A stretch of those numbers. */
export interface Numbers {
  from: number
  to: number
}

/** Rounds of the choice: shares are multiples of one over this. */
const ROUNDS = 8

/**
 * Shares of the models in a blend, by greedy choice with replacement: again and again the model is added that makes the mean of all added so far
 * best (Caruana, Niculescu-Mizil, Crew and Ksikes, "Ensemble selection from libraries of models", ICML 2004). Best is the least mean squared plus
 * mean absolute error, each as a part of the last value's.
 * @returns a share for each model, together 1
 */
function chooseBlend(series: readonly ToldOfPast[], numbers: Numbers): number[] {
  const models = series[0].told.length
  const naive = pooled(series, (one) => errorsOf(null, one.naive, one.came, numbers, 1))
  const sums = series.map(() => new Float64Array(numbers.to - numbers.from))
  const picks = new Array<number>(models).fill(0)
  for (let round = 1; round <= ROUNDS; round++) {
    let best = { model: 0, loss: Number.POSITIVE_INFINITY }
    for (let model = 0; model < models; model++) {
      const errors = pooled(series, ({ told, came }, s) => errorsOf(sums[s], told[model], came, numbers, 1 / round))
      const loss = relativeTo(errors, naive)
      if (loss < best.loss) best = { model, loss }
    }
    picks[best.model]++
    for (const [s, { told }] of series.entries()) {
      const added = told[best.model]
      for (let i = numbers.from; i < numbers.to; i++) sums[s][i - numbers.from] += added[i]
    }
  }
  return picks.map((count) => count / ROUNDS)
}

/** How far the past is believed. */
const BELIEF = 0.5

/** A model whose errors were larger than the best one's by more than this part is left out. */
const HOPELESS = 0.15

/**
 * Shares of each series: half of it all models alike (which is hard to beat: Clemen, "Combining forecasts", International Journal of Forecasting
 * 5(4), 1989) but for those that fell far behind, the other half what did best so far, for all series together and for the series itself. Nothing
 * known yet: all alike.
 */
export function chooseShares(series: readonly ToldOfPast[], numbers: Numbers): number[][] {
  const models = series[0].told.length
  if (models === 1 || numbers.to <= numbers.from) return series.map(() => new Array<number>(models).fill(1 / models))
  const common = chooseBlend(series, numbers)
  return series.map((one) => {
    const even = evenBlend(one, numbers)
    const own = series.length > 1 ? chooseBlend([one], numbers) : common
    return even.map((share, m) => (1 - BELIEF) * share + (BELIEF * (common[m] + own[m])) / 2)
  })
}

function evenBlend({ told, came, naive }: ToldOfPast, numbers: Numbers): number[] {
  const last = errorsOf(null, naive, came, numbers, 1)
  const losses = told.map((values) => relativeTo(errorsOf(null, values, came, numbers, 1), last))
  const limit = (1 + HOPELESS) * Math.min(...losses)
  const kept = losses.filter((loss) => loss <= limit).length
  return losses.map((loss) => (loss <= limit ? 1 / kept : 0))
}

/** The blend over the past as it would have been made then: shares from windows that were over when each stretch began. */
export function blendPast(series: readonly ToldOfPast[], { stretches, origins, horizon }: Past): Float32Array[] {
  const blended = series.map(({ came }) => new Float32Array(came.length))
  for (const { known, from, to } of stretches) {
    const over = origins.findIndex((origin) => origin + horizon >= known)
    const shares = chooseShares(series, { from: 0, to: (over < 0 ? origins.length : over) * horizon })
    for (const [s, { told }] of series.entries()) {
      blendInto(blended[s], told, shares[s], { from: from * horizon, to: to * horizon })
    }
  }
  return blended
}

/** Writes the blend of a stretch. */
function blendInto(out: Float32Array, told: readonly Float32Array[], shares: readonly number[], { from, to }: Numbers): void {
  out.fill(0, from, to)
  for (const [model, share] of shares.entries()) {
    if (share === 0) continue
    const values = told[model]
    for (let i = from; i < to; i++) out[i] += share * values[i]
  }
}

function pooled(series: readonly ToldOfPast[], of: (one: ToldOfPast, series: number) => Errors): Errors {
  const sum = { mse: 0, mae: 0 }
  for (const [s, one] of series.entries()) {
    const { mse, mae } = of(one, s)
    sum.mse += mse
    sum.mae += mae
  }
  return sum
}

/** Errors of (sum + told) x factor; a plain loop, for nearly all the time of a choice is spent here. */
function errorsOf(
  sum: Float64Array | null,
  told: Float32Array,
  came: Float32Array,
  { from, to }: Numbers,
  factor: number,
): Errors {
  let [square, absolute] = [0, 0]
  for (let i = from; i < to; i++) {
    const said = sum === null ? told[i] : (sum[i - from] + told[i]) * factor
    const error = said - came[i]
    square += error * error
    absolute += Math.abs(error)
  }
  return { mse: square / (to - from), mae: absolute / (to - from) }
}

function relativeTo(own: Errors, naive: Errors): number {
  return naive.mse > 0 ? own.mse / naive.mse + own.mae / naive.mae : own.mse + own.mae
}
