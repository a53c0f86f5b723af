import { HOUR, type Instant, MINUTE } from '../core/time.ts'
import type { Prints, Quotes } from '../market/prints.ts'
import { iexRows } from './iex.ts'
import { newYorkDay } from './new-york.ts'
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

/** Rows of one symbol in page order; the tape is read half an hour at a time, so that a page costs what it holds. */
export async function* tapeRows(
  world: World,
  symbol: string,
  request: TapeRequest,
  resume: Instant | null,
  signal: AbortSignal,
): AsyncIterable<Row> {
  const from = request.newestFirst ? request.from : Math.max(request.from, resume ?? request.from)
  const to = Math.min(request.newestFirst ? Math.min(request.to, resume ?? request.to) : request.to, request.now)
  for (const [start, end] of windows(world, from, to, request.newestFirst)) {
    const rows = await readTape(world, symbol, request, start, end, signal)
    const inside = rows.filter((row) => row.at >= from && row.at <= to)
    yield* request.newestFirst ? inside.reverse() : inside
  }
}

const WINDOW_MS = HOUR / 2
/** Nobody pages through more than this without meeting a row. */
const MOST_DAYS = 400

/** Half hours of the trading days between two instants, in page order. */
function* windows(world: World, from: Instant, to: Instant, newestFirst: boolean): Iterable<[Instant, Instant]> {
  const first = newYorkDay(from)
  const last = newYorkDay(to)
  const days = Math.min(last - first, MOST_DAYS)
  for (let i = 0; i <= days; i++) {
    const span = fullDay(world.calendar, newestFirst ? last - i : first + i)
    if (!span) continue
    const starts: Instant[] = []
    for (let at = span.open; at < span.close; at += WINDOW_MS) starts.push(at)
    if (newestFirst) starts.reverse()
    for (const at of starts) if (at <= to && at + WINDOW_MS > from) yield [at, Math.min(at + WINDOW_MS, span.close)]
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
  // Most symbols have something in the last minutes; only when they do not is a wider piece read.
  const recent = await readTape(world, symbol, request, now - 2 * MINUTE, now + 1, signal)
  const newest = recent.filter((row) => row.at <= now).at(-1)
  if (newest) return newest
  for await (const row of tapeRows(world, symbol, request, null, signal)) return row
  return null
}
