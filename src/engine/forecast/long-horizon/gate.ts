import { blockSkill, pooledSkill } from '../../../analysis/forecast/skill.ts'
import type { Skill } from '../../../analysis/forecast/types.ts'
import type { Past } from './past.ts'

/** Windows that do not overlap below which nothing is claimed: with five of them even the best luck has odds of 1 in 32. */
const FEWEST_WINDOWS = 6

/** Level of a series' own bound where all series together show skill at 95%: with a dozen windows apart, more would silence what clearly helps. */
const OWN_LEVEL = 0.5

/** What one series' blend lost at each window of the past against the last value: squared and absolute errors in one number. */
export interface GateLosses {
  loss: Float64Array
  naiveLoss: Float64Array
}

export interface GateAnswer {
  /** Skill of each series, in squared and absolute errors together; null where the last value never erred. */
  skills: (Skill | null)[]
  pooled: Skill | null
  /** True: the blend may speak for the series. */
  open: boolean[]
}

/**
 * Whether a blend may stand in place of the last value, series by series: where the block-bootstrap lower bound of its skill is above zero (95%;
 * 50% for a series of a set whose series together clear 95%, for then the others vouch for it).
 */
export function gate(losses: readonly GateLosses[], past: Past, seed: number): GateAnswer {
  const step = past.origins.length > 1 ? past.origins[1] - past.origins[0] : 1
  const block = Math.max(1, Math.ceil(past.horizon / step))
  const pooled = pooledSkill(losses, { block, seed })
  const level = pooled !== null && pooled.low > 0 ? OWN_LEVEL : 0.95
  const skills = losses.map(({ loss, naiveLoss }) => blockSkill(loss, naiveLoss, { block, seed }))
  const open = losses.map(({ loss, naiveLoss }) => {
    const own = blockSkill(loss, naiveLoss, { block, seed, level })
    return past.effective >= FEWEST_WINDOWS && own !== null && own.low > 0
  })
  return { skills, pooled, open }
}

/** Losses by window: squared and absolute errors, each as a part of the last value's mean over the past. */
export function gateLosses(told: Float32Array, came: Float32Array, naive: Float32Array, horizon: number): GateLosses {
  let [square, absolute] = [0, 0]
  for (let i = 0; i < came.length; i++) {
    square += (naive[i] - came[i]) ** 2
    absolute += Math.abs(naive[i] - came[i])
  }
  const windows = came.length / horizon
  const [loss, naiveLoss] = [new Float64Array(windows), new Float64Array(windows)]
  if (!(square > 0)) return { loss, naiveLoss }
  for (let i = 0; i < came.length; i++) {
    const w = Math.floor(i / horizon)
    loss[w] += (told[i] - came[i]) ** 2 / square + Math.abs(told[i] - came[i]) / absolute
    naiveLoss[w] += (naive[i] - came[i]) ** 2 / square + Math.abs(naive[i] - came[i]) / absolute
  }
  return { loss, naiveLoss }
}
