import { OpenbellError } from '../../core/errors.ts'
import { BEGINNING, DAY, type Instant } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { Context } from '../context.ts'

export interface RecentQuery {
  symbol: string
  timeframe: Timeframe
  asOf: Instant
  /** Rows wanted; fewer come when the source has no more. */
  rows: number
  /** Only what this feed saw, where the source has several. */
  feed?: string
}

/** The last `rows` bars closed by the as-of, however far back they lie: thin and interrupted series are looked for in wider and wider spans. */
export async function recentBars(context: Context, source: MarketDataSource, query: RecentQuery): Promise<Bars> {
  const usual = usualSpan(query.timeframe, query.rows)
  const usualAnswer = await read(context, source, query, query.asOf - usual)
  if (usualAnswer instanceof OpenbellError && usualAnswer.kind === 'usage') return shorter(context, source, query, usual)
  let best = usualAnswer
  for (const from of [query.asOf - 8 * usual, BEGINNING]) {
    if (!(best instanceof OpenbellError) && best.length >= query.rows) return best
    const wider = await read(context, source, query, from)
    if (!(wider instanceof OpenbellError)) best = wider
  }
  if (best instanceof OpenbellError) throw best
  return best
}

/** Vendors that keep short bars for some days only say `usage` for an older start: ask for less. */
async function shorter(context: Context, source: MarketDataSource, query: RecentQuery, usual: number): Promise<Bars> {
  const answer = await read(context, source, query, query.asOf - Math.min(usual / 2, 6 * DAY))
  if (answer instanceof OpenbellError) throw answer
  return answer
}

/** Bars, or the error that says there are none in this span; every other failure is thrown. */
async function read(
  context: Context,
  source: MarketDataSource,
  query: RecentQuery,
  from: Instant,
): Promise<Bars | OpenbellError> {
  const { symbol, timeframe, asOf, rows, feed } = query
  const { session } = context.settings
  const asked = { kind: 'bars' as const, symbol, timeframe, from, to: asOf, asOf, limit: rows, session, ...(feed && { feed }) }
  try {
    return await source.history(asked, context.signal)
  } catch (thrown) {
    if (thrown instanceof OpenbellError && (thrown.kind === 'no-data' || thrown.kind === 'usage')) return thrown
    throw thrown
  }
}

/** A span of time that holds so many bars of a symbol that trades through regular New York sessions, with room for holidays. */
function usualSpan(timeframe: Timeframe, rows: number): number {
  if (timeframe === '1w') return (rows * 7 + 28) * DAY
  const regularMinutes = 390 * 60_000
  const sessions = isIntraday(timeframe) ? Math.ceil(rows / Math.floor(regularMinutes / TIMEFRAME_MS[timeframe])) : rows
  return (Math.ceil((sessions * 366) / 250) + 7) * DAY
}
