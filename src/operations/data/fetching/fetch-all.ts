import { type DayNumber, type Instant, iso, parseDate } from '../../../core/time.ts'
import { type Calendar, calendarFor } from '../../../market/calendar/calendar.ts'
import { normalizeSymbol } from '../../../market/symbols.ts'
import { isIntraday, type Timeframe } from '../../../market/timeframe.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import { asOfOutput, type Failed, failedOutput, feedOutput, forEachSymbol, sourceOutput } from '../../common/shared.ts'
import type { Context } from '../../context.ts'
import { OpenbellError, z } from '../../operation.ts'
import { type FetchedSeries, fetchPlan, planFetch } from './fetch-series.ts'
import type { FetchRequest } from './wanted.ts'

export const fetchOutput = z.strictObject({
  source: sourceOutput,
  feed: feedOutput,
  asOf: asOfOutput,
  results: z
    .array(
      z.strictObject({
        symbol: z.string().describe('Symbol'),
        timeframe: z.string().describe('Bar length'),
        from: z.string().describe('First session date of the range'),
        to: z.string().describe('Last session date of the range'),
        rows: z.int().describe('Bars that the source sent now = stored + duplicates + conflicts'),
        stored: z.int().describe('Bars that are new in the store'),
        duplicates: z.int().describe('Bars that were stored already'),
        conflicts: z.int().describe('Bars that the store holds with other values; the stored ones stand'),
        requests: z.int().describe('Questions put to the source; 0 when everything was there'),
      }),
    )
    .describe('One row a series'),
  failed: failedOutput,
})

export type FetchOutput = z.infer<typeof fetchOutput>

/** The source to fetch from: not the store itself. */
export async function fetchSource(context: Context): Promise<MarketDataSource> {
  const source = await context.source()
  if (source.name !== 'store') return source
  const others = context.sourceNames().filter((name) => name !== 'store')
  throw new OpenbellError('usage', 'the store cannot be fetched into itself', `add --source ${others.join(' or --source ')}`)
}

/** Fetches every series in turn; a symbol that fails is listed and the others go on. */
export async function fetchAll(
  context: Context,
  source: MarketDataSource,
  requests: FetchRequest[],
  asOf: Instant,
): Promise<FetchOutput> {
  const store = await context.store()
  const plans = requests.map((request) => planFetch(store, source.name, request))
  const total = plans.reduce((sum, plan) => sum + plan.slices.length, 0)
  if (context.dryRun) {
    context.progress.note(`dry run: ${total} requests for bars would be made to ${source.name}; nothing was fetched`)
    return { source: source.name, feed: source.feed, asOf: iso(asOf), results: [], failed: [] }
  }
  let done = 0
  const answer = async (symbol: string): Promise<FetchedSeries[]> => {
    const fetched: FetchedSeries[] = []
    for (const plan of plans.filter(({ request }) => request.symbol === symbol)) {
      const note = `${symbol} ${plan.request.timeframe}`
      fetched.push(await fetchPlan(context, store, source, plan, () => context.progress.update(++done, total, note)))
    }
    return fetched
  }
  const symbols = requests.map((request) => request.symbol)
  const { results, failed }: { results: FetchedSeries[][]; failed: Failed } = await forEachSymbol(context, symbols, answer)
  return { source: source.name, feed: source.feed, asOf: iso(asOf), results: results.flat(), failed }
}

export interface Dates {
  from?: string
  to?: string
}

/** One request a symbol for the given dates; without them the last five sessions of intraday bars, a year of longer ones. */
export function requestsFor(symbols: string[], timeframe: Timeframe, dates: Dates, asOf: Instant): FetchRequest[] {
  const [from, to] = [readDate(dates.from, '--from'), readDate(dates.to, '--to')]
  if (from !== null && to !== null && from > to) {
    throw new OpenbellError('usage', `--from ${dates.from} is after --to ${dates.to}`, `--from ${dates.to} --to ${dates.from}`)
  }
  return [...new Set(symbols.map(normalizeSymbol))].map((symbol) => {
    const calendar = calendarFor(symbol)
    const last = to ?? calendar.dateOf(asOf)
    const first = from ?? (isIntraday(timeframe) ? sessionsBefore(calendar, last, 5) : last - 365)
    return { symbol, timeframe, first, last, asOf }
  })
}

/** First of the last `count` trading dates up to a day. */
export function sessionsBefore(calendar: Calendar, last: DayNumber, count: number): DayNumber {
  let day = last + 1
  for (let i = 0; i < count; i++) day = calendar.previous(day)
  return day
}

function readDate(text: string | undefined, flag: string): DayNumber | null {
  if (text === undefined) return null
  const day = parseDate(text)
  if (day !== null) return day
  throw new OpenbellError('usage', `${flag} '${text}' is no date`, `${flag} 2026-03-19`)
}
