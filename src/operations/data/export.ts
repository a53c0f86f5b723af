import { throwIfAborted } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { barClose, closedCount } from '../../market/bar-times.ts'
import { sliceBars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { fillMissing } from '../../market/fill.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { TIMEFRAMES } from '../../market/timeframe.ts'
import type { SeriesInfo, Store } from '../../ports/store.ts'
import { asOfOutput, feedOutput, sourceOutput, symbolInput } from '../common/shared.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { barsTable, type ExportTable, exactStamp, printsTable, quotesTable } from './exporting.ts'
import { findSeries, noSeries, optionalTimeframe, sessionRange, storedSourceInput } from './stored-series.ts'

const KINDS = ['bars', 'prints', 'quotes'] as const
const ROWS_AT_ONCE = 5000

export const dataExport = defineOperation({
  name: 'data.export',
  toolset: 'datasets',
  // It writes a file of the user's choosing, so it is not for callers that may only read.
  effect: 'write',
  summary: 'Write a stored series to a CSV file, raw prices as stored; importing the file gives the same rows.',
  input: z.strictObject({
    symbol: symbolInput,
    timeframe: z
      .string()
      .optional()
      .describe(`Bar length: ${TIMEFRAMES.join(' ')}; default the finest stored`),
    kind: z.enum(KINDS).default('bars').describe('What to write'),
    from: z.string().optional().describe('First session date, or an instant'),
    to: z.string().optional().describe('Last session date (inclusive), or an instant'),
    out: z.string().min(1).describe('File to write; gzipped when its name ends in .gz'),
    fromSource: storedSourceInput,
    fill: z
      .boolean()
      .default(false)
      .describe(
        'Where a regular session has no bar, make one at the close before (volume 0), marked in a column; without it nothing is filled',
      ),
  }),
  output: z.strictObject({
    symbol: z.string().describe('Symbol'),
    kind: z.enum(KINDS).describe('What was written'),
    timeframe: z.enum(TIMEFRAMES).nullable().describe('Bar length; null for prints and quotes'),
    source: sourceOutput,
    feed: feedOutput,
    asOf: asOfOutput,
    out: z.string().describe('File written'),
    rows: z.int().describe('Rows written'),
    filled: z.int().describe('Rows among them that were made by --fill'),
    from: z.string().describe('Time of the first row'),
    to: z.string().describe('Time of the last row'),
  }),
  examples: [
    { title: 'All minutes of a symbol', input: { symbol: 'SPY', timeframe: '1m', out: 'spy.csv.gz' } },
    {
      title: 'A day of prints',
      input: { symbol: 'SPY', kind: 'prints', from: '2024-01-02', to: '2024-01-02', out: 'prints.csv' },
    },
  ],
  deadlineMs: null,
  async run(context, input) {
    const store = await context.store()
    const symbol = normalizeSymbol(input.symbol)
    if (input.fill && input.kind !== 'bars') throw barsOnly(symbol, input.kind)
    const calendar = calendarFor(symbol)
    const wanted = { kind: input.kind, timeframe: optionalTimeframe(input.timeframe), source: input.fromSource ?? null }
    const series = findSeries(store, symbol, wanted)
    if (!series) throw noSeries(store, symbol, wanted.timeframe ? `${wanted.timeframe} bars` : input.kind)
    const range = sessionRange(input.from, input.to, calendar)
    const asOf = context.settings.asOf ?? lastKnown(series, calendar)
    const { table, time, filled } = loadTable(store, series, { ...range, asOf, fill: input.fill }, calendar)
    if (table.length === 0) {
      const bounds = `${exactStamp(series.from)} to ${exactStamp(series.to)}`
      throw new OpenbellError(
        'no-data',
        `${symbol} has no ${input.kind} in that range; stored: ${bounds}`,
        `openbell data list ${symbol}`,
      )
    }
    if (context.dryRun) context.progress.note(`dry run: ${input.out} is not written`)
    else await write(context, table, input.out)
    return {
      symbol,
      kind: input.kind,
      timeframe: series.timeframe,
      source: series.source,
      feed: series.feed,
      asOf: exactStamp(asOf),
      out: input.out,
      rows: table.length,
      filled,
      from: exactStamp(time[0]),
      to: exactStamp(time[table.length - 1]),
    }
  },
})

function lastKnown(series: SeriesInfo, calendar: Calendar): Instant {
  return series.timeframe === null ? series.to : barClose(series.timeframe, series.to, calendar)
}

/** A minute without a bar is a hole; one without a print or a quote is none. */
function barsOnly(symbol: string, kind: string): OpenbellError {
  return new OpenbellError('usage', `--fill is for bars, not for ${kind}`, `openbell data export ${symbol} --fill --out FILE`)
}

interface Wanted {
  from: Instant
  to: Instant
  asOf: Instant
  fill: boolean
}

interface Loaded {
  table: ExportTable
  time: Float64Array<ArrayBufferLike>
  filled: number
}

function loadTable(store: Store, series: SeriesInfo, wanted: Wanted, calendar: Calendar): Loaded {
  const { symbol, source, kind } = series
  const nothing = { table: { header: '', length: 0, row: () => '' }, time: new Float64Array(0), filled: 0 }
  if (kind === 'bars') {
    const bars = store.bars.load({ symbol, timeframe: series.timeframe!, source }, { from: wanted.from, to: wanted.to })
    if (!bars) return nothing
    const closed = sliceBars(bars, 0, closedCount(bars, calendar, wanted.asOf))
    if (!wanted.fill) return { table: barsTable(closed), time: closed.time, filled: 0 }
    const whole = fillMissing(closed, calendar)
    return { table: barsTable(whole.bars, whole.filled), time: whole.bars.time, filled: whole.bars.length - closed.length }
  }
  // What happened at the as-of itself is known; the end of a range is exclusive.
  const known = { from: wanted.from, to: Math.min(wanted.to, wanted.asOf + 0.001) }
  if (kind === 'prints') {
    const prints = store.tape.loadPrints(symbol, source, known)
    return prints ? { table: printsTable(prints), time: prints.time, filled: 0 } : nothing
  }
  const quotes = store.tape.loadQuotes(symbol, source, known)
  return quotes ? { table: quotesTable(quotes), time: quotes.time, filled: 0 } : nothing
}

async function write(context: Context, table: ExportTable, out: string): Promise<void> {
  const files = await context.files()
  const sink = await files.create(out)
  try {
    await sink.write(`${table.header}\n`)
    for (let start = 0; start < table.length; start += ROWS_AT_ONCE) {
      throwIfAborted(context.signal)
      const end = Math.min(table.length, start + ROWS_AT_ONCE)
      let text = ''
      for (let i = start; i < end; i++) text += `${table.row(i)}\n`
      await sink.write(text)
      context.progress.update(end, table.length, `${out}: rows`)
    }
    await sink.commit()
  } catch (thrown) {
    await sink.discard()
    throw thrown
  }
}
