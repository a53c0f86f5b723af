import { DAY, type Instant, utcDay, weekday } from '../../core/time.ts'
import { lowerBound } from '../../market/bars.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { PreparedSeries } from '../types.ts'

/** Models are trained anew at the turn of these, in UTC: dates that do not depend on where the data begins or ends. */
const ANCHORS: Record<Timeframe, 'week' | 'month' | 'quarter' | 'year'> = {
  '1m': 'week',
  '5m': 'week',
  '15m': 'month',
  '30m': 'month',
  '1h': 'month',
  '1d': 'quarter',
  '1w': 'year',
}

/** A model is worth replacing once the longest history has grown by this factor: after decades a quarter more teaches nothing. */
const GROWTH = 1.1

type Known = Pick<PreparedSeries, 'closeTime'> & { rows: number }

/**
 * The dates at which models are trained, ascending; each uses bars that had closed by it and speaks on bars that close after it, until the next.
 * The first is when a series has `needed` bars, the others are turns of the calendar. Data that ends earlier has the same dates up to its end.
 */
export function trainingDates(series: readonly Known[], timeframe: Timeframe, needed: number): Instant[] {
  const begins = series.filter(({ rows }) => rows >= needed).map(({ closeTime }) => closeTime[needed - 1])
  if (begins.length === 0) return []
  const end = Math.max(...series.filter(({ rows }) => rows > 0).map(({ closeTime, rows }) => closeTime[rows - 1]))
  const dates = [Math.min(...begins)]
  let trained = longest(series, dates[0])
  for (let at = nextAnchor(dates[0], timeframe); at < end; at = nextAnchor(at, timeframe)) {
    const rows = longest(series, at)
    if (rows < trained * GROWTH) continue
    dates.push(at)
    trained = rows
  }
  return dates
}

/** Bars of a series that had closed by an instant. */
export function rowsBy({ closeTime, rows }: Known, at: Instant): number {
  return lowerBound(closeTime, rows, at + 0.5)
}

function longest(series: readonly Known[], at: Instant): number {
  return Math.max(...series.map((one) => rowsBy(one, at)))
}

/** The first turn after an instant. */
function nextAnchor(at: Instant, timeframe: Timeframe): Instant {
  const date = new Date(at)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  switch (ANCHORS[timeframe]) {
    case 'week': {
      const day = utcDay(at)
      return (day + 7 - ((weekday(day) + 6) % 7)) * DAY
    }
    case 'month':
      return Date.UTC(year, month + 1, 1)
    case 'quarter':
      return Date.UTC(year, 3 * Math.floor(month / 3) + 3, 1)
    case 'year':
      return Date.UTC(year + 1, 0, 1)
  }
}

/** In words, for what is said of a strategy: `quarter`. */
export function anchorOf(timeframe: Timeframe): string {
  return ANCHORS[timeframe]
}

/** The newest turn at or before an instant. */
export function anchorBefore(at: Instant, timeframe: Timeframe): Instant {
  const spans = { week: 7, month: 31, quarter: 92, year: 366 }
  let turn = nextAnchor(at - 2 * spans[ANCHORS[timeframe]] * DAY, timeframe)
  for (let next = nextAnchor(turn, timeframe); next <= at; next = nextAnchor(next, timeframe)) turn = next
  return turn
}
