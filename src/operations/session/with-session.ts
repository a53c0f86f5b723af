import { orNullSync, throwIfAborted } from '../../core/errors.ts'
import { type Instant, MINUTE, SECOND } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import { type Bars, sliceBars } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { createPrints, createQuotes, type Prints, type Quotes } from '../../market/prints.ts'
import type { Log } from '../../ports/log.ts'
import type { ActionsQuery, BarsQuery, MarketDataSource, TapeQuery } from '../../ports/market-data.ts'
import { passed } from '../common/passed.ts'
import type { BarsAnswer, RingAnswer, SnapshotAnswer, Standing } from './answers.ts'
import { ToldBars } from './bar-rows.ts'
import type { Ask } from './link.ts'
import type { Lookout } from './lookout.ts'
import { unpackRing } from './rings.ts'

/** An as-of that is further from the session's time than this is of another time. */
const PRESENT_MS = 10 * SECOND
/** A minute is known to the session this long after its end at the latest. */
const SETTLED_MS = 3 * SECOND

export interface WithSessionParts {
  /** The running session; its `link` is null when there is none, and cheap then. */
  lookout: Pick<Lookout, 'link' | 'leaveAlone'>
  /** Which market the source's numbers are of (see `marketOf`): a session of another answers nothing. */
  market: string
  log: Log
}

/**
 * A source that lets the running session of the same market answer what it knows: the latest price of a symbol that it watches, minutes and
 * prints that its buffers hold, as of now. Then all that look at once see the same price with the same age, and the vendor is asked once.
 * What the session does not know whole, what is of another time, and what is to be kept (`raw`) the source answers itself.
 */
export function withSession(source: MarketDataSource, parts: WithSessionParts): MarketDataSource {
  const present = (told: Standing, asOf: Instant) =>
    told.market === parts.market && told.speed === 1 && Math.abs(told.now - asOf) <= PRESENT_MS
  const asked = <T extends Standing>(question: Ask, asOf: Instant, signal: AbortSignal) =>
    ask<T>(parts, question, asOf, present, signal)
  const history = async (query: BarsQuery | TapeQuery | ActionsQuery, signal: AbortSignal) => {
    const known = query.kind === 'actions' ? null : await knownRows(source, query, asked, signal)
    return known ?? (source.history as (query: unknown, signal: AbortSignal) => Promise<unknown>)(query, signal)
  }
  const answering = passed(source)
  answering.snapshot = async (symbol, asOf, signal) => {
    const told = await asked<SnapshotAnswer>({ what: 'snapshot', symbol, asOf }, asOf, signal)
    return told?.snapshot ?? source.snapshot(symbol, asOf, signal)
  }
  answering.history = history as MarketDataSource['history']
  return answering
}

export type Asked = <T extends Standing>(question: Ask, asOf: Instant, signal: AbortSignal) => Promise<T | null>

/** An answer of the session that may be used; null where there is none, whatever the reason: the source is there. */
async function ask<T extends Standing>(
  { lookout, log }: WithSessionParts,
  question: Ask,
  asOf: Instant,
  present: (told: Standing, asOf: Instant) => boolean,
  signal: AbortSignal,
): Promise<T | null> {
  throwIfAborted(signal)
  try {
    const session = await lookout.link()
    const told = await session?.ask<T>(question, signal)
    return told && present(told, asOf) ? told : null
  } catch (thrown) {
    throwIfAborted(signal)
    lookout.leaveAlone()
    log.warn('session not asked', { what: question.what, message: (thrown as Error).message })
    return null
  }
}

/** Rows that the session holds whole, as the source would answer them; null when it does not. */
export async function knownRows(
  source: Pick<MarketDataSource, 'name'>,
  query: BarsQuery | TapeQuery,
  asked: Asked,
  signal: AbortSignal,
): Promise<Bars | Prints | Quotes | null> {
  const { kind, symbol, from, to, asOf } = query
  const question = { what: kind, symbol, from, to, asOf }
  if (kind === 'bars') {
    // A minute that ended just now may not have settled there yet, and the vendor may have it.
    const isSettled = to <= asOf - SETTLED_MS || asOf % MINUTE >= SETTLED_MS
    if (query.timeframe !== '1m' || query.raw === true || !isSettled) return null
    const told = await asked<BarsAnswer>(question, asOf, signal)
    return told === null ? null : barsFor(query, told, source.name)
  }
  const told = await asked<RingAnswer>(question, asOf, signal)
  if (!told?.rows || told.oldest === null || told.oldest >= from) return null
  return kind === 'prints' ? printsFor(query, told, source.name) : quotesFor(query, told, source.name)
}

function barsFor(query: BarsQuery, told: BarsAnswer, source: string): Bars | null {
  if (told.bars === null || (query.session === 'all' && told.sessions !== 'all')) return null
  const series = new ToldBars()
  series.take(told.bars)
  const bars = series.bars
  if (bars === null) return null
  const calendar = calendarFor(query.symbol)
  const rows: number[] = []
  for (let i = 0; i < bars.length; i++) {
    if (barClose('1m', bars.time[i], calendar) > query.asOf) break
    if (query.session === 'regular' && phaseAt(calendar, bars.time[i]) !== 'regular') continue
    rows.push(i)
  }
  const kept = query.limit === undefined ? rows : rows.slice(Math.max(0, rows.length - query.limit))
  return kept.length === 0 ? null : { ...pick(bars, kept), source }
}

function phaseAt(calendar: ReturnType<typeof calendarFor>, at: Instant): string {
  return orNullSync(['no-data'], () => calendar.at(at).phase) ?? 'closed'
}

function pick(bars: Bars, rows: number[]): Bars {
  for (const name of ['time', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap'] as const) {
    const column = bars[name]
    if (column) for (let i = 0; i < rows.length; i++) column[i] = column[rows[i]]
  }
  return sliceBars({ ...bars, length: rows.length }, 0, rows.length)
}

/** Rows of a ring that a query asks for, by time; equal stamps keep the order in which they came. */
function rowsFor({ from, to, asOf, limit }: TapeQuery, ring: ReturnType<typeof unpackRing>): number[] {
  const { time, received, size } = ring
  const rows: number[] = []
  for (let i = 0; i < time.length; i++) {
    // A print that was taken back stays in its place without a size.
    const isThere = size === undefined || size[i] > 0
    if (isThere && time[i] >= from && time[i] < to && time[i] <= asOf && !(received[i] > asOf)) rows.push(i)
  }
  rows.sort((a, b) => time[a] - time[b] || a - b)
  return limit === undefined ? rows : rows.slice(Math.max(0, rows.length - limit))
}

/** Codes of exchange and sale are not in the buffers: the labels are empty. */
function printsFor(query: TapeQuery, { rows, feed }: RingAnswer, source: string): Prints | null {
  const ring = unpackRing('prints', rows!)
  const chosen = rowsFor(query, ring)
  if (chosen.length === 0) return null
  const prints = createPrints({ symbol: query.symbol, source, feed }, chosen.length)
  for (const [k, i] of chosen.entries()) {
    prints.time[k] = ring.time[i]
    prints.price[k] = ring.price[i]
    prints.size[k] = ring.size[i]
  }
  return { ...prints, length: chosen.length }
}

function quotesFor(query: TapeQuery, { rows, feed }: RingAnswer, source: string): Quotes | null {
  const ring = unpackRing('quotes', rows!)
  const chosen = rowsFor(query, ring)
  if (chosen.length === 0) return null
  const quotes = createQuotes({ symbol: query.symbol, source, feed }, chosen.length)
  for (const [k, i] of chosen.entries()) {
    quotes.time[k] = ring.time[i]
    quotes.bidPrice[k] = ring.bid[i]
    quotes.bidSize[k] = ring.bidSize[i]
    quotes.askPrice[k] = ring.ask[i]
    quotes.askSize[k] = ring.askSize[i]
  }
  return { ...quotes, length: chosen.length }
}
