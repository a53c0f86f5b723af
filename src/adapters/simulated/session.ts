import { deal, follow } from './allocate.ts'
import type { DailySeries } from './daily.ts'
import type { FactorMinutes } from './factors.ts'
import { type LogBar, limitWicks, type PhaseMinutes, phaseMinutes } from './minutes.ts'
import { type Activity, drawActivity, drawnExcursion, type Excursion, fittingBridge, stretched, stretchOf } from './path.ts'
import { PURPOSE, Stream } from './random.ts'
import type { Shape } from './shapes.ts'
import { toTick } from './tick.ts'

/** Prints set aside for one minute, so that it can show open, high, low and close whatever the others do. */
const RESERVED = 4

/** What moves a session besides the symbol itself: a whole log path (or none) and the variance of each minute. */
export interface SharedMinutes {
  path: Float64Array | null
  variance: Float64Array
}

/** Adds up the factors of a session by beta. */
export function combine(parts: { beta: number; minutes: FactorMinutes }[], minutes: number): SharedMinutes {
  const path = parts.length > 0 ? new Float64Array(minutes + 1) : null
  const variance = new Float64Array(minutes)
  for (const { beta, minutes: factor } of parts) {
    for (let t = 0; t <= minutes; t++) path![t] += beta * factor.path[t]
    for (let t = 0; t < minutes; t++) variance[t] += beta * beta * factor.variance[t]
  }
  return { path, variance }
}

/**
 * Draws the regular session of an index inside the day's open, high, low, close, volume and prints, which it meets exactly.
 * `halted(minute)` tells minutes without trading.
 */
export function regularSession(
  series: DailySeries,
  index: number,
  start: number,
  shape: Shape,
  shared: SharedMinutes,
  halted: (minute: number) => boolean,
): PhaseMinutes {
  const minutes = shape.volume.length
  const rows = phaseMinutes(start, minutes)
  const stream = new Stream().restart(series.key, index, PURPOSE.activity)
  const activity = drawActivity(stream, shape.variance)
  const reserved = dealActivity(stream, series, index, shape, activity, halted, rows)
  const logBars = drawLogBars(series, index, activity, shared, rows)
  toUnits(series, index, logBars, rows)
  reachExtremes(series, index, rows, reserved)
  return rows
}

/** Deals prints and volume over the minutes; returns the minute that has the reserved prints. */
function dealActivity(
  stream: Stream,
  series: DailySeries,
  index: number,
  shape: Shape,
  activity: Activity,
  halted: (minute: number) => boolean,
  rows: PhaseMinutes,
): number {
  const minutes = shape.volume.length
  const weights = new Float64Array(minutes)
  for (let t = 0; t < minutes; t++) {
    weights[t] = halted(t) ? 0 : shape.volume[t] * Math.exp(0.8 * activity.state[t] + 0.35 * stream.normal())
  }
  const one = new Float64Array(minutes)
  deal(stream, 1, weights, one)
  const reserved = one.indexOf(1)
  deal(stream, series.prints[index] - RESERVED, weights, rows.prints)
  rows.prints[reserved] += RESERVED
  let sum = 0
  let last = 0
  for (let t = 0; t < minutes; t++) {
    weights[t] = rows.prints[t] === 0 ? 0 : rows.prints[t] * Math.exp(0.2 * stream.normal())
    sum += weights[t]
    if (rows.prints[t] > 0) last = t
  }
  rows.volume.set(rows.prints)
  follow(series.volume[index] - series.prints[index], weights, sum, last, rows.volume)
  return reserved
}

interface LogBars {
  list: (LogBar | null)[]
  end: number
  stretch: Excursion
}

/** The minutes in log price from the session's open, and the stretch that brings their extremes to the day's. */
function drawLogBars(series: DailySeries, index: number, activity: Activity, shared: SharedMinutes, rows: PhaseMinutes): LogBars {
  const open = series.open[index]
  const close = series.close[index]
  const end = Math.log(close / open)
  const wanted = {
    up: Math.log(series.high[index] / Math.max(open, close)),
    down: Math.log(Math.min(open, close) / series.low[index]),
  }
  const deviation = series.deviation[index]
  const ownEnd = end - (shared.path ? shared.path[shared.path.length - 1] : 0)
  const stream = new Stream().restart(series.key, index, PURPOSE.path)
  const path = fittingBridge(stream, activity.variance, deviation, ownEnd, shared.path, wanted)
  path[path.length - 1] = end
  const variance = activity.variance.map((share, t) => share * deviation * deviation + shared.variance[t])
  const list = logBarsOf(new Stream().restart(series.key, index, PURPOSE.wicks), path, variance, rows.prints, end)
  const found = { up: 0, down: 0 }
  for (const logBar of list) {
    if (!logBar) continue
    found.up = Math.max(found.up, logBar.high - Math.max(0, end))
    found.down = Math.max(found.down, Math.min(0, end) - logBar.low)
  }
  return { list, end, stretch: stretchOf(found, wanted) }
}

function logBarsOf(
  stream: Stream,
  path: Float64Array,
  variance: Float64Array,
  prints: Float64Array,
  end: number,
): (LogBar | null)[] {
  const first = prints.findIndex((count) => count > 0)
  const last = prints.findLastIndex((count) => count > 0)
  const list: (LogBar | null)[] = new Array(prints.length).fill(null)
  for (let t = first; t <= last; t++) {
    if (prints[t] === 0) continue
    const logBar: LogBar = { open: 0, high: 0, low: 0, close: t === last ? end : path[t + 1] }
    logBar.open = t === first ? 0 : path[t] + 0.2 * Math.sqrt(variance[t]) * stream.normal()
    // A single print is both ends of its minute: the open of the session's first, the close of any other.
    if (prints[t] === 1 && t === first) logBar.close = logBar.open
    if (prints[t] === 1) logBar.open = logBar.close
    const move = logBar.close - logBar.open
    const up = drawnExcursion(move, variance[t] * stream.exponential())
    const down = drawnExcursion(move, variance[t] * stream.exponential())
    limitWicks(logBar, prints[t], up, down)
    list[t] = logBar
  }
  return list
}

function toUnits(series: DailySeries, index: number, logBars: LogBars, rows: PhaseMinutes): void {
  const open = series.open[index]
  const high = series.high[index]
  const low = series.low[index]
  const { tick } = series.profile
  const units = (value: number) => {
    const price = toTick(open * Math.exp(stretched(value, logBars.end, logBars.stretch)), tick)
    return Math.max(low, Math.min(high, price))
  }
  logBars.list.forEach((logBar, t) => {
    if (!logBar) return
    rows.open[t] = units(logBar.open)
    rows.high[t] = units(logBar.high)
    rows.low[t] = units(logBar.low)
    rows.close[t] = units(logBar.close)
  })
}

/** Where no minute reached the day's high or low (a quiet day, or a stretch at its limit), the reserved minute's wick does. */
function reachExtremes(series: DailySeries, index: number, rows: PhaseMinutes, reserved: number): void {
  let high = 0
  let low = Number.POSITIVE_INFINITY
  for (let t = 0; t < rows.prints.length; t++) {
    if (rows.prints[t] === 0) continue
    if (rows.high[t] > high) high = rows.high[t]
    if (rows.low[t] < low) low = rows.low[t]
  }
  if (high < series.high[index]) rows.high[reserved] = series.high[index]
  if (low > series.low[index]) rows.low[reserved] = series.low[index]
}
