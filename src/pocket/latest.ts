import { DAY, type Instant, MINUTE } from '../core/time.ts'
import { newYorkDay, newYorkMidnight } from '../market/calendar/new-york.ts'
import { thinBar } from './iex.ts'
import { dayInProgress, readBars } from './source-bars.ts'
import { latestTape } from './tape-series.ts'
import { barOut, type WireBar } from './wire.ts'
import { fullDay, type World } from './world.ts'

/** Which tape, and the instant it is looked at. */
export interface View {
  iex: boolean
  now: Instant
}

/** The last closed minute bar, looking back at most five trading days; null when there is none. */
export async function latestBar(world: World, symbol: string, view: View, signal: AbortSignal): Promise<WireBar | null> {
  const recent = await minuteBars(world, symbol, view, view.now - 10 * MINUTE, signal)
  if (recent.length > 0) return recent[recent.length - 1]
  let day = newYorkDay(view.now)
  for (let tries = 0; tries < 5; tries++) {
    const span = fullDay(world.calendar, day)
    const bars = span ? await minuteBars(world, symbol, view, span.open, signal) : []
    if (bars.length > 0) return bars[bars.length - 1]
    day = world.calendar.previous(day)
  }
  return null
}

async function minuteBars(
  world: World,
  symbol: string,
  { now, iex }: View,
  from: Instant,
  signal: AbortSignal,
): Promise<WireBar[]> {
  const bars = await readBars(world, symbol, '1m', from, Math.min(now, from + DAY), now, signal)
  return iex ? bars.map(thinBar).filter((bar) => bar !== null) : bars
}

/** The last two daily bars, the newer one of a session under way counted as far as it has come. */
export async function dailyPair(
  world: World,
  symbol: string,
  { now, iex }: View,
  signal: AbortSignal,
): Promise<{ daily: WireBar | null; previous: WireBar | null }> {
  const today = newYorkDay(now)
  const bars = await readBars(world, symbol, '1d', newYorkMidnight(today - 10), newYorkMidnight(today + 1), now, signal)
  const open = await dayInProgress(world, symbol, today, now, signal)
  if (open && bars.at(-1)?.at !== open.at) bars.push(open)
  const seen = iex ? bars.map(thinBar).filter((bar) => bar !== null) : bars
  return { daily: seen.at(-1) ?? null, previous: seen.at(-2) ?? null }
}

/** Last print, last quote, last minute, last two days of a symbol; null when nothing of it is known. */
export async function snapshotOf(
  world: World,
  symbol: string,
  view: View,
  signal: AbortSignal,
): Promise<Record<string, unknown> | null> {
  const minute = await latestBar(world, symbol, view, signal)
  const { daily, previous } = await dailyPair(world, symbol, view, signal)
  const trade = await latestTape(world, symbol, 'prints', view.now, view.iex, signal)
  const quote = await latestTape(world, symbol, 'quotes', view.now, view.iex, signal)
  if (!minute && !daily && !trade) return null
  return {
    dailyBar: daily && barOut(daily),
    latestQuote: quote?.wire ?? null,
    latestTrade: trade?.wire ?? null,
    minuteBar: minute && barOut(minute),
    prevDailyBar: previous && barOut(previous),
  }
}
