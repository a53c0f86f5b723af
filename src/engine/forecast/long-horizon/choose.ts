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
export function chooseBlend(series: readonly ToldOfPast[], numbers: Numbers): number[] {
  const models = series[0].told.length
  const naive = errorsOf(series, numbers, ({ naive }, i) => naive[i])
  const sums = series.map(() => new Float64Array(numbers.to - numbers.from))
  const picks = new Array<number>(models).fill(0)
  for (let round = 1; round <= ROUNDS; round++) {
    let best = { model: 0, loss: Number.POSITIVE_INFINITY }
    for (let model = 0; model < models; model++) {
      const errors = errorsOf(series, numbers, ({ told }, i, s) => (sums[s][i - numbers.from] + told[model][i]) / round)
      const loss = relative(errors.mse, naive.mse) + relative(errors.mae, naive.mae)
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

function evenBlend(one: ToldOfPast, numbers: Numbers): number[] {
  const naive = errorsOf([one], numbers, ({ naive }, i) => naive[i])
  const losses = one.told.map((told) => {
    const { mse, mae } = errorsOf([one], numbers, (_, i) => told[i])
    return relative(mse, naive.mse) + relative(mae, naive.mae)
  })
  const limit = (1 + HOPELESS) * Math.min(...losses)
  const kept = losses.filter((loss) => loss <= limit).length
  return losses.map((loss) => (loss <= limit ? 1 / kept : 0))
}

/** Writes the blend of a stretch. */
export function blendInto(
  out: Float32Array,
  told: readonly Float32Array[],
  shares: readonly number[],
  { from, to }: Numbers,
): void {
  out.fill(0, from, to)
  for (const [model, share] of shares.entries()) {
    if (share === 0) continue
    const values = told[model]
    for (let i = from; i < to; i++) out[i] += share * values[i]
  }
}

function errorsOf(
  series: readonly ToldOfPast[],
  { from, to }: Numbers,
  said: (one: ToldOfPast, i: number, series: number) => number,
): Errors {
  let [square, absolute] = [0, 0]
  for (const [s, one] of series.entries()) {
    for (let i = from; i < to; i++) {
      const error = said(one, i, s) - one.came[i]
      square += error * error
      absolute += Math.abs(error)
    }
  }
  const count = series.length * (to - from)
  return { mse: square / count, mae: absolute / count }
}

function relative(own: number, naive: number): number {
  return naive > 0 ? own / naive : own
}
