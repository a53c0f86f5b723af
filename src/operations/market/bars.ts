import { DAY, type DayNumber, type Instant, iso } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { asOfSession, daysBefore } from '../../market/calendar/as-of-session.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { fillMissing } from '../../market/fill.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { parseTimeframe, type Timeframe } from '../../market/timeframe.ts'
import { dateRange, endOf, type Range, startOf } from '../common/date-range.ts'
import { recentBars } from '../common/recent-bars.ts'
import { adjustmentOutput, asOfOutput, feedOutput, sourceOutput, symbolInput, timeframeInput } from '../common/shared.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { isProgram } from '../permit.ts'

const PERIODS = ['1d', '5d', '1mo', '3mo', '6mo', '1y'] as const
type Period = (typeof PERIODS)[number]

/** Rows that programs get at once: a server answers them in its own process, where others wait meanwhile. */
const MOST_FOR_PROGRAMS = 50_000
/** Rows when neither a range nor a limit is asked for. */
const STANDARD_ROWS = 100

const input = z.strictObject({
  symbol: symbolInput,
  timeframe: timeframeInput('1d'),
  from: z.string().optional().describe('First session date (YYYY-MM-DD), or an ISO instant: bars that open then or later'),
  to: z.string().optional().describe('Last session date, itself included, or an ISO instant: bars that open before it'),
  period: z
    .enum(PERIODS)
    .optional()
    .describe('Instead of a range: the last one or five sessions, or so many months up to the as-of'),
  limit: z.int().min(1).max(1_000_000).optional().describe(`Newest rows only; ${STANDARD_ROWS} when no range is given`),
  fill: z
    .boolean()
    .default(false)
    .describe(
      'Where the source has no bar in a regular session, make one at the close before (volume 0) and mark it; without it nothing is filled',
    ),
})

type Input = z.output<typeof input>

/** History of one symbol: bars that had closed by the as-of, oldest first. */
export const bars = defineOperation({
  name: 'bars',
  toolset: 'market',
  summary: 'Show price history: bars of one symbol.',
  effect: 'read',
  input,
  output: z.strictObject({
    symbol: z.string().describe('Symbol'),
    timeframe: z.string().describe('Timeframe'),
    source: sourceOutput,
    feed: feedOutput,
    asOf: asOfOutput,
    adjustment: adjustmentOutput,
    staleSince: z
      .string()
      .nullable()
      .describe('When the bars were fetched, if the vendor failed and an older answer stands in (ISO 8601 UTC)'),
    bars: z
      .array(
        z.strictObject({
          time: z.string().describe('Open of the bar (ISO 8601 UTC)'),
          open: z.number().describe('First price'),
          high: z.number().describe('Highest price'),
          low: z.number().describe('Lowest price'),
          close: z.number().describe('Last price'),
          volume: z.number().describe('Units that changed hands'),
          prints: z.number().nullable().describe('Prints in the bar; null when not counted'),
          vwap: z.number().nullable().describe('Volume-weighted average price; null when not given'),
          filled: z.boolean().optional().describe('With --fill: true where the source has no bar and this one was made'),
        }),
      )
      .describe('Bars, oldest first'),
  }),
  examples: [
    { title: 'The last month, a bar a day', input: { symbol: 'SIMALL', period: '1mo' } },
    { title: 'The last session in five minutes', input: { symbol: 'SIMALL', timeframe: '5m', period: '1d' } },
    { title: 'A session without holes', input: { symbol: 'SIMALL', timeframe: '1m', period: '1d', fill: true } },
    { title: 'Some dates', input: { symbol: 'SIMALL', from: '2026-01-05', to: '2026-01-09' } },
  ],
  async run(context, given) {
    const symbol = normalizeSymbol(given.symbol)
    const timeframe = parseTimeframe(given.timeframe)
    const source = await context.source()
    const asOf = context.asOf(source)
    const calendar = calendarFor(symbol)
    const range = rangeOf(given, calendar, timeframe, asOf, context.settings.session)
    const found = range
      ? await source.history(
          { kind: 'bars', symbol, timeframe, ...range, asOf, limit: given.limit, session: context.settings.session },
          context.signal,
        )
      : await recentBars(context, source, { symbol, timeframe, asOf, rows: given.limit ?? STANDARD_ROWS })
    if (isProgram(context.caller)) refuseMany(found)
    const adjustment = found.adjustment ?? 'none'
    const staleSince = found.staleSince == null ? null : iso(found.staleSince)
    const head = { symbol, timeframe, source: source.name, feed: found.feed, asOf: iso(asOf), adjustment, staleSince }
    return {
      ...head,
      bars: given.fill ? filledRows(found, calendar, given.limit ?? (range ? undefined : STANDARD_ROWS)) : rowsOf(found),
    }
  },
})

/** Said before rows are made of columns: that is what takes long. */
function refuseMany({ symbol, length }: Bars): void {
  if (length <= MOST_FOR_PROGRAMS) return
  const message = `bars: ${length} bars of ${symbol} are more than the ${MOST_FOR_PROGRAMS} of one call`
  throw new OpenbellError('usage', message, 'a shorter period, a limit, or datasets_load and run')
}

/** The range asked for, `[from, to)` in bar opens; null = no range, the newest bars. */
function rangeOf(given: Input, calendar: Calendar, timeframe: Timeframe, asOf: Instant, phases: 'all' | 'regular'): Range | null {
  if (given.period !== undefined && (given.from ?? given.to) !== undefined) {
    throw new OpenbellError('usage', '--period and --from/--to exclude each other', `openbell bars ${given.symbol} --period 1mo`)
  }
  if (given.period !== undefined) return periodRange(given.period, calendar, timeframe, asOf, phases)
  if (given.from === undefined && given.to === undefined) return null
  return dateRange(given, calendar, timeframe, asOf, 'openbell bars --help')
}

/** `1d` and `5d` are sessions that have bars; months count back from the date of the as-of session, that date a month earlier included. */
function periodRange(period: Period, calendar: Calendar, timeframe: Timeframe, asOf: Instant, phases: 'all' | 'regular'): Range {
  const session = asOfSession(calendar, timeframe, asOf, phases)
  if (!session) throw new OpenbellError('no-data', `the ${calendar.market} calendar knows no session before ${iso(asOf)}`)
  const to = endOf(calendar, timeframe === '1w' ? session.day + 6 : session.day)
  if (period === '1d' || period === '5d') {
    const days = [session.day, ...daysBefore(calendar, session.day, 4)]
    return { from: startOf(calendar, timeframe, days[Math.min(period === '5d' ? 4 : 0, days.length - 1)]), to }
  }
  const months = { '1mo': 1, '3mo': 3, '6mo': 6, '1y': 12 }[period]
  return { from: startOf(calendar, timeframe, monthsBefore(session.day, months)), to }
}

/** The same date some months earlier, or the last of that month where it has no such date. */
function monthsBefore(day: DayNumber, months: number): DayNumber {
  const date = new Date(day * DAY)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months]
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY
}

function rowsOf(found: Bars) {
  return Array.from({ length: found.length }, (_, i) => ({
    time: iso(found.time[i]),
    open: found.open[i],
    high: found.high[i],
    low: found.low[i],
    close: found.close[i],
    volume: found.volume[i],
    prints: known(found.prints?.[i]),
    vwap: known(found.vwap?.[i]),
  }))
}

/** Filled rows count towards the limit, as the others do. */
function filledRows(found: Bars, calendar: Calendar, limit = Number.POSITIVE_INFINITY) {
  const { bars, filled } = fillMissing(found, calendar)
  const rows = rowsOf(bars).map((row, i) => ({ ...row, filled: filled[i] === 1 }))
  return rows.slice(Math.max(0, rows.length - limit))
}

function known(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}
