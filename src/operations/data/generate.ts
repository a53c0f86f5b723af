import { mockSeries } from '../../analysis/generate/mock-series.ts'
import { type Instant, iso, isoDate, parseDate } from '../../core/time.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { opensBefore, opensFrom } from '../../market/quality/expected.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { isIntraday, parseTimeframe, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '../../market/timeframe.ts'
import { asOfOutput, feedOutput, sourceOutput, symbolInput, timeframeInput } from '../common/shared.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'

const SOURCE = 'simulated'
const TRADING_DAYS = 252

export const dataGenerate = defineOperation({
  name: 'data.generate',
  toolset: 'datasets',
  effect: 'write',
  summary: 'Store a mock series: a seeded random walk on real session times, labelled simulated.',
  input: z.strictObject({
    symbol: symbolInput,
    startPrice: z.number().positive().max(1_000_000).default(100).describe('Open of the first bar, dollars'),
    volatility: z.number().min(0).max(5).default(0.2).describe('Volatility a year, as a fraction: 0.2 = 20 %'),
    periods: z.int().min(1).max(2_000_000).default(500).describe('Bars to make'),
    timeframe: timeframeInput('1d'),
    seed: z.int().optional().describe('Seed of the random walk; default the setting'),
    from: z.string().optional().describe('First session date; default: the series ends at the as-of'),
    replace: z.boolean().default(false).describe('Delete the simulated series of this symbol and timeframe first'),
  }),
  output: z.strictObject({
    symbol: z.string().describe('Symbol'),
    timeframe: z.enum(TIMEFRAMES).describe('Bar length'),
    source: sourceOutput,
    feed: feedOutput,
    asOf: asOfOutput,
    seed: z.int().describe('Seed used'),
    bars: z.int().describe('Bars made'),
    stored: z.int().describe('Bars that are new in the store'),
    duplicates: z.int().describe('Bars that were stored already'),
    from: z.string().describe('First bar'),
    to: z.string().describe('Last bar'),
    firstOpen: z.number().describe('Open of the first bar'),
    lastClose: z.number().describe('Close of the last bar'),
  }),
  examples: [
    { title: 'Two years of days', input: { symbol: 'MOCK', periods: 504 } },
    { title: 'A wild week of minutes', input: { symbol: 'MOCK', timeframe: '1m', periods: 1950, volatility: 0.9, seed: 7 } },
  ],
  async run(context, input) {
    const symbol = symbolOf(input.symbol)
    const timeframe = parseTimeframe(input.timeframe)
    const calendar = calendarFor(symbol)
    const asOf = context.settings.asOf ?? context.clock.now()
    const seed = input.seed ?? context.settings.seed
    const times = placeBars(calendar, timeframe, input.periods, input.from, asOf)
    const { startPrice, volatility } = input
    const options = { startPrice, volatility, seed, barsPerYear: barsPerYear(timeframe, calendar, times[0]) }
    const bars = mockSeries({ symbol, timeframe, source: SOURCE, feed: SOURCE }, times, options)
    const answer = { symbol, timeframe, source: SOURCE, feed: SOURCE, asOf: iso(asOf), seed, bars: bars.length }
    const span = { from: iso(times[0]), to: iso(times.at(-1)!), firstOpen: bars.open[0], lastClose: bars.close[bars.length - 1] }
    const store = await context.store()
    if (input.replace && !context.dryRun) store.bars.remove({ symbol, timeframe, source: SOURCE })
    const known = input.replace ? null : store.bars.load({ symbol, timeframe, source: SOURCE })
    if (known && !sameWalk(known, bars)) {
      throw new OpenbellError(
        'usage',
        `another simulated ${timeframe} series of ${symbol} is stored`,
        `openbell data generate ${symbol} --timeframe ${timeframe} --replace`,
      )
    }
    if (context.dryRun) {
      context.progress.note('dry run: nothing is stored; the counts are what the command would do')
      const duplicates = known ? bars.length : 0
      return { ...answer, ...span, stored: bars.length - duplicates, duplicates }
    }
    const { stored, duplicates } = store.bars.append(bars)
    return { ...answer, ...span, stored, duplicates }
  },
})

/** What is stored is listed for ever: it must be a name that can be typed. */
const SYMBOL = /^[\^A-Z0-9][A-Z0-9._/=-]{0,23}$/

function symbolOf(text: string): string {
  const symbol = normalizeSymbol(text)
  if (SYMBOL.test(symbol)) return symbol
  const message = `'${symbol.slice(0, 40)}' is no symbol: letters, digits and . _ / = -, 24 at most`
  throw new OpenbellError('usage', message, 'openbell data generate MOCK')
}

type Series = ReturnType<typeof mockSeries>

/** A second walk under the first one's name would be neither; only the very same series may be stored again. */
function sameWalk(known: Series, made: Series): boolean {
  const columns = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
  return known.length === made.length && columns.every((name) => made[name].every((value, i) => value === known[name][i]))
}

function placeBars(calendar: Calendar, timeframe: Timeframe, count: number, from: string | undefined, asOf: Instant): Instant[] {
  if (from === undefined) return opensBefore(calendar, timeframe, count, asOf)
  const day = parseDate(from)
  if (day === null) throw new OpenbellError('usage', `--from '${from}' is no date`, `--from ${isoDate(20_000)}`)
  return opensFrom(calendar, timeframe, count, day)
}

function barsPerYear(timeframe: Timeframe, calendar: Calendar, at: Instant): number {
  if (timeframe === '1w') return 52
  if (timeframe === '1d') return TRADING_DAYS
  const { open, close } = calendar.nominal(calendar.dateOf(at))
  return isIntraday(timeframe) ? TRADING_DAYS * ((close - open) / TIMEFRAME_MS[timeframe]) : TRADING_DAYS
}
