import type { Instant } from '../core/time.ts'
import { type Column, column, lowerBound } from '../market/bars.ts'
import type { PreparedSeries } from './types.ts'

/**
 * The steps of a run: all bars that close at one moment are one step, steps ascend in time. Only bars that close after `from` are in it.
 * With one symbol a step is a row and nothing is copied: `starts`, `listings` and `rows` are null and step s is row `first + s`.
 */
export interface Timeline {
  steps: number
  /** Row of step 0, for one symbol. */
  first: number
  times: Column
  /** Exchange date of each step, never falling. */
  days: Int32Array
  /** Step s holds entries `[starts[s], starts[s + 1])` of `listings` and `rows`. */
  starts: Int32Array | null
  listings: Int32Array | null
  rows: Int32Array | null
}

/** The union of the series' closes; nothing is filled in where a symbol has no bar. */
export function timelineOf(series: readonly PreparedSeries[], from: Instant | null): Timeline {
  const firsts = series.map((one) => (from === null ? 0 : firstAfter(one, from)))
  return series.length === 1 ? single(series[0], firsts[0]) : union(series, firsts)
}

/** First row of a series that closes after an instant. */
export function firstAfter({ closeTime, bars }: PreparedSeries, at: Instant): number {
  let row = lowerBound(closeTime, bars.length, at)
  while (row < bars.length && closeTime[row] <= at) row++
  return row
}

function single({ bars, closeTime, day }: PreparedSeries, first: number): Timeline {
  const end = bars.length
  const times = closeTime.subarray(first, end)
  return { steps: end - first, first, times, days: day.subarray(first, end), starts: null, listings: null, rows: null }
}

function union(series: readonly PreparedSeries[], firsts: number[]): Timeline {
  const lengths = series.map((one) => one.bars.length)
  const total = lengths.reduce((sum, length, i) => sum + length - firsts[i], 0)
  const listings = new Int32Array(total)
  const rows = new Int32Array(total)
  const starts = new Int32Array(total + 1)
  const times = column(total)
  const days = new Int32Array(total)
  const next = Int32Array.from(firsts)
  let steps = 0
  let filled = 0
  let day = -2_147_483_648
  while (filled < total) {
    const at = earliest(series, next, lengths)
    for (let i = 0; i < series.length; i++) {
      if (next[i] >= lengths[i] || series[i].closeTime[next[i]] !== at) continue
      day = Math.max(day, series[i].day[next[i]])
      listings[filled] = i
      rows[filled++] = next[i]++
    }
    times[steps] = at
    days[steps++] = day
    starts[steps] = filled
  }
  const cut = { times: times.subarray(0, steps), days: days.subarray(0, steps), starts: starts.subarray(0, steps + 1) }
  return { steps, first: 0, listings, rows, ...cut }
}

function earliest(series: readonly PreparedSeries[], next: Int32Array, lengths: number[]): Instant {
  let at = Number.POSITIVE_INFINITY
  for (let i = 0; i < series.length; i++) {
    if (next[i] < lengths[i] && series[i].closeTime[next[i]] < at) at = series[i].closeTime[next[i]]
  }
  return at
}
