import { type DayNumber, HOUR, type Instant, parseDate } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import type { Span } from '../../market/calendar/calendar.ts'
import { newYorkDay, newYorkInstant, newYorkMidnight } from '../../market/calendar/new-york.ts'
import type { Calendar } from '../../market/calendar/session.ts'
import { resample } from '../../market/resample.ts'
import type { ActionsQuery, BarsQuery, MarketDataSource, TapeQuery } from '../../ports/market-data.ts'
import { orNothing } from '../world.ts'
import type { FaultPlan } from './fault-plan.ts'
import { capSizes, keepRows, replaceRows, scaleBars, scalePrices, scaleSnapshot } from './scripted-rows.ts'

/** How the matching shares a print among our orders (a tenth of it), so that a cap on fills becomes a cap on prints. */
const SHARE_OF_PRINT = 0.1

/**
 * The source as the scripted faults have it: nothing traded while a symbol is halted or after an early close, prices cut by a split from its day
 * on, prints too small for whole fills. Routes, streams and matching all read through here, so that they agree.
 */
export function scriptedMarket(source: MarketDataSource, calendar: Calendar, plan: FaultPlan): MarketDataSource {
  const market: Market = {
    closures: (symbol) => closures(plan, symbol),
    factor: (symbol, at) => factor(plan, symbol, at),
    cap: (symbol, at) => cap(plan, symbol, at),
    calendar,
  }
  const history = async (query: BarsQuery | TapeQuery | ActionsQuery, signal: AbortSignal) => {
    if (plan.quiet()) return source.history(query as never, signal)
    if (query.kind === 'bars') return barsOf(source, market, query, signal)
    if (query.kind === 'actions') return actionsOf(source, plan, query, signal)
    return tapeOf(source, market, query, signal)
  }
  return {
    ...source,
    now: () => source.now(),
    history: history as MarketDataSource['history'],
    async snapshot(symbol, asOf, signal) {
      const shut = market.closures(symbol).find((span) => asOf >= span.open && asOf < span.close)
      const seen = await source.snapshot(symbol, shut ? shut.open : asOf, signal)
      return scaleSnapshot(seen, market.factor(symbol, seen.time))
    },
    symbols: (signal) => source.symbols(signal),
    metrics: () => source.metrics(),
    close: () => source.close(),
  }
}

interface Market {
  /** When the symbol does not trade although the calendar says it could. */
  closures(symbol: string): Span[]
  /** What the source's price at an instant is multiplied by. */
  factor(symbol: string, at: Instant): number
  /** Most units of a print at an instant. */
  cap(symbol: string, at: Instant): number
  calendar: Calendar
}

async function barsOf(source: MarketDataSource, market: Market, query: BarsQuery, signal: AbortSignal): Promise<Bars> {
  const bars = await source.history(query, signal)
  const factorAt = (at: Instant) => market.factor(query.symbol, at)
  const spans = market.closures(query.symbol).filter((span) => span.open < query.to && span.close > query.from)
  if (spans.length === 0 || query.timeframe === '1w') return scaleBars(bars, factorAt)
  if (query.timeframe === '1m') return scaleBars(keepRows(bars, outside(spans)), factorAt)
  const touched = new Set(spans.flatMap((span) => [newYorkDay(span.open), newYorkDay(span.close - 1)]))
  let made = bars
  for (const day of touched) made = replaceRows(made, day, await rebuilt(source, market, query, day, spans, signal))
  return scaleBars(made, factorAt)
}

/** Bars of a day made of the minutes that were not shut; null when none was left. */
async function rebuilt(
  source: MarketDataSource,
  market: Market,
  query: BarsQuery,
  day: DayNumber,
  spans: Span[],
  signal: AbortSignal,
): Promise<Bars | null> {
  const { limit: _, ...rest } = query
  const whole = { ...rest, timeframe: '1m', from: newYorkMidnight(day), to: newYorkMidnight(day + 1) } as const
  const minutes = await orNothing(source.history(whole, signal))
  if (!minutes) return null
  return resample(keepRows(minutes, outside(spans)), query.timeframe, market.calendar, { session: query.session })
}

async function tapeOf(source: MarketDataSource, market: Market, query: TapeQuery, signal: AbortSignal) {
  const open = outside(market.closures(query.symbol))
  const factorAt = (at: Instant) => market.factor(query.symbol, at)
  if (query.kind === 'quotes')
    return scalePrices(keepRows(await source.history({ ...query, kind: 'quotes' }, signal), open), factorAt)
  const prints = keepRows(await source.history({ ...query, kind: 'prints' }, signal), open)
  return capSizes(scalePrices(prints, factorAt), (at) => market.cap(query.symbol, at))
}

async function actionsOf(source: MarketDataSource, plan: FaultPlan, query: ActionsQuery, signal: AbortSignal) {
  const scripted = plan
    .lasting('split')
    .filter((fault) => fault.symbol === query.symbol)
    .map((fault) => ({ fault, exDay: parseDate(fault.day ?? '') ?? Number.NaN }))
    .filter(({ exDay }) => exDay >= query.from && exDay <= query.to)
    .map(({ fault, exDay }) => {
      return {
        symbol: query.symbol,
        kind: 'split',
        exDay,
        value: fault.ratio,
        ratio: 1 / fault.ratio,
        source: source.name,
      } as const
    })
  if (scripted.length === 0) return source.history(query, signal)
  const own = (await orNothing(source.history(query, signal))) ?? []
  return [...own, ...scripted].sort((a, b) => a.exDay - b.exDay)
}

function closures(plan: FaultPlan, symbol: string): Span[] {
  const halts = plan.lasting('halt').filter((fault) => fault.symbol === symbol)
  return [...halts.map(({ from, to }) => ({ open: from, close: to })), ...plan.lasting('half-day').map(afternoon)]
}

/** From the early close to midnight: nothing trades after hours on a scripted half day. */
function afternoon({ day }: { day?: string }): Span {
  const date = parseDate(day ?? '') ?? Number.NaN
  return { open: newYorkInstant(date, 13 * HOUR), close: newYorkMidnight(date + 1) }
}

function outside(spans: Span[]): (at: Instant) => boolean {
  return (at) => !spans.some((span) => at >= span.open && at < span.close)
}

function factor(plan: FaultPlan, symbol: string, at: Instant): number {
  let product = 1
  for (const fault of plan.lasting('split')) {
    const day = parseDate(fault.day ?? '')
    if (fault.symbol === symbol && day !== null && at >= newYorkMidnight(day)) product /= fault.ratio
  }
  return product
}

function cap(plan: FaultPlan, symbol: string, at: Instant): number {
  let most = Number.POSITIVE_INFINITY
  for (const fault of plan.lasting('partial-fills')) {
    const hit = (fault.symbol ?? symbol) === symbol && at >= fault.from && at < fault.to
    if (hit) most = Math.min(most, Math.round(fault.shares / SHARE_OF_PRINT))
  }
  return most
}
