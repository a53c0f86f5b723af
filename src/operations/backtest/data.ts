import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { DAY, type DayNumber, type Instant } from '../../core/time.ts'
import { prepareSeries } from '../../engine/prepare.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { BAR_COLUMNS, type Bars, type Column, lowerBound, sliceBars } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { findJumps } from '../../market/quality/rules.ts'
import { parseTimeframe, TIMEFRAMES, type Timeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { dateRange } from '../common/date-range.ts'
import { shortHash } from '../common/hash.ts'
import { type Failed, forEachSymbol } from '../common/shared.ts'
import type { Context } from '../context.ts'
import { asTradedOf } from './as-traded.ts'
import type { DataFlags } from './input.ts'

/** The data of a run, loaded once and shared by every run on it. */
export interface RunData {
  source: MarketDataSource
  timeframe: Timeframe
  asOf: Instant
  series: PreparedSeries[]
  /** Dividends (and splits of raw bars) that fell due inside the data. */
  actions: CorporateAction[]
  /** False where the source knows nothing of a symbol's actions: then there may have been some. */
  actionsKnown: boolean
  /** Symbols that could not be loaded. */
  failed: Failed
  feed: string
  adjustment: 'none' | 'splits'
  /** Hash of every column: the same data, the same hash. */
  hash: string
  /** What the trials counted on this data are counted under. */
  dataKey: string
}

/** How far back a run looks when no --from is given and the data is not the store's (which is taken whole). */
const STANDARD_SPAN: Record<Timeframe, number> = {
  '1m': 31 * DAY,
  '5m': 92 * DAY,
  '15m': 183 * DAY,
  '30m': 366 * DAY,
  '1h': 366 * DAY,
  '1d': 5 * 366 * DAY,
  '1w': 10 * 366 * DAY,
}

/** Bars and actions of every symbol asked for; a symbol without data is in `failed`, none at all throws the first failure. */
export async function loadRunData(context: Context, flags: DataFlags): Promise<RunData> {
  const timeframe = parseTimeframe(flags.timeframe)
  const source = await context.source()
  const asOf = context.asOf(source)
  const { results, failed } = await forEachSymbol(context, flags.symbols, async (symbol) => {
    const bars = await barsInRange(context, source, { ...flags, symbol, timeframe, asOf })
    return prepareSeries(bars)
  })
  const known = await Promise.all(results.map((one) => actionsIn(context, source, one)))
  const actions = known.flatMap((one) => one?.due ?? [])
  const series = results.map((one, i) => withRatios(one, known[i], asOf))
  const feeds = [...new Set(results.map((one) => one.bars.feed))].sort()
  const symbols = results.map((one) => one.bars.symbol)
  return {
    source,
    timeframe,
    asOf,
    series,
    actions,
    actionsKnown: known.every((one) => one !== null),
    failed,
    feed: feeds.join(','),
    adjustment: results.some((one) => one.bars.adjustment === 'splits') ? 'splits' : 'none',
    hash: hashOf(series, actions),
    dataKey: `${[...symbols].sort().join(',')} ${timeframe} ${source.name}`,
  }
}

interface RangeQuery extends DataFlags {
  symbol: string
  asOf: Instant
}

async function barsInRange(context: Context, source: MarketDataSource, query: RangeQuery): Promise<Bars> {
  const { symbol, asOf } = query
  const timeframe = parseTimeframe(query.timeframe)
  const calendar = calendarFor(symbol)
  const { from, to } = dateRange(query, calendar, timeframe, asOf, 'openbell backtest --help')
  const open = query.from === undefined && source.name !== 'store'
  const start = open ? to - STANDARD_SPAN[timeframe] : from
  const asked = { kind: 'bars' as const, symbol, timeframe, from: start, to, asOf, session: context.settings.session }
  const bars = await source.history(asked, context.signal)
  if (bars.length > 0) return bars
  throw new OpenbellError(
    'no-data',
    `${symbol} has no ${timeframe} bars in the range`,
    `openbell bars ${symbol} --timeframe ${timeframe}`,
  )
}

/** What is known of a symbol's actions. */
interface KnownActions {
  /** What fell due inside the bars, in their shares. */
  due: CorporateAction[]
  /** Splits that the prices do not show: whoever made the bars has applied them. */
  applied: CorporateAction[]
}

/** The series with what its prices were multiplied by, where they were. */
function withRatios(series: PreparedSeries, known: KnownActions | null, asOf: Instant): PreparedSeries {
  const asTraded = asTradedOf(known?.applied ?? [], series.bars.time[0], asOf, series.calendar)
  return asTraded.length > 0 ? { ...series, asTraded } : series
}

/**
 * Actions that fell due inside the bars. Sources apply splits as a view, so a split moves shares only where the prices still show it;
 * where they do not, they were adjusted, and a dividend counts in the shares after it. Null when the source knows nothing of them.
 */
async function actionsIn(context: Context, source: MarketDataSource, series: PreparedSeries): Promise<KnownActions | null> {
  const { bars, day, calendar } = series
  const known = await actionsOf(context, source, bars.symbol, day[0])
  if (known === null) return null
  const jumps = findJumps(bars, calendar, known).filter((one) => one.explained)
  const shown = new Set(jumps.map((jump) => calendar.dateOf(jump.time)))
  const applied = known.filter((one) => one.kind === 'split' && !shown.has(one.exDay))
  const due = known
    .filter((one) => one.exDay <= day[bars.length - 1] && (one.kind === 'dividend' || shown.has(one.exDay)))
    .map((one) => (one.kind === 'dividend' ? inLaterShares(one, applied) : one))
  return { due, applied }
}

/** Yahoo tells dividends in today's shares already; everybody else in those of the day. */
function inLaterShares(dividend: CorporateAction, splits: CorporateAction[]): CorporateAction {
  if (dividend.value === null || dividend.source === 'yahoo') return dividend
  const later = splits.filter((one) => one.exDay > dividend.exDay)
  return { ...dividend, value: later.reduce((value, one) => value * (one.ratio ?? 1), dividend.value) }
}

/** Null = unknown: a store without a single action of the symbol may just not have been given them; other sources answer for theirs. */
async function actionsOf(
  context: Context,
  source: MarketDataSource,
  symbol: string,
  from: DayNumber,
): Promise<CorporateAction[] | null> {
  const to = calendarFor(symbol).dateOf(context.asOf(source))
  try {
    return await source.history({ kind: 'actions', symbol, from, to }, context.signal)
  } catch (thrown) {
    const { kind } = asOpenbellError(thrown)
    if (kind === 'usage' || kind === 'not-found') return null
    if (kind !== 'no-data') throw thrown
    if (source.name !== 'store') return []
    const store = await context.store()
    return store.actions.list().some((one) => one.symbol === symbol) ? [] : null
  }
}

/**
 * Finer bars of the same symbols from the store, for bars that alone cannot say whether stop or target came first; null where there are
 * none. A finer row outside the coarse bar's own range would be of another adjustment: such bars decide nothing.
 */
export async function finerBars(
  context: Context,
  data: RunData,
): Promise<((symbol: string, from: Instant, to: Instant) => Bars | null) | null> {
  if (data.source.name !== 'store') return null
  const finer = TIMEFRAMES.slice(0, TIMEFRAMES.indexOf(data.timeframe))
  const store = await context.store()
  const found = new Map<string, Bars>()
  for (const { bars, closeTime } of data.series) {
    const stored = new Set(store.series(bars.symbol).map((one) => one.timeframe))
    const timeframe = finer.find((one) => stored.has(one))
    if (!timeframe) continue
    const span = { from: bars.time[0], to: closeTime[bars.length - 1] }
    const asked = {
      kind: 'bars' as const,
      symbol: bars.symbol,
      timeframe,
      ...span,
      asOf: data.asOf,
      session: context.settings.session,
    }
    const loaded = await data.source.history(asked, context.signal).catch(() => null)
    if (loaded && loaded.length > 0) found.set(bars.symbol, loaded)
  }
  if (found.size === 0) return null
  return (symbol, from, to) => {
    const bars = found.get(symbol)
    if (!bars) return null
    const start = lowerBound(bars.time, bars.length, from)
    const end = lowerBound(bars.time, bars.length, to)
    return end > start ? sliceBars(bars, start, end) : null
  }
}

function hashOf(series: PreparedSeries[], actions: CorporateAction[]): string {
  const parts = series.flatMap(({ bars }) => [
    `${bars.symbol} ${bars.timeframe} ${bars.source} ${bars.feed} ${bars.adjustment ?? 'none'} ${bars.length}\n`,
    ...BAR_COLUMNS.map((name) => bytesOf(bars[name].subarray(0, bars.length))),
  ])
  const due = actions.map(({ symbol, kind, exDay, value, ratio }) => [symbol, kind, exDay, value, ratio])
  const ratios = series.flatMap(({ asTraded = [] }) => asTraded.map(({ before, ratio }) => [before, ratio]))
  return shortHash(...parts, JSON.stringify(due), ratios.length > 0 ? JSON.stringify(ratios) : '')
}

function bytesOf(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}
