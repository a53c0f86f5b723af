import { type Liquidity, rateLiquidity } from '../../analysis/liquidity.ts'
import { findTurns, kindOf } from '../../analysis/peaks/find-turns.ts'
import { settlingBars, type TurnSettings } from '../../analysis/peaks/settings.ts'
import { type TurnSignal, turnSignal } from '../../analysis/peaks/signal.ts'
import { TurnTracker } from '../../analysis/peaks/tracker.ts'
import { PEAK, TROUGH } from '../../analysis/peaks/turns.ts'
import { type Instant, iso } from '../../core/time.ts'
import { barClose, dailyOpen, weeklyOpen } from '../../market/bar-times.ts'
import type { Bars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { isIntraday, type Timeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { coverageOf } from '../common/feed-coverage.ts'
import { countPrints } from '../common/prints-per-minute.ts'
import { recentBars } from '../common/recent-bars.ts'
import type { Context } from '../context.ts'
import type { PeakTroughResult, Turn } from './output.ts'

/** Last bars of each answer as columns, for a chart. */
const RECENT = 120

export interface PeakRequest {
  symbol: string
  timeframe: Timeframe
  asOf: Instant
  settings: TurnSettings
}

/**
 * One symbol. The computation is over the last `bars` closes; as many again before them (1,000 at least) are loaded so that the
 * computations of earlier bars, which `knownAt` and `survival` are about, saw what they would have seen then.
 */
export async function analysePeaks(context: Context, source: MarketDataSource, request: PeakRequest): Promise<PeakTroughResult> {
  const { symbol, timeframe, asOf, settings } = request
  const rows = settings.bars + Math.max(settings.bars, 1000)
  const bars = await recentBars(context, source, { symbol, timeframe, asOf, rows })
  const calendar = calendarFor(symbol)
  const stale = isStale(bars, asOf, calendar)
  const liquidityAsOf = stale ? closeOf(bars, bars.length - 1, calendar) : asOf
  const prints = await countPrints(source, symbol, liquidityAsOf, context.signal)
  const liquidity = rateLiquidity(prints?.perMinute ?? null, context.settings.minimumPrintsPerMinute)
  const answer = answerOf(bars, settings, calendar, liquidity, stale)
  return { ...answer, source: source.name, liquidity: { ...liquidity, coverage: coverageOf(source, prints?.feed ?? bars.feed) } }
}

function answerOf(bars: Bars, settings: TurnSettings, calendar: Calendar, liquidity: Liquidity, stale: boolean) {
  const last = bars.length - 1
  const tracker = new TurnTracker(settings)
  tracker.advance(bars.close, bars.length)
  const signal = turnSignal(bars.close, last, tracker.latest(PEAK), tracker.latest(TROUGH), settings)
  const { reported, stayed } = tracker.survival()
  return {
    symbol: bars.symbol,
    timeframe: bars.timeframe,
    feed: bars.feed,
    adjustment: bars.adjustment ?? 'none',
    staleSince: bars.staleSince == null ? null : iso(bars.staleSince),
    bars: Math.min(settings.bars, bars.length),
    window: settings.window,
    lookahead: settings.lookahead,
    delta: settings.delta,
    time: iso(bars.time[last]),
    stale,
    signal: signalOutput(bars, signal, liquidity.meetsMinimum && !stale),
    ...turnsOf(bars, tracker, calendar),
    survival: reported === 0 ? null : stayed / reported,
    survivalOf: reported,
    recent: recentColumns(bars, tracker),
  }
}

/**
 * Within the day: the symbol has no bar in the as-of's session. Daily and weekly bars: another one should have closed by now.
 * Liquidity is then that of its last minutes, and nothing is tradable.
 */
export function isStale(bars: Bars, asOf: Instant, calendar: Calendar): boolean {
  const last = bars.time[bars.length - 1]
  if (!calendar.day(calendar.dateOf(asOf)).known) return true
  if (isIntraday(bars.timeframe)) return calendar.sessionAt(asOf).day !== calendar.sessionAt(last).day
  const date = calendar.dateOf(last)
  const next = bars.timeframe === '1d' ? dailyOpen(calendar, calendar.next(date)) : weeklyOpen(calendar, date + 7)
  return barClose(bars.timeframe, next, calendar) <= asOf
}

function closeOf(bars: Bars, row: number, calendar: Calendar): Instant {
  return barClose(bars.timeframe, bars.time[row], calendar)
}

/** Tradable: there is something to act on now, and the symbol prints often enough to get in and out. */
function signalOutput(bars: Bars, signal: TurnSignal, liquid: boolean): PeakTroughResult['signal'] {
  const { action, price, confidence, stop, reason, basis } = signal
  return {
    action,
    price,
    confidence,
    stop,
    reason,
    tradable: action !== 'HOLD' && liquid,
    basis: basis && { kind: basis.kind, time: iso(bars.time[basis.row]), price: basis.price, provisional: basis.provisional },
  }
}

/** The turns of the whole computation at the as-of bar, each with what the causal path knows about it. */
function turnsOf(bars: Bars, tracker: TurnTracker, calendar: Calendar): { peaks: Turn[]; troughs: Turn[] } {
  const { settings } = tracker
  const left = Math.max(0, bars.length - settings.bars)
  const found = findTurns(bars.close.subarray(left, bars.length), settings)
  const turns: [peaks: Turn[], troughs: Turn[]] = [[], []]
  for (let i = 0; i < found.count; i++) {
    const kind = kindOf(found, i)
    const row = left + found.rows[i]
    const age = bars.length - 1 - row
    turns[kind].push({
      time: iso(bars.time[row]),
      price: bars.close[row],
      smoothed: found.smoothed[row - left],
      knownAt: iso(closeOf(bars, tracker.reportedSince(kind, row), calendar)),
      provisional: age < settlingBars(settings),
      age,
    })
  }
  return { peaks: turns[PEAK], troughs: turns[TROUGH] }
}

function recentColumns(bars: Bars, tracker: TurnTracker): PeakTroughResult['recent'] {
  const count = Math.min(RECENT, tracker.settings.bars, bars.length)
  const rows = Array.from({ length: count }, (_, i) => bars.length - count + i)
  return {
    time: rows.map((row) => iso(bars.time[row])),
    close: rows.map((row) => bars.close[row]),
    smoothed: rows.map((row) => tracker.smoothed(row)),
  }
}
