import { OpenbellError } from '../../core/errors.ts'
import { DAY, type Instant, iso, isoDate, MINUTE, SECOND, utcDay } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { barClose, closedCount, regularOnly } from '../../market/bar-times.ts'
import { type Bars, sliceBars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { isIntraday } from '../../market/timeframe.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { ActionsQuery, BarsQuery } from '../../ports/market-data.ts'
import type { Answer } from '../common/cached-load.ts'
import type { VendorClient } from '../common/vendor-client.ts'
import { type Chart, decodeChart } from './decode-chart.ts'
import { cutBars, joinBars } from './join-bars.ts'
import type { YahooLibrary } from './library.ts'
import { type Block, planBlocks, REACH } from './reach.ts'
import { yahooSymbol } from './symbols.ts'

export interface YahooParts {
  client: VendorClient
  library: YahooLibrary
  clock: Clock
  log: Log
}

/** Yahoo's futures come 10 to 15 minutes late, so their newest bars are still growing after their close. */
const FUTURES_DELAY = 15 * MINUTE

/** An answer that reaches up to now is asked again after this long, at most. */
const LIVE_AGE = { intraday: 15 * SECOND, dated: 60 * SECOND }

/**
 * Bars in `[from, to)` that were complete by the as-of. Newest block first, until the limit is met or the listing's start is reached.
 * `staleSince` tells of the oldest answer that stood in for a failed one.
 */
export async function readBars(parts: YahooParts, query: BarsQuery, signal: AbortSignal): Promise<Bars> {
  const calendar = calendarFor(query.symbol)
  const kept: Bars[] = []
  let rows = 0
  let oldest: Instant | null = null
  for (const block of planBlocks(query, parts.clock.now())) {
    const { value: chart, staleSince } = await readBlock(parts, query, block, calendar, signal)
    if (staleSince !== null) oldest = Math.min(oldest ?? staleSince, staleSince)
    if (!chart) continue
    const wanted = wantedRows(chart.bars, query, calendar)
    rows += wanted.length
    kept.unshift(wanted)
    if (query.limit !== undefined && rows >= query.limit) break
    if (chart.firstListed !== null && chart.firstListed >= block.from) break
  }
  const joined = kept.length === 0 ? null : joinBars(kept)
  if (!joined || joined.length === 0) throw nothing(query)
  const bars = { ...joined, staleSince: oldest }
  parts.client.noteData(barClose(query.timeframe, bars.time[bars.length - 1], calendar))
  return query.limit === undefined ? bars : sliceBars(bars, bars.length - query.limit, bars.length)
}

function wantedRows(bars: Bars, query: BarsQuery, calendar: Calendar): Bars {
  const cut = cutBars(bars, query.from, query.to)
  const closed = sliceBars(cut, 0, closedCount(cut, calendar, query.asOf))
  return query.session === 'regular' && isIntraday(query.timeframe) ? regularOnly(closed, calendar) : closed
}

/** One block, from the cache or from Yahoo; null where Yahoo has nothing (before the listing, a holiday). */
async function readBlock(
  parts: YahooParts,
  query: BarsQuery,
  block: Block,
  calendar: Calendar,
  signal: AbortSignal,
): Promise<Answer<Chart | null>> {
  const intraday = isIntraday(query.timeframe)
  const prePost = intraday && query.session === 'all'
  const key = ['chart', query.symbol, query.timeframe, prePost ? 'all' : 'regular', block.number].join(' ')
  const maxAgeMs = !block.live ? undefined : intraday ? LIVE_AGE.intraday : LIVE_AGE.dated
  return parts.client.cached({ key, maxAgeMs }, signal, async () => {
    const now = parts.clock.now()
    const { interval } = REACH[query.timeframe]
    const raw = await someOrNull(
      parts.library.chart(yahooSymbol(query.symbol), { from: block.from, to: block.to, interval, prePost }, signal),
    )
    if (raw === null) return null
    const completeUntil = calendar.market === 'cme' ? now - FUTURES_DELAY : now
    const chart = decodeChart(raw, { symbol: query.symbol, timeframe: query.timeframe, calendar, completeUntil })
    tellAside(parts.log, query, chart)
    return chart
  })
}

/** Nothing in one block is no error of the whole. */
async function someOrNull(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call
  } catch (thrown) {
    if (thrown instanceof OpenbellError && thrown.kind === 'no-data') return null
    throw thrown
  }
}

function tellAside(log: Log, { symbol, timeframe }: BarsQuery, { aside, bars }: Chart): void {
  const { empty, incomplete, invalid, running } = aside
  if (incomplete + invalid > 0) log.warn('yahoo.set-aside', { symbol, timeframe, kept: bars.length, ...aside })
  else if (empty + running > 0) log.debug('yahoo.set-aside', { symbol, timeframe, kept: bars.length, ...aside })
}

function nothing({ symbol, timeframe, from, to, asOf }: BarsQuery): OpenbellError {
  const end = Math.min(to, asOf)
  return new OpenbellError(
    'no-data',
    `yahoo has no complete ${timeframe} bars of ${symbol} from ${iso(from)} to ${iso(end)}`,
    'ask for a longer range: --period 1mo, or see: openbell hours',
  )
}

/** Splits and dividends with an ex-date in `[from, to]`. Yahoo's bars are adjusted for these splits already. */
export async function readActions(parts: YahooParts, query: ActionsQuery, signal: AbortSignal): Promise<CorporateAction[]> {
  const calendar = calendarFor(query.symbol)
  const from: Instant = (query.from - 1) * DAY
  const to: Instant = (Math.min(query.to, utcDay(parts.clock.now())) + 2) * DAY
  const key = `actions ${query.symbol} ${query.from} ${query.to}`
  const answer = await parts.client.cached({ key }, signal, async () => {
    const raw = await someOrNull(
      parts.library.chart(yahooSymbol(query.symbol), { from, to, interval: '1d', prePost: false }, signal),
    )
    return decodeChart(raw, { symbol: query.symbol, timeframe: '1d', calendar, completeUntil: parts.clock.now() }).actions
  })
  const actions = answer.value.filter(({ exDay }) => exDay >= query.from && exDay <= query.to)
  if (actions.length > 0) return actions
  const range = `${isoDate(query.from)} to ${isoDate(query.to)}`
  throw new OpenbellError('no-data', `yahoo has no splits or dividends of ${query.symbol} from ${range}`, null)
}
