import { DAY, HOUR, type Instant, iso, isoDate } from '../../core/time.ts'
import { barClose, isoMonday } from '../../market/bar-times.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'
import { OpenbellError } from '../operation.ts'
import type { About } from './about.ts'

/** Milliseconds of `12h`, `5d`, `1w`. @throws OpenbellError usage for what is none of 1h to a year */
export function parseRetrainEvery(text: string): number {
  const match = /^(\d+)(h|d|w)$/.exec(text.trim().toLowerCase())
  const ms = match ? Number(match[1]) * { h: HOUR, d: DAY, w: 7 * DAY }[match[2] as 'h' | 'd' | 'w'] : 0
  if (ms >= HOUR && ms <= 366 * DAY) return ms
  throw new OpenbellError('usage', `'${text}' is no time between 1h and 52w`, '--retrain-every 1w')
}

/** How old a training is. */
export interface Age {
  /** Bars that have closed since its last one, by the calendar (regular hours); null where there is no calendar. */
  bars: number | null
  stale: boolean
}

/**
 * How far the data has gone on beyond a training. Stale: by more than `retrainEvery`, else by more than a horizon of bars. A model of a file is
 * judged by the clock since it was made, and only where it says how often.
 * @param trainedTo open of the last bar that anything was fitted to
 * @param now close of the newest bar, or now
 */
export function ageOf(about: About, symbol: string, trainedTo: Instant | null, now: Instant): Age {
  const { timeframe, retrainEvery, made, asked } = about
  const every = retrainEvery === null ? null : parseRetrainEvery(retrainEvery)
  if (timeframe === null || trainedTo === null) return { bars: null, stale: every !== null && now - made > every }
  const calendar = calendarFor(symbol)
  const bars = barsSince(timeframe, calendar, trainedTo, now)
  if (every === null) return { bars, stale: bars > asked.horizon }
  return { bars, stale: now - barClose(timeframe, trainedTo, calendar) > every }
}

/**
 * What to warn of before a forecast by a model that is stale; null for one that is not.
 * @param trainedTo open of the last bar that anything was fitted to
 * @param origin open of the bar that the forecast is made at
 * @throws OpenbellError usage where the model was trained on bars after the origin: it has seen what it would tell
 */
export function staleWarning(
  name: string,
  about: About,
  symbol: string,
  trainedTo: Instant | null,
  origin: Instant | null,
): string | null {
  if (trainedTo === null || origin === null) return null
  if (origin < trainedTo) {
    const message = `${symbol}: the model '${name}' was trained to ${iso(trainedTo)}, after the origin ${iso(origin)}: it has seen what it would tell`
    throw new OpenbellError(
      'usage',
      message,
      'a later --as-of, or train one as of then: openbell forecast --save NAME --as-of TIME',
    )
  }
  if (about.timeframe === null) return null
  const calendar = calendarFor(symbol)
  const { bars, stale } = ageOf(about, symbol, trainedTo, barClose(about.timeframe, origin, calendar))
  if (!stale) return null
  const since = isoDate(calendar.dateOf(trainedTo))
  return `${symbol}: the model '${name}' is stale: trained to ${since}, ${bars} bars ago; train it again: openbell models retrain ${name}`
}

/** Bars that opened after `from` (the open of one) and have closed by `to`. */
export function barsSince(timeframe: Timeframe, calendar: Calendar, from: Instant, to: Instant): number {
  const [first, last] = [calendar.dateOf(from), calendar.dateOf(to)]
  if (timeframe === '1w') {
    const weeks = Math.floor((isoMonday(last) - isoMonday(first)) / 7)
    const open = weeks > 0 && barClose('1w', to, calendar) > to ? 1 : 0
    return Math.max(0, weeks - open)
  }
  let bars = 0
  for (let day = first; day <= last; day++) {
    const { regular } = calendar.day(day)
    if (regular) bars += isIntraday(timeframe) ? within(regular, timeframe, from, to) : Number(day > first && regular.close <= to)
  }
  return bars
}

/** Bars of a session that opened after `from` and have closed by `to`. */
function within(session: { open: Instant; close: Instant }, timeframe: Timeframe, from: Instant, to: Instant): number {
  const length = TIMEFRAME_MS[timeframe]
  const open = Math.max(session.open, Math.min(session.close, from + length))
  const done = Math.min(session.close, to) - open
  if (done <= 0) return 0
  return to >= session.close ? Math.ceil(done / length) : Math.floor(done / length)
}
