import { OpenbellError } from '../../core/errors.ts'
import { DAY, type Instant } from '../../core/time.ts'
import { prepareSeries } from '../../engine/prepare.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { BAR_COLUMNS, type Bars, type Column } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { parseTimeframe, type Timeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { dateRange } from '../common/date-range.ts'
import { shortHash } from '../common/hash.ts'
import { type Failed, forEachSymbol } from '../common/shared.ts'
import type { Context } from '../context.ts'
import { actionsIn, withRatios } from './actions.ts'
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
export const STANDARD_SPAN: Record<Timeframe, number> = {
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
