import type { Instant } from '../../core/time.ts'
import type { ForecastSeries } from '../../engine/forecast/types.ts'
import type { Bars } from '../../market/bars.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { recentBars } from '../common/recent-bars.ts'
import { type Failed, forEachSymbol } from '../common/shared.ts'
import { type Context, OpenbellError } from '../operation.ts'
import { futureBarTimes, futureRowTimes, hoursOf } from './future-times.ts'
import { knownTable } from './known-rows.ts'
import { oldDataWarning } from './old-data.ts'
import { readSeriesFile } from './series-file.ts'
import { said } from './series-table.ts'

/** Label of what came from a file of series. */
const FILE_SOURCE = 'file'

/** Rows of a file that were set aside are counted beyond these. */
const MOST_SAID = 5

export interface SeriesWish {
  symbols: string[]
  /** Path of a file of series in place of a source; symbols then choose some of its columns. */
  data: string | null
  /** Name of the source; null = that of the settings. */
  source: string | null
  timeframe: Timeframe
  /** Most rows a series, back from the as-of. */
  bars: number
  asOf?: Instant | null
}

/** A series with where it came from. */
export interface LoadedSeries {
  series: ForecastSeries
  timeframe: Timeframe | null
  source: string
  feed: string
  adjustment: 'none' | 'splits' | null
  staleSince: Instant | null
  /** That its bars end long before the as-of; null where they do not. */
  old: string | null
  /** Opens of the bars after the last one. */
  future(count: number): (Instant | null)[]
}

export interface LoadedSet {
  loaded: LoadedSeries[]
  failed: Failed
  asOf: Instant | null
  source: string
  /** What else is to be said: rows of a file that were set aside. */
  warnings: string[]
}

/** Series to forecast: closes of a source's bars up to the as-of, or columns of a file. */
export async function loadSeries(context: Context, wish: SeriesWish): Promise<LoadedSet> {
  if (wish.data !== null) return loadFile(context, wish, wish.data)
  const source = await context.source(...(wish.source === null ? [] : [wish.source]))
  const asOf = wish.asOf ?? context.asOf(source)
  const all = { ...wish, asOf }
  let done = 0
  const { results, failed } = await forEachSymbol(context, wish.symbols, async (symbol) => {
    context.progress.update(done++, wish.symbols.length, `bars of ${symbol}`)
    return loadSymbol(context, source, symbol, all)
  })
  return { loaded: results, failed, asOf, source: source.name, warnings: [] }
}

async function loadSymbol(
  context: Context,
  source: MarketDataSource,
  symbol: string,
  { timeframe, bars: rows, asOf }: SeriesWish & { asOf: Instant },
): Promise<LoadedSeries> {
  return fromBars(await recentBars(context, source, { symbol, timeframe, asOf, rows }), asOf)
}

/** The closes of some bars as a series to forecast. */
function fromBars(bars: Bars, asOf: Instant): LoadedSeries {
  const { symbol, timeframe, length } = bars
  const times = bars.time.subarray(0, length)
  return {
    series: { id: symbol, values: bars.close.subarray(0, length), times, transform: transformOf(bars) },
    timeframe,
    source: bars.source,
    feed: bars.feed,
    adjustment: bars.adjustment ?? 'none',
    staleSince: bars.staleSince ?? null,
    old: oldDataWarning(bars, asOf),
    future: (count) => futureBarTimes(symbol, timeframe, times[length - 1], count, hoursOf(symbol, timeframe, times)),
  }
}

/** Prices move in proportion; a price at or below zero (oil in April 2020) cannot. */
function transformOf({ close, length }: Bars): 'log' | 'level' {
  for (let i = 0; i < length; i++) if (!(close[i] > 0)) return 'level'
  return 'log'
}

/** @throws OpenbellError not-found where the file has none of the names */
async function loadFile(context: Context, { symbols, bars }: SeriesWish, path: string): Promise<LoadedSet> {
  const table = knownTable(context, await readSeriesFile(context, path))
  const names = symbols.length === 0 ? table.series.map(({ id }) => id) : [...new Set(symbols)]
  const loaded: LoadedSeries[] = []
  const failed: Failed = []
  for (const name of names) {
    const series =
      table.series.find(({ id }) => id === name) ?? table.series.find(({ id }) => id.toUpperCase() === name.toUpperCase())
    if (series) loaded.push(fromRows(series, bars))
    else
      failed.push(
        noSuchSeries(
          name,
          table.series.map(({ id }) => id),
        ),
      )
  }
  if (loaded.length === 0) throw new OpenbellError('not-found', failed[0].message, failed[0].hint)
  const warnings = table.setAside.slice(0, MOST_SAID).map((one) => `set aside: ${said(one)}`)
  if (table.setAside.length > MOST_SAID) warnings.push(`and ${table.setAside.length - MOST_SAID} more were set aside`)
  return { loaded, failed, asOf: context.settings.asOf, source: FILE_SOURCE, warnings }
}

function noSuchSeries(name: string, known: string[]): Failed[number] {
  const message = `the file has no series ${name}; it has ${known.slice(0, MOST_SAID).join(', ')}${known.length > MOST_SAID ? ' ...' : ''}`
  return { symbol: name, kind: 'not-found', message, hint: 'name one of these, or none for all' }
}

/** The last rows of a series of a file. */
function fromRows(series: ForecastSeries, rows: number): LoadedSeries {
  const from = Math.max(0, series.values.length - rows)
  const times = series.times?.subarray(from) ?? null
  return {
    series: { ...series, values: series.values.subarray(from), times },
    timeframe: null,
    source: FILE_SOURCE,
    feed: FILE_SOURCE,
    adjustment: null,
    staleSince: null,
    old: null,
    future: (count) => (times === null ? new Array(count).fill(null) : futureRowTimes(times, count)),
  }
}
