import { type BandKind, bandShapes, scaledResiduals, type ToldPast } from './conformal.ts'
import { weightedIntervalScore } from './scores.ts'
import type { BandShape } from './types.ts'

/** One series of a pool. */
export interface PoolMember extends ToldPast {
  /** Added to row numbers, so that rows of the same time have the same number in all series. Default 0. */
  shift?: number
}

/** How the bands of a series' past forecasts did, each calibrated on forecasts that were complete before it. */
export interface PastBands {
  /** By level: steps of past forecasts that came to lie inside; steps in all are `judged`. */
  held: { level: number; steps: number }[]
  judged: number
  /** Weighted interval score of each origin; NaN where too little was complete before it. */
  wis: Float64Array
}

export interface PastBandsOptions {
  levels: readonly number[]
  kind?: BandKind
}

/** Fewer complete rows before it than this many horizons, and a band is not judged. */
const FEWEST_HORIZONS = 2

/**
 * Achieved coverage and interval scores, honestly: origins are taken in blocks of a horizon, and the bands of each block are calibrated on
 * the residuals, of all series of the pool, whose last row came before the block begins.
 */
export function pastBands(pool: readonly PoolMember[], { levels, kind }: PastBandsOptions): PastBands[] {
  const horizon = pool[0]?.past.horizon ?? 1
  const residuals = pool.map((member) => scaledResiduals(member))
  const out = pool.map((member) => emptyBands(member, levels))
  const sorted: Float64Array[] = Array.from({ length: horizon }, () => new Float64Array(0))
  const known = pool.map(() => 0)
  const judgedTo = pool.map(() => 0)
  const [first, last] = rangeOf(pool)
  for (let begin = first; begin <= last; begin += horizon) {
    learn(pool, residuals, known, sorted, begin)
    const shapes = begin - horizon - first + 1 < FEWEST_HORIZONS * horizon ? null : bandShapes(sorted, levels, kind)
    pool.forEach((member, k) => {
      const { origins } = member.past
      const to = firstAtOrAfter(origins, begin + horizon - (member.shift ?? 0), judgedTo[k])
      if (shapes) for (let i = judgedTo[k]; i < to; i++) judge(out[k], residuals[k], i, horizon, shapes, member.past.scale[i])
      judgedTo[k] = to
    })
  }
  return out
}

function emptyBands({ past }: PoolMember, levels: readonly number[]): PastBands {
  return {
    held: levels.map((level) => ({ level, steps: 0 })),
    judged: 0,
    wis: new Float64Array(past.origins.length).fill(Number.NaN),
  }
}

function rangeOf(pool: readonly PoolMember[]): [number, number] {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { past, shift = 0 } of pool) {
    if (past.origins.length === 0) continue
    first = Math.min(first, past.origins[0] + shift)
    last = Math.max(last, past.origins[past.origins.length - 1] + shift)
  }
  return [first, last]
}

function firstAtOrAfter(origins: Int32Array, row: number, from: number): number {
  let i = from
  while (i < origins.length && origins[i] < row) i++
  return i
}

/** Merges what is complete by row `begin` into the sorted residuals of each step. */
function learn(
  pool: readonly PoolMember[],
  residuals: readonly Float64Array[],
  known: number[],
  sorted: Float64Array[],
  begin: number,
): void {
  const horizon = sorted.length
  const fresh: { k: number; from: number; to: number }[] = pool.map(({ past, shift = 0 }, k) => {
    const from = known[k]
    known[k] = firstAtOrAfter(past.origins, begin - horizon - shift + 1, from)
    return { k, from, to: known[k] }
  })
  const count = fresh.reduce((sum, { from, to }) => sum + to - from, 0)
  if (count === 0) return
  for (let step = 0; step < horizon; step++) {
    const values = new Float64Array(count)
    let at = 0
    for (const { k, from, to } of fresh) for (let i = from; i < to; i++) values[at++] = residuals[k][i * horizon + step]
    sorted[step] = merge(sorted[step], values.sort())
  }
}

function merge(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length + b.length)
  let i = 0
  let j = 0
  for (let k = 0; k < out.length; k++) out[k] = j >= b.length || (i < a.length && a[i] <= b[j]) ? a[i++] : b[j++]
  return out
}

function judge(
  out: PastBands,
  residuals: Float64Array,
  i: number,
  horizon: number,
  shapes: readonly BandShape[],
  scale: number,
): void {
  let score = 0
  for (let step = 0; step < horizon; step++) {
    const residual = residuals[i * horizon + step]
    const intervals = shapes.map(({ level, low, high }) => ({ level, low: -low[step], high: high[step] }))
    intervals.forEach(({ low, high }, k) => {
      if (residual >= low && residual <= high) out.held[k].steps++
    })
    score += weightedIntervalScore(0, intervals, residual)
  }
  out.judged += horizon
  out.wis[i] = (score / horizon) * Math.sqrt(scale)
}
