import { HOUR, type Instant, MICROSECOND, MINUTE } from '../core/time.ts'
import type { Span } from '../market/calendar/calendar.ts'
import { newYorkDay } from '../market/calendar/new-york.ts'
import type { Prints, Quotes } from '../market/prints.ts'
import { iexRows } from './iex.ts'
import type { Row } from './paging.ts'
import { quoteOut, tradeOut } from './wire.ts'
import { fullDay, orNothing, type World } from './world.ts'

export type TapeKind = 'prints' | 'quotes'

/** What a trades or quotes request asks of each symbol; `from` and `to` are both inclusive. */
export interface TapeRequest {
  kind: TapeKind
  from: Instant
  to: Instant
  now: Instant
  iex: boolean
  newestFirst: boolean
}

/** Rows of one symbol in page order. The tape is read in pieces that shrink and grow with its traffic, so that a page costs about what it holds. */
export async function* tapeRows(
  world: World,
  symbol: string,
  request: TapeRequest,
  resume: Instant | null,
  signal: AbortSignal,
): AsyncIterable<Row> {
  const from = request.newestFirst ? request.from : Math.max(request.from, resume ?? request.from)
  const to = Math.min(request.newestFirst ? Math.min(request.to, resume ?? request.to) : request.to, request.now)
  let size = SHORTEST
  for (const span of spans(world, from, to, request.newestFirst)) {
    for (let left = span; left.open < left.close; ) {
      const piece = cutPiece(left, size, request.newestFirst)
      const rows = await readTape(world, symbol, request, piece.open, piece.close, signal)
      size = rows.length < FEW_ROWS ? Math.min(LONGEST, size * 2) : SHORTEST
      yield* request.newestFirst ? rows.reverse() : rows
      left = request.newestFirst ? { open: left.open, close: piece.open } : { open: piece.close, close: left.close }
    }
  }
}

const SHORTEST = MINUTE / 2
const LONGEST = 2 * HOUR
const FEW_ROWS = 2000
/** Nobody pages through more days than this without meeting a row. */
const MOST_DAYS = 400

function cutPiece(left: Span, size: number, newestFirst: boolean): Span {
  if (left.close - left.open <= size) return left
  return newestFirst ? { open: left.close - size, close: left.close } : { open: left.open, close: left.open + size }
}

/** The trading days between two instants, both inclusive, cut to them and in page order. */
function* spans(world: World, from: Instant, to: Instant, newestFirst: boolean): Iterable<Span> {
  const first = newYorkDay(from)
  const last = newYorkDay(to)
  const days = Math.min(last - first, MOST_DAYS)
  for (let i = 0; i <= days; i++) {
    const day = fullDay(world.calendar, newestFirst ? last - i : first + i)
    // The source takes its end as exclusive; rows at `to` itself belong to the answer.
    if (day) yield { open: Math.max(day.open, from), close: Math.min(day.close, to + MICROSECOND) }
  }
}

async function readTape(
  world: World,
  symbol: string,
  request: TapeRequest,
  from: Instant,
  to: Instant,
  signal: AbortSignal,
): Promise<Row[]> {
  const query = { symbol, from, to, asOf: request.now }
  if (request.kind === 'prints') {
    const prints = await orNothing(world.source.history({ kind: 'prints', ...query }, signal))
    return prints ? rowsOf(prints, request.iex, (i) => tradeOut(prints, i)) : []
  }
  const quotes = await orNothing(world.source.history({ kind: 'quotes', ...query }, signal))
  return quotes ? rowsOf(quotes, request.iex, (i) => quoteOut(quotes, i)) : []
}

function rowsOf(tape: Prints | Quotes, iex: boolean, wire: (i: number) => Record<string, unknown>): Row[] {
  const rows = iex ? iexRows(tape) : Array.from({ length: tape.length }, (_, i) => i)
  return rows.map((i) => ({ at: tape.time[i], wire: wire(i) }))
}

/** The newest print or quote at an instant, looking back at most a week; null when there is none. */
export async function latestTape(
  world: World,
  symbol: string,
  kind: TapeKind,
  now: Instant,
  iex: boolean,
  signal: AbortSignal,
): Promise<Row | null> {
  const request: TapeRequest = { kind, from: now - 7 * 24 * HOUR, to: now, now, iex, newestFirst: true }
  for await (const row of tapeRows(world, symbol, request, null, signal)) return row
  return null
}
