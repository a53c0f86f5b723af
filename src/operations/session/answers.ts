import { orNullSync } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { type Bars, lowerBound, sliceBars } from '../../market/bars.ts'
import { calendarFor, type Span } from '../../market/calendar/calendar.ts'
import { NO_FIGURES, type SessionFigures, sessionFigures } from '../../market/session-figures.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import type { LiveSession } from '../stream/session.ts'
import type { SessionView, WatchRow } from '../stream/view.ts'
import { type PackedBars, packBars } from './bar-rows.ts'
import type { Facts, Question } from './protocol.ts'
import { type PackedRing, packRing } from './rings.ts'
import { minutesOf } from './tape-book.ts'

/** What stands in every answer: which market it is of, and its time. */
export interface Standing {
  now: Instant
  speed: number | null
  market: string
  source: string
  feed: string
  sessions: 'all' | 'regular'
}

export type SnapshotAnswer = Standing & { snapshot: Snapshot | null }
export type BarsAnswer = Standing & { bars: PackedBars | null }
/** `oldest`: when the oldest row that the buffer holds was made; what was before is not known to it. */
export type RingAnswer = Standing & { rows: PackedRing | null; oldest: Instant | null }
export type FactsAnswer = { now: Instant; facts: Facts; rows: readonly WatchRow[] }

/** Data in these states is as good as the vendor's own answer; in others the vendor is asked. */
const SOUND: ReadonlySet<string> = new Set(['live', 'polling', 'halted', 'closed'])

/** Answers a question from a session's buffers. @throws OpenbellError as the stream's own, for `subscribe` and `unsubscribe` */
export async function answerTo(session: LiveSession, question: Question, facts: () => Facts): Promise<unknown> {
  const { view } = session
  if (question.what === 'subscribe' || question.what === 'unsubscribe')
    return (await session[question.what](question.symbol)) ?? null
  if (question.what === 'facts') return { now: view.now, facts: facts(), rows: view.watch } satisfies FactsAnswer
  const { market, source, feed, sessions, speed } = facts()
  const standing: Standing = { now: view.now, speed, market, source, feed, sessions }
  const row = view.watch.find((one) => one.symbol === question.symbol)
  const isSound = row !== undefined && SOUND.has(row.quality.state)
  if (question.what === 'snapshot') return { ...standing, snapshot: isSound ? snapshotAt(view, row, question.asOf) : null }
  const isWhole = isSound && row.quality.gaps <= row.quality.repaired
  if (question.what === 'bars') return { ...standing, bars: isWhole ? barsBetween(view, question) : null }
  return { ...standing, ...(isWhole ? ringOf(view, question.what, question.symbol) : { rows: null, oldest: null }) }
}

function barsBetween(view: SessionView, { symbol, from, to }: { symbol: string; from: Instant; to: Instant }): PackedBars | null {
  const series = minutesOf(view, symbol)
  if (series === null) return null
  const { bars } = series
  const closed = bars.length - (series.forming ? 1 : 0)
  // What was before the first bar is not known here.
  if (closed === 0 || bars.time[0] > from) return null
  return packBars(sliceBars(bars, lowerBound(bars.time, closed, from), lowerBound(bars.time, closed, to)), false, 0)
}

function ringOf(
  view: SessionView,
  kind: 'prints' | 'quotes',
  symbol: string,
): { rows: PackedRing | null; oldest: Instant | null } {
  const ring = view[kind](symbol)
  if (ring === null || ring.length === 0) return { rows: null, oldest: null }
  return { rows: packRing(kind, ring, 0), oldest: ring.time[ring.first] }
}

/**
 * What was known of a symbol at an instant, from the buffers: the newest print that may move a price and the newest quote by then. Null when
 * they do not reach back so far.
 */
function snapshotAt(view: SessionView, row: WatchRow, asOf: Instant): Snapshot | null {
  const { symbol } = row
  const last = lastPrint(view, row, asOf)
  if (last === null) return null
  const series = view.bars(symbol, '1m')
  const newest = row.quality.ageMs === null ? Number.POSITIVE_INFINITY : view.now - row.quality.ageMs
  const minutes = series && sliceBars(series.bars, 0, series.bars.length - (series.forming && newest > asOf ? 1 : 0))
  return {
    symbol,
    source: view.source,
    feed: view.feed,
    ...last,
    ...quoteAt(view, symbol, asOf),
    ...figuresOf(symbol, minutes, asOf),
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

function figuresOf(symbol: string, minutes: Bars | null, asOf: Instant): SessionFigures {
  const regular = regularAt(symbol, asOf)
  return regular && minutes ? sessionFigures(minutes, regular) : NO_FIGURES
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
