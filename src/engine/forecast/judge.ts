import { expertsOf, preferredOver, toldByPicks } from '../../analysis/forecast/experts.ts'
import { absoluteLosses } from '../../analysis/forecast/scores.ts'
import { blockSkill } from '../../analysis/forecast/skill.ts'
import type { Expert, PastForecasts, Skill } from '../../analysis/forecast/types.ts'
import type { SeriesWalk } from './walk.ts'

/** Past forecasts that do not overlap below which nothing is claimed: with five of them even the best luck has odds of 1 in 32. */
export const FEWEST_APART = 6

export interface JudgeOptions {
  horizon: number
  levels: number[]
  seed: number
  /** The expert of a model that was named; null = the past decides. */
  forced: Expert | null
}

/** One series' past, and who may speak for it. */
export interface Judged {
  past: PastForecasts
  /** What was told and judged against the last value: by the picks in turn, or by the best rival where the last value itself was preferred. */
  followed: Float64Array
  preferred: Expert
  shown: Expert
  beatsNaive: boolean
  skill: Skill | null
  /** Place of the first origin that is judged: before it there was too little past to choose from. */
  since: number
  experts: { name: Expert; skill: number }[]
}

/** Origins whose whole future has come, with everything told at them. */
export function completePast(walk: SeriesWalk, horizon: number): PastForecasts {
  const { z, scale, origins, stretch, told } = walk
  let count = 0
  while (count < origins.length && origins[count] + horizon < z.length) count++
  const cut = Object.entries(told).map(([name, values]) => [name, values.subarray(0, count * horizon)])
  return expertsOf({
    horizon,
    origins: origins.slice(0, count),
    stretch: stretch.slice(0, count),
    scale: Float64Array.from(origins.subarray(0, count), (origin) => scale[origin]),
    came: cameAfter(walk, origins.subarray(0, count), horizon),
    told: Object.fromEntries(cut),
  })
}

/** What came after some rows, as differences from the value there: `horizon` numbers a row. */
export function cameAfter({ z }: Pick<SeriesWalk, 'z'>, rows: ArrayLike<number>, horizon: number): Float64Array {
  const came = new Float64Array(rows.length * horizon)
  for (let i = 0; i < rows.length; i++) for (let h = 0; h < horizon; h++) came[i * horizon + h] = z[rows[i] + 1 + h] - z[rows[i]]
  return came
}

/**
 * Who may speak for a series. The forecasts judged are those that could have been made by following the past's advice (or by the model that was
 * named); they stand above the last value only where there are enough of them and the lower bound of their skill is above zero.
 */
export function judge(past: PastForecasts, { horizon, seed, forced }: JudgeOptions): Judged {
  const { picks, since, final } = preferredOver(past, forced)
  const naiveLoss = absoluteLosses(past.told.naive!, past.came, horizon)
  const experts = expertSkills(past, naiveLoss, since)
  const advised = forced !== null || final !== 'naive'
  const rival = advised ? final : (experts.find(({ name }) => name !== 'naive')?.name ?? 'naive')
  const followed = advised && forced === null ? toldByPicks(past, picks) : past.told[rival]!
  const loss = absoluteLosses(followed, past.came, horizon)
  const skill = blockSkill(loss.subarray(since), naiveLoss.subarray(since), { block: blockOf(past), seed })
  // A rival that was chosen by looking back, where the last value is preferred, proves nothing.
  const enough = forecastsApart(past, since) >= FEWEST_APART
  const beatsNaive = advised && enough && rival !== 'naive' && skill !== null && skill.low > 0
  const shown = forced ?? (beatsNaive ? final : 'naive')
  return {
    past,
    followed,
    preferred: final,
    shown,
    beatsNaive,
    skill,
    since,
    experts,
  }
}

/** Past forecasts from a place on that do not overlap: rows that were forecast over the horizon. */
export function forecastsApart({ origins, horizon }: PastForecasts, since: number): number {
  const count = origins.length
  return since < count ? Math.floor((origins[count - 1] - origins[since]) / horizon) + 1 : 0
}

/** Skill of each expert at the origins that are judged, best first. */
function expertSkills({ told, came, horizon }: PastForecasts, naiveLoss: Float64Array, since: number): Judged['experts'] {
  const base = sum(naiveLoss.subarray(since))
  return (Object.entries(told) as [Expert, Float64Array][])
    .map(([name, values]) => {
      const loss = sum(absoluteLosses(values, came, horizon).subarray(since))
      return { name, skill: base > 0 ? 1 - loss / base : 0 }
    })
    .sort((a, b) => b.skill - a.skill)
}

/** Origins in a block of the bootstrap: as many as lie within two horizons, for forecasts that overlap err together. */
export function blockOf({ origins, horizon }: PastForecasts): number {
  const step = origins.length > 1 ? origins[1] - origins[0] : 1
  return Math.max(1, Math.ceil((2 * horizon) / step))
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]
  return total
}
