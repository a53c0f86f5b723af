import { calibrateBands, type PastBand } from '../../analysis/forecast/past-bands.ts'
import { meanAbsoluteError, scaledErrorUnit, weightedIntervalScore } from '../../analysis/forecast/scores.ts'
import { blockSkill } from '../../analysis/forecast/skill.ts'
import { tailOf } from '../../analysis/forecast/tail.ts'
import type { BandShape, Evaluation, PastForecasts, Skill } from '../../analysis/forecast/types.ts'
import { blockOf, FEWEST_APART, forecastsApart, type Judged, type JudgeOptions } from './judge.ts'
import { type PoolMember, poolOf, usualScale } from './pool.ts'
import type { SeriesWalk } from './walk.ts'

/** A judged series with its bands. */
export interface Calibrated extends Judged {
  bands: BandShape[]
  /** Of what is shown, at its past origins. */
  pastBands: PastBand[]
  tail: number[]
  evaluation: Evaluation
}

/** Bands of what is shown, and how it did; series with a short past calibrate together with the others of the fit. */
export function calibrate(judged: readonly Judged[], walks: readonly SeriesWalk[], options: JudgeOptions): Calibrated[] {
  const { levels } = options
  const shown = judged.map((one, i) => timed(one.past, one.past.told[one.shown]!, walks[i]))
  const rival = judged.map((one, i) => timed(one.past, one.followed, walks[i]))
  const naive = judged.map((one, i) => timed(one.past, one.past.told.naive!, walks[i]))
  const past = (all: PoolMember[], i: number) => calibrateBands(all[i], poolOf(all[i], all), levels)
  return judged.map((one, i) => {
    const ofNaive = past(naive, i)
    const ofShown = one.shown === 'naive' ? ofNaive : past(shown, i)
    const ofRival = one.followed === one.past.told[one.shown] ? ofShown : past(rival, i)
    const evaluation = evaluationOf(one, walks[i], { shown: ofShown.past, rival: ofRival.past, naive: ofNaive.past }, options)
    return { ...one, bands: ofShown.now, pastBands: ofShown.past, tail: tailOf(ofShown.sorted), evaluation }
  })
}

/** What was told, with when: forecasts of other series are ahead or behind by time, not by row. A row is over once the next one begins. */
function timed(past: PastForecasts, told: Float64Array, walk: SeriesWalk): PoolMember {
  const { times } = walk.series
  const usual = usualScale(walk)
  if (!times) return { past, told, usual }
  const made = Float64Array.from(past.origins, (origin) => times[origin + 1])
  const known = Float64Array.from(past.origins, (origin) => times[origin + past.horizon + 1] ?? Number.POSITIVE_INFINITY)
  return { past, told, usual, times: { made, known } }
}

interface BandsOf {
  shown: PastBand[]
  rival: PastBand[]
  naive: PastBand[]
}

function evaluationOf(one: Judged, { z, origins }: SeriesWalk, bands: BandsOf, { seed }: JudgeOptions): Evaluation {
  const { past, skill, since, shown, followed } = one
  const count = past.origins.length
  const unit = origins.length > 0 ? scaledErrorUnit(z, 0, origins[0] + 1) : null
  const wis = wisSkill(past, followed, bands, seed)
  const effectiveWindows = forecastsApart(past, since)
  // A bootstrap of so few blocks has no bounds that mean anything.
  const bound = (value: number | undefined) => (effectiveWindows < FEWEST_APART ? null : (value ?? null))
  return {
    mase: unit === null || count === 0 ? null : meanAbsoluteError(past.told[shown]!, past.came) / unit,
    skill: skill?.skill ?? null,
    skillLow: bound(skill?.low),
    skillHigh: bound(skill?.high),
    wisSkill: wis?.skill ?? null,
    wisSkillLow: bound(wis?.low),
    wisSkillHigh: bound(wis?.high),
    coverage: bands.shown.map((band) => ({ level: band.level, ...coverageOf(band, past) })),
    windows: count - since,
    effectiveWindows,
  }
}

/** Share of steps at calibrated origins that a band held, and how many origins these were. */
function coverageOf(
  { low, high, calibrated }: PastBand,
  { came, horizon }: PastForecasts,
): { achieved: number | null; windows: number } {
  let held = 0
  let windows = 0
  for (let i = 0; i < calibrated.length; i++) {
    if (calibrated[i] === 0) continue
    windows++
    for (let k = i * horizon; k < (i + 1) * horizon; k++) if (came[k] >= low[k] && came[k] <= high[k]) held++
  }
  return { achieved: windows === 0 ? null : held / (windows * horizon), windows }
}

/** Skill in the weighted interval score, each side with bands of its own, at the origins where both were calibrated. */
function wisSkill(past: PastForecasts, told: Float64Array, { rival, naive }: BandsOf, seed: number): Skill | null {
  if (rival.length === 0) return null
  const rows = Array.from(past.origins.keys()).filter((i) => rival[0].calibrated[i] === 1 && naive[0].calibrated[i] === 1)
  const lossOf = (values: Float64Array, bands: PastBand[]) => Float64Array.from(rows, (i) => wisAt(past, values, bands, i))
  return blockSkill(lossOf(told, rival), lossOf(past.told.naive!, naive), { block: blockOf(past), seed })
}

/** Mean weighted interval score of one past forecast. */
function wisAt({ came, horizon }: PastForecasts, told: Float64Array, bands: readonly PastBand[], i: number): number {
  let total = 0
  for (let k = i * horizon; k < (i + 1) * horizon; k++) {
    const intervals = bands.map(({ level, low, high }) => ({ level, low: low[k], high: high[k] }))
    total += weightedIntervalScore(told[k], intervals, came[k])
  }
  return total / horizon
}
