import { MINUTE } from '../../core/time.ts'
import type { Span } from '../../market/calendar/calendar.ts'
import { deal } from './allocate.ts'
import type { DailySeries } from './daily.ts'
import { printSizeAt } from './listing.ts'
import { type LogBar, limitWicks, type PhaseMinutes, phaseMinutes } from './minutes.ts'
import { drawnExcursion } from './path.ts'
import { PURPOSE, Stream } from './random.ts'
import { BURST_FROM, BURST_TO, postAt, preAt } from './shapes.ts'
import { toTick, UNITS } from './tick.ts'

/** Share of a day's prints that trade before the open, and after the close. */
const PRE_SHARE = 0.018
const POST_SHARE = 0.014
/** Results bring the extended hours to life. */
const RESULTS_FACTOR = 6

/** The part of the gap after session `index` that is already seen in its after-hours. */
function eveningShare(series: DailySeries, index: number): number {
  const uniform = new Stream().restart(series.key, index, PURPOSE.overnight).uniform()
  const results = series.results.get(index + 1)
  return results ? (results.afterClose ? 0.75 + 0.2 * uniform : 0.1 * uniform) : 0.35 * uniform
}

/** Thin minutes before the open: from where the evening left the price (in today's shares) to the open. */
export function preMarket(series: DailySeries, index: number, span: Span): PhaseMinutes {
  const share = index > 0 ? eveningShare(series, index - 1) : 1
  const walk = (1 - share) * series.gap[index]
  const results = series.results.get(index)
  const lively = results ? (results.afterClose ? 2 : RESULTS_FACTOR) : 1
  return thinMinutes(series, index, span, {
    start: series.open[index] * Math.exp(-walk),
    walk,
    share: PRE_SHARE * lively,
    shape: preAt,
  })
}

/** Thin minutes after the close; `known` = the next session is drawn, so part of its gap shows. */
export function postMarket(series: DailySeries, index: number, span: Span, known: boolean): PhaseMinutes {
  const walk = known ? eveningShare(series, index) * series.gap[index + 1] : 0
  const lively = known && series.results.get(index + 1)?.afterClose ? RESULTS_FACTOR : 1
  return thinMinutes(series, index, span, { start: series.close[index], walk, share: POST_SHARE * lively, shape: postAt })
}

interface Thin {
  /** Price at the start in 0.0001 dollars, and log return over the phase. */
  start: number
  walk: number
  share: number
  shape: (minute: number) => number
}

function thinMinutes(series: DailySeries, index: number, span: Span, thin: Thin): PhaseMinutes {
  const minutes = Math.round((span.close - span.open) / MINUTE)
  const rows = phaseMinutes(span.open, minutes)
  const pre = thin.shape === preAt
  const stream = new Stream().restart(series.key, index * 2 + (pre ? 0 : 1), PURPOSE.extended)
  const weights = new Float64Array(minutes)
  for (let t = 0; t < minutes; t++) weights[t] = thin.shape(t) * Math.exp(0.6 * stream.normal())
  const prints = Math.floor(series.prints[index] * thin.share * Math.exp(0.4 * stream.normal()) + stream.uniform())
  deal(stream, prints, weights, rows.prints)
  const size = 0.4 * printSizeAt(series.profile, thin.start / UNITS)
  const step = (0.5 * series.wholeDeviation(index)) / Math.sqrt(minutes)
  let noise = 0
  let before = 0
  for (let t = 0; t < minutes; t++) {
    noise = 0.97 * noise + step * stream.normal()
    const level = (thin.walk * (t + 1)) / minutes + noise * Math.min(1, (minutes - t - 1) / 20, (t + 1) / 20)
    if (rows.prints[t] === 0) continue
    const burst = pre && t >= BURST_FROM && t < BURST_TO
    drawThin(stream, series, rows, t, { start: thin.start, before, level, step: burst ? 3 * step : step, size: burst ? 4 : size })
    before = level
  }
  return rows
}

function drawThin(
  stream: Stream,
  series: DailySeries,
  rows: PhaseMinutes,
  t: number,
  minute: { start: number; before: number; level: number; step: number; size: number },
): void {
  const logBar: LogBar = { open: minute.before, high: 0, low: 0, close: minute.level }
  if (rows.prints[t] === 1) logBar.open = logBar.close
  const energy = minute.step * minute.step
  const move = logBar.close - logBar.open
  limitWicks(
    logBar,
    rows.prints[t],
    drawnExcursion(move, energy * stream.exponential()),
    drawnExcursion(move, energy * stream.exponential()),
  )
  const units = (value: number) => toTick(minute.start * Math.exp(value), series.profile.tick)
  rows.open[t] = units(logBar.open)
  rows.high[t] = units(logBar.high)
  rows.low[t] = units(logBar.low)
  rows.close[t] = units(logBar.close)
  rows.volume[t] = rows.prints[t] + Math.floor(rows.prints[t] * Math.max(0, minute.size - 1) * 1.3 * stream.uniform() ** 0.5)
}
