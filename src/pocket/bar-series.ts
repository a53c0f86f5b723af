import type { DayNumber, Instant } from '../core/time.ts'
import { newYorkDay, newYorkMidnight } from '../market/calendar/new-york.ts'
import { isIntraday, type Timeframe } from '../market/timeframe.ts'
import { type Adjustment, adjust } from './adjustment.ts'
import type { BarFrame } from './bar-frame.ts'
import { thinBar } from './iex.ts'
import type { Row } from './paging.ts'
import { dayInProgress, readBars } from './source-bars.ts'
import { barOut } from './wire.ts'
import type { World } from './world.ts'

/** What a bars request asks of each symbol; `from` and `to` are both inclusive, as the vendor counts. */
export interface BarRequest {
  frame: BarFrame
  from: Instant
  to: Instant
  /** Nothing that closed later is shown. */
  now: Instant
  iex: boolean
  newestFirst: boolean
  adjustment: Adjustment
}

/** Days of one read of the source: a page rarely needs more than one or two of them. */
const CHUNK_DAYS: Partial<Record<Timeframe, number>> = { '1m': 5, '5m': 20, '15m': 60, '30m': 120 }

/** Rows of one symbol in page order; continues at `resume` when a page did. */
export async function* barRows(
  world: World,
  symbol: string,
  request: BarRequest,
  resume: Instant | null,
  signal: AbortSignal,
): AsyncIterable<Row> {
  const from = request.newestFirst ? request.from : Math.max(request.from, resume ?? request.from)
  const to = request.newestFirst ? Math.min(request.to, resume ?? request.to) : request.to
  const factors = await request.adjustment.factorsOf(symbol, signal)
  for (const [first, last] of chunks(request.frame, from, Math.min(to, request.now), request.newestFirst)) {
    const base = await readBase(world, symbol, request, first, last, signal)
    const bars = request.frame.gather(base.map((bar) => adjust(bar, factors))).filter((bar) => bar.at >= from && bar.at <= to)
    if (request.newestFirst) bars.reverse()
    for (const bar of bars) yield { at: bar.at, wire: barOut(bar) }
  }
}

/** Whole New York days `[first, last]`, so that no gathered bar is split between two reads. */
function chunks(frame: BarFrame, from: Instant, to: Instant, newestFirst: boolean): [DayNumber, DayNumber][] {
  const first = frame.firstDay(newYorkDay(from))
  const last = newYorkDay(to)
  const size = CHUNK_DAYS[frame.base] ?? Number.POSITIVE_INFINITY
  const list: [DayNumber, DayNumber][] = []
  for (let day = first; day <= last; day += size) list.push([day, Math.min(last, day + size - 1)])
  return newestFirst ? list.reverse() : list
}

async function readBase(
  world: World,
  symbol: string,
  request: BarRequest,
  first: DayNumber,
  last: DayNumber,
  signal: AbortSignal,
) {
  const base = request.frame.base
  const whole = await readBars(world, symbol, base, newYorkMidnight(first), newYorkMidnight(last + 1), request.now, signal)
  const today = newYorkDay(request.now)
  if (!isIntraday(base) && last >= today) {
    const open = await dayInProgress(world, symbol, today, request.now, signal)
    if (open && whole.at(-1)?.at !== open.at) whole.push(open)
  }
  return request.iex ? whole.map(thinBar).filter((bar) => bar !== null) : whole
}
