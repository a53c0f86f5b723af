import { iso, isoDate } from '../../core/time.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import { findJumps } from '../../market/quality/rules.ts'
import { adjustedNote } from './as-traded.ts'
import type { RunData } from './data.ts'

/** Missing sessions in a row that a reader should know of. */
const HOLE = 5

/** What to know of the data of a run: long holes that indicators step over, jumps like splits nobody told of, prices adjusted by splits. */
export function dataWarnings(data: RunData): string[] {
  const own = data.series.flatMap((series) => [...holeOf(series), ...jumpsOf(series, data), ...adjustedNote(series)])
  return [...spanOf(data), ...own]
}

/** Days by which a symbol may begin later or end earlier than the others without a word. */
const APART = 31

/** Symbols that are there for a part of the run only: the account stands still in them, and buy and hold waits for them. */
function spanOf({ series }: RunData): string[] {
  const first = Math.min(...series.map(({ day }) => day[0]))
  const last = Math.max(...series.map(({ bars, day }) => day[bars.length - 1]))
  const late = series.filter(({ day }) => day[0] - first > APART)
  const early = series.filter(({ bars, day }) => last - day[bars.length - 1] > APART)
  return [
    ...(late.length > 0
      ? [`begin later than the run: ${late.map(({ bars, day }) => `${bars.symbol} on ${isoDate(day[0])}`).join(', ')}`]
      : []),
    ...(early.length > 0
      ? [`end before the run: ${early.map(({ bars, day }) => `${bars.symbol} on ${isoDate(day[bars.length - 1])}`).join(', ')}`]
      : []),
  ]
}

function holeOf({ bars, day, calendar }: PreparedSeries): string[] {
  const least = bars.timeframe === '1w' ? 5 * HOLE : HOLE
  let [widest, at] = [0, 0]
  for (let i = 1; i < bars.length; i++) {
    const days = day[i] - day[i - 1]
    if (days > widest) [widest, at] = [days, i]
  }
  let missing = 0
  for (let date = day[at - 1] + 1; date < day[at] && missing <= least; date++) if (calendar.day(date).regular) missing++
  if (missing <= least) return []
  const dates = `${isoDate(day[at - 1])} and ${isoDate(day[at])}`
  return [
    `${bars.symbol} has no bars between ${dates}: indicators and positions step over the hole (--from, --to choose one side)`,
  ]
}

function jumpsOf({ bars, calendar }: PreparedSeries, { actions }: RunData): string[] {
  const own = actions.filter((one) => one.symbol === bars.symbol)
  const jumps = findJumps(bars, calendar, own).filter((one) => !one.explained)
  if (jumps.length === 0) return []
  const more = jumps.length > 1 ? ` and ${jumps.length - 1} more` : ''
  return [
    `${bars.symbol} jumps like a split at ${iso(jumps[0].time).slice(0, 10)}${more}, and no split is known: what the run earned or lost there is a data fault`,
  ]
}
