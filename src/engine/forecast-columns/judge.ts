import { bandShapes, scaledResiduals, sortResiduals } from '../../analysis/forecast/conformal.ts'
import { expertsOf, preferredOver, toldByPicks } from '../../analysis/forecast/experts.ts'
import { absoluteLosses } from '../../analysis/forecast/scores.ts'
import { blockSkill } from '../../analysis/forecast/skill.ts'
import { tailOf } from '../../analysis/forecast/tail.ts'
import type { BandShape, Expert, PastForecasts, Skill } from '../../analysis/forecast/types.ts'
import type { SeriesWalk } from '../forecast/walk.ts'

/** Past forecasts that are looked at for one verdict: of more, every second, third, ... */
const MOST_JUDGED = 1_500
/** Under so many past forecasts a series borrows the residuals of the others. */
const FEW = 500
/** Rows before the volatility of a series means something. */
const SETTLED = 20
const LEVEL = 0.8

/** What is known of a series' forecasts at a training date; it holds until the next. */
export interface Verdict {
  shown: Expert
  beatsNaive: boolean
  skill: Skill | null
  /** The 80% band. */
  band: BandShape | null
  tail: number[]
  effectiveWindows: number
}

/** The verdicts of all series at one training date: rows below `known` had closed by it. */
export function verdictsAt(
  walks: readonly SeriesWalk[],
  known: readonly number[],
  { horizon, forced, seed }: { horizon: number; forced: Expert | null; seed: number },
): Verdict[] {
  const chosen = walks.map((walk, i) => choose(walk, known[i], horizon, forced, seed))
  const residuals = walks.map((walk, i) => residualsOf(walk, known[i], horizon, chosen[i]))
  const all = residuals.filter((one) => one.length > 0)
  return chosen.map((one, i) => {
    const own = residuals[i].length / horizon >= FEW ? [residuals[i]] : all
    const sorted = sortResiduals(own, horizon)
    const [band] = own.length === 0 ? [] : bandShapes(sorted, [LEVEL])
    return { ...one, band: band ?? null, tail: tailOf(sorted) }
  })
}

type Choice = Omit<Verdict, 'band' | 'tail'> & { past: PastForecasts | null }

/** Who may speak: judged by forecasts whose last bar had closed by the date, each made by a model older than itself. */
function choose(walk: SeriesWalk, known: number, horizon: number, forced: Expert | null, seed: number): Choice {
  const past = pastOf(walk, known, horizon)
  if (past === null) return { shown: forced ?? 'naive', beatsNaive: false, skill: null, effectiveWindows: 0, past }
  const { picks, since, final } = preferredOver(past, forced)
  const told = toldByPicks(past, picks).subarray(since * horizon)
  const came = past.came.subarray(since * horizon)
  const step = past.origins.length > 1 ? past.origins[1] - past.origins[0] : 1
  const loss = absoluteLosses(told, came, horizon)
  const naiveLoss = absoluteLosses(new Float64Array(came.length), came, horizon)
  const skill = loss.length === 0 ? null : blockSkill(loss, naiveLoss, { block: Math.ceil(horizon / step), seed })
  const beatsNaive = final !== 'naive' && skill !== null && skill.low > 0
  const shown = forced ?? (beatsNaive ? final : 'naive')
  return { shown, beatsNaive, skill, effectiveWindows: Math.floor((loss.length * step) / horizon), past }
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

/** Residuals of who speaks. The last value has spoken on every row there is, which is far more past than a model has. */
function residualsOf(walk: SeriesWalk, known: number, horizon: number, { shown, past }: Choice): Float64Array {
  if (shown !== 'naive' && past?.told[shown]) return scaledResiduals({ past, told: past.told[shown] })
  const count = Math.max(0, known - horizon - SETTLED)
  const step = Math.max(1, Math.ceil(count / MOST_JUDGED))
  const rows = Array.from({ length: Math.ceil(count / step) }, (_, i) => SETTLED + i * step)
  const came = cameAfter(walk, rows, horizon)
  const scale = Float64Array.from(rows, (row) => walk.scale[row])
  return scaledResiduals({ past: { horizon, origins: Int32Array.from(rows), scale, came }, told: new Float64Array(came.length) })
}

function cameAfter({ z }: SeriesWalk, rows: readonly number[], horizon: number): Float64Array {
  const came = new Float64Array(rows.length * horizon)
  rows.forEach((row, i) => {
    for (let h = 0; h < horizon; h++) came[i * horizon + h] = z[row + h + 1] - z[row]
  })
  return came
}
