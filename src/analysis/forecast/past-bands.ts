import { Aims } from './aims.ts'
import { type BandKind, bandAround, bandShapes, type SortedResiduals, scaledResiduals, type ToldPast } from './conformal.ts'
import type { BandShape } from './types.ts'

/** The bands that a level had at past origins, each calibrated before its time. */
export interface PastBand {
  level: number
  /** Edges, `horizon` an origin, as differences from the value at the origin (transformed); NaN where too little was complete. */
  low: Float64Array
  high: Float64Array
  /** 1 for an origin whose band could be calibrated. */
  calibrated: Uint8Array
}

/** From so many past forecasts on, a series calibrates alone. */
const ALONE_FROM = 500

/** A band needs complete forecasts over this many horizons. */
const FEWEST_HORIZONS = 2

/** The bands of a procedure at its past origins, and those that it has now. */
export interface Calibration {
  past: PastBand[]
  now: BandShape[]
  /** What `now` was taken from. */
  sorted: SortedResiduals
}

/**
 * Bands at past origins, honestly: origins are taken in blocks of a horizon, and each block's bands are calibrated on the forecasts whose last row
 * came before the block begins. A series with a short past calibrates on those of the whole pool, which go by time, or where there are no times by
 * rows from the end. Each level aims a little higher after blocks that held less than it says, and lower after those that held more (adaptive
 * conformal inference: Gibbs and Candès, "Adaptive Conformal Inference Under Distribution Shift", arXiv 2106.00170), as soon as a block is complete.
 */
export function calibrateBands(
  one: ToldPast,
  pool: readonly ToldPast[],
  levels: readonly number[],
  kind?: BandKind,
): Calibration {
  const { horizon, origins } = one.past
  const past = levels.map((level) => emptyBand(level, origins.length, horizon))
  const members = origins.length >= ALONE_FROM || pool.length === 0 ? [one] : pool
  const clock = clockOf(one, members)
  const feeds = members.map((member) => feedOf(member, clock(member)))
  const sorted = Array.from({ length: horizon }, () => new Float64Array(0))
  const aims = new Aims(levels)
  const begins = clock(one).made
  for (let from = 0; from < origins.length; ) {
    const to = blockEnd(origins, from, horizon)
    learn(feeds, sorted, begins[from])
    if (enough(feeds, horizon)) {
      place(past, one, from, to, bandShapes(sorted, levels, kind, aims.now))
      aims.learn(past.map((band) => heldOf(band, one, from, to)))
    }
    from = to
  }
  learn(feeds, sorted, Number.POSITIVE_INFINITY)
  aims.learn(null)
  return { past, now: bandShapes(sorted, levels, kind, aims.now), sorted }
}

/** The past of `calibrateBands`. */
export function pastBands(one: ToldPast, pool: readonly ToldPast[], levels: readonly number[], kind?: BandKind): PastBand[] {
  return calibrateBands(one, pool, levels, kind).past
}

function emptyBand(level: number, count: number, horizon: number): PastBand {
  const room = () => new Float64Array(count * horizon).fill(Number.NaN)
  return { level, low: room(), high: room(), calibrated: new Uint8Array(count) }
}

/** When each forecast was made, and when its last row was known. */
interface Clock {
  made: ArrayLike<number>
  known: ArrayLike<number>
}

function clockOf(one: ToldPast, members: readonly ToldPast[]): (member: ToldPast) => Clock {
  if (one.times && members.every(({ times }) => times)) return ({ times }) => times as Clock
  return ({ past: { origins, horizon } }) => {
    const end = origins[origins.length - 1]
    return { made: origins.map((row) => row - end), known: origins.map((row) => row - end + horizon) }
  }
}

/** A member's residuals on their way into the pool. */
interface Feed {
  residuals: Float64Array
  origins: Int32Array
  known: ArrayLike<number>
  taken: number
}

function feedOf(member: ToldPast, { known }: Clock): Feed {
  return { residuals: scaledResiduals(member), origins: member.past.origins, known, taken: 0 }
}

function blockEnd(origins: Int32Array, from: number, horizon: number): number {
  let to = from + 1
  while (to < origins.length && origins[to] < origins[from] + horizon) to++
  return to
}

/** Some member has been complete for long enough. */
function enough(feeds: readonly Feed[], horizon: number): boolean {
  return feeds.some(({ origins, taken }) => taken > 0 && origins[taken - 1] - origins[0] + 1 >= FEWEST_HORIZONS * horizon)
}

/** Merges what was complete at a time into the sorted residuals of each step. */
function learn(feeds: readonly Feed[], sorted: Float64Array[], time: number): void {
  const fresh = feeds.map((feed) => {
    const from = feed.taken
    while (feed.taken < feed.origins.length && feed.known[feed.taken] <= time) feed.taken++
    return { residuals: feed.residuals, from, to: feed.taken }
  })
  const count = fresh.reduce((sum, { from, to }) => sum + to - from, 0)
  const horizon = sorted.length
  for (let step = 0; step < horizon && count > 0; step++) {
    const values = new Float64Array(count)
    let at = 0
    for (const { residuals, from, to } of fresh) for (let i = from; i < to; i++) values[at++] = residuals[i * horizon + step]
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

function place(
  bands: readonly PastBand[],
  { past, told }: ToldPast,
  from: number,
  to: number,
  shapes: readonly BandShape[],
): void {
  const { horizon, scale } = past
  for (let i = from; i < to; i++) {
    const median = told.subarray(i * horizon, (i + 1) * horizon)
    bands.forEach((band, k) => {
      const { low, high } = bandAround(shapes[k], median, scale[i])
      band.low.set(low, i * horizon)
      band.high.set(high, i * horizon)
      band.calibrated[i] = 1
    })
  }
}

/** Share of the steps told at origins `[from, to)` that came inside the band. */
function heldOf({ low, high }: PastBand, { past: { came, horizon } }: ToldPast, from: number, to: number): number {
  let held = 0
  for (let k = from * horizon; k < to * horizon; k++) if (came[k] >= low[k] && came[k] <= high[k]) held++
  return held / ((to - from) * horizon)
}
