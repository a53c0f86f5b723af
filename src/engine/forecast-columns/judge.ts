import { expertsOf } from '../../analysis/forecast/experts.ts'
import { calibrateBands } from '../../analysis/forecast/past-bands.ts'
import { tailOf } from '../../analysis/forecast/tail.ts'
import type { BandShape, Expert, PastForecasts } from '../../analysis/forecast/types.ts'
import { cameAfter, forecastsApart, type JudgeOptions, judge } from '../forecast/judge.ts'
import { type PoolMember, poolOf, usualScale } from '../forecast/pool.ts'
import type { SeriesWalk } from '../forecast/walk.ts'

/** Past forecasts that are looked at for one verdict: of more, every second, third, ... */
const MOST_JUDGED = 1_500
/** Rows before the volatility of a series means something. */
const SETTLED = 20

/** What is known of a series' forecasts at a training date; it holds until the next. */
export interface Verdict {
  shown: Expert
  beatsNaive: boolean
  /** Lower bound of the skill over the last value, never above zero where it is not shown; null where nothing could be judged. */
  skillLow: number | null
  /** The band of the first level. */
  band: BandShape | null
  tail: number[]
  effectiveWindows: number
}

/** The verdicts of all series at one training date: rows below `known` had closed by it. */
export function verdictsAt(walks: readonly SeriesWalk[], known: readonly number[], options: JudgeOptions): Verdict[] {
  const chosen = walks.map((walk, i) => choose(walk, known[i], options))
  const told = walks.map((walk, i) => toldBy(walk, known[i], options.horizon, chosen[i]))
  const some = told.filter(({ past }) => past.origins.length > 0)
  return chosen.map(({ past, ...one }, i) => {
    const own = told[i]
    if (own.past.origins.length === 0) return { ...one, band: null, tail: [] }
    const { now, sorted } = calibrateBands(own, poolOf(own, some), options.levels)
    return { ...one, band: now[0], tail: tailOf(sorted) }
  })
}

type Choice = Omit<Verdict, 'band' | 'tail'> & { past: PastForecasts | null }

/** Who may speak: judged by forecasts whose last bar had closed by the date, each made by a model older than itself. */
function choose(walk: SeriesWalk, known: number, options: JudgeOptions): Choice {
  const past = pastOf(walk, known, options.horizon)
  if (past === null) {
    return { shown: options.forced ?? 'naive', beatsNaive: false, skillLow: null, effectiveWindows: 0, past }
  }
  const { shown, beatsNaive, skill, since } = judge(past, options)
  return {
    shown,
    beatsNaive,
    skillLow: skill === null ? null : beatsNaive ? skill.low : Math.min(0, skill.low),
    effectiveWindows: forecastsApart(past, since),
    past,
  }
}

/** Forecasts of the walk that were complete; null without any. */
function pastOf(walk: SeriesWalk, known: number, horizon: number): PastForecasts | null {
  const { origins, stretch, scale, told } = walk
  let complete = 0
  while (complete < origins.length && origins[complete] + horizon < known) complete++
  if (complete === 0) return null
  const step = Math.ceil(complete / MOST_JUDGED)
  const places = Array.from({ length: Math.ceil(complete / step) }, (_, i) => i * step)
  const rows = places.map((i) => origins[i])
  const take = (all: Float64Array) => {
    const out = new Float64Array(places.length * horizon)
    places.forEach((i, at) => {
      out.set(all.subarray(i * horizon, (i + 1) * horizon), at * horizon)
    })
    return out
  }
  const names = Object.keys(told) as Expert[]
  return expertsOf({
    horizon,
    origins: Int32Array.from(rows),
    stretch: Int32Array.from(places, (i) => stretch[i]),
    scale: Float64Array.from(rows, (row) => scale[row]),
    came: cameAfter(walk, rows, horizon),
    told: Object.fromEntries(names.map((name) => [name, take(told[name]!)])),
  })
}

/** The past of who speaks. The last value has spoken on every row there is, which is far more past than a model has. */
function toldBy(walk: SeriesWalk, known: number, horizon: number, { shown, past }: Choice): PoolMember {
  if (shown !== 'naive' && past?.told[shown]) return timed({ past, told: past.told[shown] }, walk)
  const count = Math.max(0, known - horizon - SETTLED)
  const step = Math.max(1, Math.ceil(count / MOST_JUDGED))
  const rows = Array.from({ length: Math.ceil(count / step) }, (_, i) => SETTLED + i * step)
  const came = cameAfter(walk, rows, horizon)
  const scale = Float64Array.from(rows, (row) => walk.scale[row])
  return timed({ past: { horizon, origins: Int32Array.from(rows), scale, came }, told: new Float64Array(came.length) }, walk)
}

/** With when it was told, and when its last bar had closed (the times of these walks are closes): other series are ahead or behind by time, not by row. */
function timed(one: Omit<PoolMember, 'usual'>, walk: SeriesWalk): PoolMember {
  const { times } = walk.series
  const usual = usualScale(walk)
  if (times === null) return { ...one, usual }
  const { origins, horizon } = one.past
  const made = Float64Array.from(origins, (row) => times[row])
  const known = Float64Array.from(origins, (row) => times[row + horizon])
  return { ...one, usual, times: { made, known } }
}
