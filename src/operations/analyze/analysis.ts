import { type Breakout, breakoutAt } from '../../analysis/breakout/breakout.ts'
import { indicatorColumn } from '../../analysis/indicators/registry.ts'
import { clusterLevels, LEVEL_WIDTH_ATR, type Level } from '../../analysis/levels/clusters.ts'
import { momentumWindows } from '../../analysis/momentum/windows.ts'
import { settledPivots } from '../../analysis/patterns/pivots.ts'
import { REGIME_RULES, type RegimeFacts, regimeAt } from '../../analysis/regime/regime.ts'
import { volumeProfile } from '../../analysis/volume-profile/volume-profile.ts'
import { type Instant, iso } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import type { Bars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { recentBars } from '../common/recent-bars.ts'
import type { Context } from '../context.ts'
import { isStale } from '../peak-trough/analysis.ts'
import type { AnalyzeResult } from './output.ts'
import { patternsOf } from './patterns.ts'
import { summaryOf } from './summary.ts'
import { algorithmicOf } from './tape.ts'

/** Bars before those analysed: the directional index has forgotten its start after 756, the year of volatilities needs fewer. */
const WARM_UP = 760

/** Levels told on each side of the price. */
const LEVELS_A_SIDE = 6

export interface AnalyzeRequest {
  symbol: string
  timeframe: Timeframe
  asOf: Instant
  bars: number
}

export interface Analysed {
  result: AnalyzeResult
  bars: Bars
}

/** Everything about one symbol at the as-of. */
export async function analyseSymbol(context: Context, source: MarketDataSource, request: AnalyzeRequest): Promise<Analysed> {
  const { symbol, timeframe, asOf } = request
  const bars = await recentBars(context, source, { symbol, timeframe, asOf, rows: request.bars + WARM_UP })
  const calendar = calendarFor(symbol)
  const stale = isStale(bars, asOf, calendar)
  const tapeAsOf = stale ? Math.min(asOf, barClose(timeframe, bars.time[bars.length - 1], calendar)) : asOf
  const algorithmic = await algorithmicOf(source, symbol, tapeAsOf, context.signal)
  return { bars, result: resultOf(bars, calendar, { source: source.name, stale, algorithmic, count: request.bars }) }
}

interface Beside {
  source: string
  stale: boolean
  algorithmic: AnalyzeResult['algorithmic']
  /** Bars asked for. */
  count: number
}

function resultOf(bars: Bars, calendar: Calendar, { source, stale, algorithmic, count }: Beside): AnalyzeResult {
  const last = bars.length - 1
  const from = Math.max(0, bars.length - count)
  const price = bars.close[last]
  const range = indicatorColumn('atr', bars, [14])[last]
  const levelWidth = Number.isFinite(range) ? LEVEL_WIDTH_ATR * range : null
  const pivots = settledPivots(bars).filter((pivot) => pivot.row >= from)
  const found = levelWidth === null ? [] : clusterLevels(pivots, levelWidth)
  const facts = regimeAt(bars)
  const regime = regimeOutput(facts)
  const levels = levelsOutput(found, bars, calendar)
  const breakout = breakoutOutput(breakoutAt(bars, found), bars, calendar)
  const patterns = patternsOf(bars, calendar)
  const { trend, strength } = facts
  const summary = summaryOf({ symbol: bars.symbol, price, regime, levels, breakout, patterns, stale, trend, strength })
  return {
    symbol: bars.symbol,
    timeframe: bars.timeframe,
    source,
    feed: bars.feed,
    adjustment: bars.adjustment ?? 'none',
    staleSince: bars.staleSince == null ? null : iso(bars.staleSince),
    stale,
    bars: bars.length - from,
    time: iso(bars.time[last]),
    price,
    quick: { trend, strength, regime: facts.regime, summary },
    regime,
    momentum: momentumWindows(bars.close, bars.length),
    levels,
    levelWidth,
    volumeProfile: volumeProfile(bars, from),
    breakout,
    algorithmic,
    patterns,
  }
}

function regimeOutput({ regime, trend: _, strength: __, ...decided }: RegimeFacts): AnalyzeResult['regime'] {
  const { trendFrom, leastDrift, highFrom } = REGIME_RULES
  return { name: regime, ...decided, thresholds: { trendFrom, leastDrift, highFrom } }
}

/** The nearest levels of each side, highest first. */
function levelsOutput(found: Level[], bars: Bars, calendar: Calendar): AnalyzeResult['levels'] {
  const price = bars.close[bars.length - 1]
  const closeOf = (row: number) => iso(barClose(bars.timeframe, bars.time[row], calendar))
  const above = found.filter((level) => level.price > price).slice(-LEVELS_A_SIDE)
  const below = found.filter((level) => level.price <= price).slice(0, LEVELS_A_SIDE)
  return [...above, ...below].map((level) => ({
    kind: level.price > price ? ('resistance' as const) : ('support' as const),
    price: level.price,
    touches: level.touches,
    knownAt: closeOf(level.settledRow),
    firstKnownAt: closeOf(level.knownRow),
    low: level.low,
    high: level.high,
    lastTouch: iso(bars.time[level.lastRow]),
    distance: level.price / price - 1,
  }))
}

function breakoutOutput({ sinceRow, ...rest }: Breakout, bars: Bars, calendar: Calendar): AnalyzeResult['breakout'] {
  const since = sinceRow === null ? null : bars.time[sinceRow]
  return {
    ...rest,
    since: since === null ? null : iso(since),
    knownAt: since === null ? null : iso(barClose(bars.timeframe, since, calendar)),
  }
}
