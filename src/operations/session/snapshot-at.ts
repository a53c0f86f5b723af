import { orNullSync } from '../../core/errors.ts'
import { type Instant, MINUTE } from '../../core/time.ts'
import { type Bars, lowerBound, sliceBars } from '../../market/bars.ts'
import { calendarFor, type Span } from '../../market/calendar/calendar.ts'
import type { PrintRing } from '../../market/live/types.ts'
import { NO_FIGURES, type SessionFigures, sessionFigures } from '../../market/session-figures.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import type { SessionView, WatchRow } from '../stream/view.ts'

/**
 * What was known of a symbol at an instant, from the buffers: the newest print that may move a price and the newest quote by then. Null when
 * they do not reach back so far.
 */
export function snapshotAt(view: SessionView, row: WatchRow, asOf: Instant): Snapshot | null {
  const { symbol } = row
  const last = lastPrint(view, row, asOf)
  if (last === null) return null
  const regular = regularAt(symbol, asOf)
  const minutes = view.bars(symbol, '1m')?.bars ?? null
  if (regular && asOf >= regular.open && !knowsOpen(minutes, view.prints(symbol), regular.open)) return null
  return {
    symbol,
    source: view.source,
    feed: view.feed,
    ...last,
    ...quoteAt(view, symbol, asOf),
    ...figuresAt(minutes, view.prints(symbol), regular, asOf),
    previousClose: previousClose(view, symbol, minutes, asOf),
    staleSince: null,
  }
}

function lastPrint(view: SessionView, row: WatchRow, asOf: Instant): { price: number; time: Instant } | null {
  const ring = view.prints(row.symbol)
  const { price, priceTime } = row
  let newest = Number.NEGATIVE_INFINITY
  let found: { price: number; time: Instant } | null = null
  for (let i = (ring?.length ?? 0) - 1; ring && i >= 0 && found === null; i--) {
    const at = (ring.first + i) % ring.capacity
    if (ring.eligible[at] === 0) continue
    newest = Math.max(newest, ring.time[at])
    if (ring.time[at] <= asOf && !(ring.received[at] > asOf)) found = { price: ring.price[at], time: ring.time[at] }
  }
  // A price that was asked for, while the stream was silent, is no print: the row has it, the ring has not.
  const isAsked = price !== null && priceTime !== null && priceTime > newest && priceTime <= asOf
  return isAsked ? { price, time: priceTime } : found
}

type Sides = Pick<Snapshot, 'bid' | 'ask' | 'bidSize' | 'askSize'>

function quoteAt(view: SessionView, symbol: string, asOf: Instant): Sides {
  const ring = view.quotes(symbol)
  for (let i = (ring?.length ?? 0) - 1; ring && i >= 0; i--) {
    const at = (ring.first + i) % ring.capacity
    if (ring.time[at] > asOf || ring.received[at] > asOf) continue
    const known = (side: number) => (side > 0 ? side : null)
    const [bid, ask] = [known(ring.bid[at]), known(ring.ask[at])]
    return { bid, ask, bidSize: bid === null ? null : ring.bidSize[at], askSize: ask === null ? null : ring.askSize[at] }
  }
  return { bid: null, ask: null, bidSize: null, askSize: null }
}

/**
 * The regular session up to an instant: minutes that had closed by then, and the prints since. Where the buffer does not reach back to the last of those minutes
 * (thousands of prints in one), the minute that forms stands in for them, moments newer than the instant.
 */
function figuresAt(minutes: Bars | null, prints: PrintRing | null, regular: Span | null, asOf: Instant): SessionFigures {
  if (!regular) return NO_FIGURES
  const closed = minutes ? lowerBound(minutes.time, minutes.length, asOf - MINUTE + 1) : 0
  const since = closed > 0 ? minutes!.time[closed - 1] + MINUTE : Number.NEGATIVE_INFINITY
  if (prints && !reaches(prints, since)) return sessionFigures(minutes, regular)
  const before = sessionFigures(minutes && sliceBars(minutes, 0, closed), regular)
  return prints ? withPrints(before, prints, { from: Math.max(since, regular.open), to: regular.close, asOf }) : before
}

/** True when the buffers reach back to the open of the session: else they would take the first print they have for its open. */
function knowsOpen(minutes: Bars | null, prints: PrintRing | null, open: Instant): boolean {
  if (minutes && minutes.length > 0 && minutes.time[0] <= open) return true
  return prints !== null && prints.length > 0 && prints.time[prints.first] <= open
}

/** True when no print since that instant has left the ring. */
function reaches(ring: PrintRing, since: Instant): boolean {
  return ring.length === ring.total || ring.time[ring.first] < since
}

function withPrints(
  before: SessionFigures,
  ring: PrintRing,
  { from, to, asOf }: { from: Instant; to: Instant; asOf: Instant },
): SessionFigures {
  let { sessionOpen: open, sessionHigh: high, sessionLow: low, volume } = before
  for (let i = 0; i < ring.length; i++) {
    const at = (ring.first + i) % ring.capacity
    const time = ring.time[at]
    if (time < from || time >= to || time > asOf || ring.received[at] > asOf) continue
    volume = (volume ?? 0) + ring.size[at]
    if (ring.eligible[at] === 0) continue
    const price = ring.price[at]
    open ??= price
    high = Math.max(high ?? price, price)
    low = Math.min(low ?? price, price)
  }
  return open === null ? NO_FIGURES : { sessionOpen: open, sessionHigh: high, sessionLow: low, volume }
}

/** Regular hours of the session in progress, or of the latest one begun. */
function regularAt(symbol: string, asOf: Instant): Span | null {
  return orNullSync(['no-data'], () => calendarFor(symbol).sessionAt(asOf))?.regular ?? null
}

/** Last regular close before the session: the session's own line of it, else from its bars. */
function previousClose(view: SessionView, symbol: string, minutes: Bars | null, asOf: Instant): number | null {
  const line = view.overlays(symbol, '1m').levels.find(({ kind }) => kind === 'previous-close')
  if (line) return line.price
  const calendar = calendarFor(symbol)
  const regular = regularAt(symbol, asOf)
  if (!regular || !minutes) return null
  for (let i = lowerBound(minutes.time, minutes.length, regular.open) - 1; i >= 0; i--) {
    if (calendar.at(minutes.time[i]).phase === 'regular') return minutes.close[i]
  }
  return null
}
