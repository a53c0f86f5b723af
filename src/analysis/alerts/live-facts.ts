import type { Instant } from '../../core/time.ts'
import { type Bars, lowerBound } from '../../market/bars.ts'
import { type AsOfSession, dayOf } from '../../market/calendar/as-of-session.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { FormingBar } from '../../market/live/types.ts'
import { vwap } from '../indicators/volume/vwap.ts'
import type { Operands } from '../scan/evaluate.ts'
import { closeBefore, openRow, type Phases, rowsOf } from '../scan/session-rows.ts'
import type { LiveField } from './read-rule.ts'

/** What a session has done up to its last closed minute; figures of a session without a bar are null. */
export interface SessionBase {
  previousClose: number | null
  open: number | null
  /** Until a minute from here on has closed, `open` is the pre-market's: the one that forms knows better. Infinity once it is the regular one. */
  opensAt: Instant
  high: number | null
  low: number | null
  volume: number
  vwap: number | null
}

const NOTHING: SessionBase = {
  previousClose: null,
  open: null,
  opensAt: Number.POSITIVE_INFINITY,
  high: null,
  low: null,
  volume: 0,
  vwap: null,
}

/** Sums up the closed minutes of the session in progress; null figures outside of every session. */
export function sessionBase(minutes: Bars, calendar: Calendar, phases: Phases, at: Instant): SessionBase {
  const session = sessionInProgress(calendar, phases, at)
  if (session === null) return NOTHING
  const previousClose = closeBefore(minutes, session, calendar, phases)
  const { first, end } = rowsOf(minutes, session, phases)
  const last = Math.min(end, lowerBound(minutes.time, minutes.length, at)) - 1
  if (last < first) return { ...NOTHING, previousClose }
  const opened = openRow(minutes, session, calendar, first, last)
  const opensAt = minutes.time[last] < session.regular.open ? session.regular.open : Number.POSITIVE_INFINITY
  const base = { previousClose, open: minutes.open[opened], opensAt, vwap: null as number | null }
  let [high, low, volume] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0]
  for (let row = first; row <= last; row++) {
    high = Math.max(high, minutes.high[row])
    low = Math.min(low, minutes.low[row])
    volume += minutes.volume[row]
  }
  const mean = new Float64Array(last + 1)
  vwap(minutes, first, last + 1, mean)
  if (Number.isFinite(mean[last])) base.vwap = mean[last]
  return { ...base, high, low, volume }
}

function sessionInProgress(calendar: Calendar, phases: Phases, at: Instant): AsOfSession | null {
  const session = dayOf(calendar, calendar.dateOf(at), phases)
  return session !== null && at >= session.open ? session : null
}

/** The words of live rules at a price: the closed minutes, and the one that forms. */
export function liveFacts(
  base: SessionBase,
  forming: Readonly<FormingBar> | null,
  price: number,
  printsPerMinute: number | null,
): Operands {
  const opensNow = forming !== null && (base.open === null || forming.time >= base.opensAt)
  const open = opensNow ? forming.open : base.open
  const values: Record<LiveField, number | null> = {
    price,
    change: against(price, base.previousClose),
    gap: open === null ? null : against(open, base.previousClose),
    previous_close: base.previousClose,
    session_open: open,
    session_high: most(Math.max, base.high, forming?.high ?? price, price),
    session_low: most(Math.min, base.low, forming?.low ?? price, price),
    session_volume: base.volume + (forming?.volume ?? 0),
    vwap: meanPrice(base, forming),
    prints_per_minute: printsPerMinute,
  }
  return { field: (name) => (name in values ? values[name as LiveField] : null), indicator: () => null }
}

function most(pick: (...values: number[]) => number, base: number | null, ...values: number[]): number {
  return base === null ? pick(...values) : pick(base, ...values)
}

function against(value: number, before: number | null): number | null {
  return before === null || before === 0 ? null : value / before - 1
}

function meanPrice(base: SessionBase, forming: Readonly<FormingBar> | null): number | null {
  const now = forming !== null && forming.volume > 0 && Number.isFinite(forming.vwap) ? forming : null
  if (now === null) return base.vwap
  if (base.vwap === null) return now.vwap
  return (base.vwap * base.volume + now.vwap * now.volume) / (base.volume + now.volume)
}
