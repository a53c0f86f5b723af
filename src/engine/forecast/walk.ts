import { detectPeriod, tellBaseline } from '../../analysis/forecast/baselines.ts'
import { fitLinear, tellLinear } from '../../analysis/forecast/linear.ts'
import { chooseTransform, toTransformed } from '../../analysis/forecast/transform.ts'
import type { Expert, Transform } from '../../analysis/forecast/types.ts'
import { ewmaVolatility } from '../../analysis/forecast/volatility.ts'
import { type Cut, originsOf, planStretches, type WalkStretch } from './plan.ts'
import type { ForecastSeries } from './types.ts'

/** Past forecasts of one series that are judged at most: beyond that they are thinned. */
const MOST_ORIGINS = 1_500

/** A series on its way through its own past: what each expert said at each origin, knowing only rows up to it. */
export interface SeriesWalk {
  series: ForecastSeries
  transform: Transform
  /** Transformed values, and the EWMA volatility by row. */
  z: Float64Array<ArrayBufferLike>
  scale: Float64Array<ArrayBufferLike>
  period: number | null
  stretches: WalkStretch[]
  /** All origins, also those whose future is not complete yet; and the stretch of each. */
  origins: Int32Array
  stretch: Int32Array
  /** Differences from the value at the origin, `horizon` an origin. */
  told: Partial<Record<Expert, Float64Array>>
  /** Coefficients of the least-squares line by stretch. */
  linear: (Float32Array | null)[]
}

export interface WalkOptions {
  input: number
  horizon: number
  final: boolean
  /** Experts that need no training; the others are left out. */
  experts: ReadonlySet<Expert>
  mostOrigins?: number
  /** Stretches of one's own in place of those that the cuts make. */
  stretches?: WalkStretch[]
}

/** Walks one series through its stretches with the experts that need no network. */
export function walkSeries(series: ForecastSeries, cuts: readonly Cut[], options: WalkOptions): SeriesWalk {
  const { input, horizon, final, experts, mostOrigins = MOST_ORIGINS } = options
  const stretches = options.stretches ?? planStretches(series, cuts, { input, horizon, final, mostOrigins })
  // Whatever is decided once is decided from rows that every past forecast knew.
  const first = stretches.find((one) => originsOf(one) > 0)?.known ?? series.values.length
  const chosen = series.transform ?? chooseTransform(series.values, first)
  // Logarithms end where a value is at or below zero: nothing could be said from there on.
  const transform = chosen === 'log' && series.values.every((value) => value > 0) ? 'log' : 'level'
  const z = toTransformed(series.values, transform)
  const count = stretches.reduce((sum, one) => sum + originsOf(one), 0)
  const walk: SeriesWalk = {
    series,
    transform,
    z,
    scale: ewmaVolatility(z),
    period: experts.has('seasonal') ? detectPeriod(z, first) : null,
    stretches,
    origins: new Int32Array(count),
    stretch: new Int32Array(count),
    told: {},
    linear: [],
  }
  placeOrigins(walk)
  const room = () => new Float64Array(count * horizon)
  walk.told.naive = room()
  if (experts.has('drift')) walk.told.drift = tellPast(walk, 'drift', horizon, room())
  if (walk.period !== null) walk.told.seasonal = tellPast(walk, 'seasonal', horizon, room())
  if (experts.has('linear')) walk.told.linear = tellLines(walk, input, horizon, room())
  return walk
}

function placeOrigins({ stretches, origins, stretch }: SeriesWalk): void {
  let at = 0
  for (const [k, one] of stretches.entries()) {
    for (let origin = one.from; origin < one.to; origin += one.step) {
      origins[at] = origin
      stretch[at++] = k
    }
  }
}

function tellPast({ z, origins, period }: SeriesWalk, kind: 'drift' | 'seasonal', horizon: number, out: Float64Array) {
  for (let i = 0; i < origins.length; i++) tellBaseline(kind, z, origins[i], horizon, { period, from: 0 }, out, i * horizon)
  return out
}

/** The least-squares line of each stretch tells its origins; where none could be fitted, the last value stands. */
function tellLines(walk: SeriesWalk, input: number, horizon: number, out: Float64Array): Float64Array {
  const { z, stretches, origins, stretch } = walk
  walk.linear = stretches.map((one) => (originsOf(one) > 0 ? fitLinear(z, { from: 0, to: one.known, input, horizon }) : null))
  for (let i = 0; i < origins.length; i++) {
    const line = walk.linear[stretch[i]]
    if (line) tellLinear(line, z, origins[i], input, horizon, out, i * horizon)
  }
  return out
}
