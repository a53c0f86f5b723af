import type { DayNumber, Instant } from '../core/time.ts'
import type { Bars } from '../market/bars.ts'
import { newYorkDay, newYorkMidnight } from '../market/calendar/new-york.ts'
import { isIntraday, type Timeframe } from '../market/timeframe.ts'
import type { WireBar } from './wire.ts'
import { orNothing, type World } from './world.ts'

/** Bars of the source whose time lies in `[from, to)`, daily ones stamped at New York midnight as the vendor does. */
export async function readBars(
  world: World,
  symbol: string,
  timeframe: Timeframe,
  from: Instant,
  to: Instant,
  now: Instant,
  signal: AbortSignal,
): Promise<WireBar[]> {
  const query = { kind: 'bars', symbol, timeframe, from, to, asOf: now, session: 'all', raw: true } as const
  const bars = await orNothing(world.source.history(query, signal))
  return bars ? fromColumns(bars) : []
}

function fromColumns(bars: Bars): WireBar[] {
  const daily = !isIntraday(bars.timeframe)
  return Array.from({ length: bars.length }, (_, i) => {
    const typical = (bars.high[i] + bars.low[i] + bars.close[i]) / 3
    return {
      at: daily ? newYorkMidnight(newYorkDay(bars.time[i])) : bars.time[i],
      o: bars.open[i],
      h: bars.high[i],
      l: bars.low[i],
      c: bars.close[i],
      v: bars.volume[i],
      n: finite(bars.prints?.[i], Math.ceil(bars.volume[i] / 100)),
      vw: finite(bars.vwap?.[i], typical),
    }
  })
}

function finite(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) ? value : otherwise
}

/** The daily bar of a session under way, from its closed regular minutes; null before the open, after the close, or without any. */
export async function dayInProgress(
  world: World,
  symbol: string,
  day: DayNumber,
  now: Instant,
  signal: AbortSignal,
): Promise<WireBar | null> {
  const regular = world.calendar.day(day).regular
  if (!regular || now < regular.open || now >= regular.close) return null
  const minutes = await readBars(world, symbol, '1m', regular.open, regular.close, now, signal)
  return minutes.length === 0 ? null : sumBars(newYorkMidnight(day), minutes)
}

/** One bar over several, stamped `at`. */
export function sumBars(at: Instant, bars: WireBar[]): WireBar {
  const sum: WireBar = { ...bars[0], at, v: 0, n: 0, vw: 0 }
  let traded = 0
  for (const bar of bars) {
    sum.h = Math.max(sum.h, bar.h)
    sum.l = Math.min(sum.l, bar.l)
    sum.c = bar.c
    sum.v += bar.v
    sum.n += bar.n
    traded += bar.vw * bar.v
  }
  sum.vw = sum.v > 0 ? traded / sum.v : bars[0].vw
  return sum
}
