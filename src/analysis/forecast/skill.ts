import { Random } from '../random.ts'
import { normalProbability } from '../statistics/normal.ts'
import { quantileOfSorted } from '../statistics/quantile.ts'
import { studentProbability } from '../statistics/student.ts'
import type { Skill } from './types.ts'

/** Quantiles of Student's t are looked for below this, by halving. */
const FARTHEST = 1_000
const HALVINGS = 50

export interface SkillOptions {
  /** Losses in a block, at least the horizon: forecasts that overlap are not independent. */
  block: number
  /** Default 1,000. */
  resamples?: number
  seed: number
  /** Default 0.95. */
  level?: number
}

/**
 * Skill of forecasts against the last value: 1 - (sum of losses / sum of the naive ones), with the percentile bounds of a circular block
 * bootstrap of the pairs (Politis and Romano, "A circular block-resampling procedure for stationary data", in "Exploring the Limits of
 * Bootstrap", 1992). Resamples of a few blocks differ less than samples do: the percentiles are those of the expanded interval (T. C. Hesterberg,
 * "What Teachers Should Know About the Bootstrap", The American Statistician 69(4), 2015) with as many cases as there are blocks. Blocks are drawn
 * from prefix sums, so that a resample costs a step a block. Same seed, same bounds. Null where there is no loss or naive never errs.
 * @param loss, naiveLoss one number a past forecast, in the order of time
 */
export function blockSkill(loss: ArrayLike<number>, naiveLoss: ArrayLike<number>, options: SkillOptions): Skill | null {
  return pooledSkill([{ loss, naiveLoss }], options)
}

/** Skill over several series together: each resample draws its blocks within every series. Weighs series by the size of their losses. */
export function pooledSkill(
  series: readonly { loss: ArrayLike<number>; naiveLoss: ArrayLike<number> }[],
  { block, resamples = 1000, seed, level = 0.95 }: SkillOptions,
): Skill | null {
  const sums = series.filter(({ loss }) => loss.length > 0).map(({ loss, naiveLoss }) => blockSums(loss, naiveLoss, block))
  const all = total(sums.map(({ whole }) => whole))
  if (!(all.naive > 0)) return null
  const random = new Random(seed, 'skill')
  const drawn = new Float64Array(resamples)
  for (let i = 0; i < resamples; i++) drawn[i] = skillOf(total(sums.map((one) => resample(one, random))))
  drawn.sort()
  const out = expanded((1 - level) / 2, Math.max(...sums.map(({ blocks }) => blocks)))
  return { skill: skillOf(all), low: quantileOfSorted(drawn, out), high: quantileOfSorted(drawn, 1 - out) }
}

/** The part to leave out at one end of a sample's bootstrap where Student's t would leave out `out`: less, the fewer cases there are. */
function expanded(out: number, cases: number): number {
  if (cases < 2) return 0
  let [near, far] = [0, FARTHEST]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (near + far) / 2
    if (1 - studentProbability(middle, cases - 1) > out) near = middle
    else far = middle
  }
  return normalProbability(-near * Math.sqrt(cases / (cases - 1)))
}

interface Losses {
  own: number
  naive: number
}

interface BlockSums {
  /** Sums of the block that begins at each place; the last block is cut, so that a resample is as long as the sample. */
  own: Float64Array
  naive: Float64Array
  ownCut: Float64Array
  naiveCut: Float64Array
  blocks: number
  whole: Losses
}

function blockSums(loss: ArrayLike<number>, naiveLoss: ArrayLike<number>, block: number): BlockSums {
  const n = loss.length
  const size = Math.max(1, Math.min(block, n))
  const blocks = Math.floor(n / size)
  const cut = n - blocks * size
  return {
    own: circularSums(loss, size),
    naive: circularSums(naiveLoss, size),
    ownCut: circularSums(loss, cut),
    naiveCut: circularSums(naiveLoss, cut),
    blocks,
    whole: { own: circularSums(loss, n)[0], naive: circularSums(naiveLoss, n)[0] },
  }
}

function circularSums(values: ArrayLike<number>, size: number): Float64Array {
  const n = values.length
  const prefix = new Float64Array(n + size + 1)
  for (let i = 0; i < n + size; i++) prefix[i + 1] = prefix[i] + values[i % n]
  return Float64Array.from({ length: n }, (_, i) => prefix[i + size] - prefix[i])
}

function resample({ own, naive, ownCut, naiveCut, blocks }: BlockSums, random: Random): Losses {
  const sum = { own: 0, naive: 0 }
  for (let b = 0; b < blocks; b++) {
    const at = random.below(own.length)
    sum.own += own[at]
    sum.naive += naive[at]
  }
  const at = random.below(own.length)
  sum.own += ownCut[at]
  sum.naive += naiveCut[at]
  return sum
}

function total(losses: readonly Losses[]): Losses {
  const sum = { own: 0, naive: 0 }
  for (const { own, naive } of losses) {
    sum.own += own
    sum.naive += naive
  }
  return sum
}

function skillOf({ own, naive }: Losses): number {
  return naive > 0 ? 1 - own / naive : 0
}
