import { type Instant, iso } from '../../core/time.ts'
import { barClose, closedCount } from '../../market/bar-times.ts'
import { type Bars, sliceBars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import { coverageOf, outsideSessions } from '../../market/quality/missing.ts'
import { findOutliers } from '../../market/quality/outliers.ts'
import { brokenRules, findJumps, splitsWithoutJump } from '../../market/quality/rules.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { isIntraday, TIMEFRAMES } from '../../market/timeframe.ts'
import type { Store } from '../../ports/store.ts'
import { asOfOutput, feedOutput, sourceOutput, symbolInput } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'
import { findSeries, noSeries, optionalTimeframe, storedSourceInput } from './stored-series.ts'

const time = z.string().describe('Bar open (ISO 8601 UTC)')

const VerifyOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  timeframe: z.enum(TIMEFRAMES).nullable().describe('Bar length; null when only prints or quotes are stored'),
  source: sourceOutput,
  feed: feedOutput,
  asOf: asOfOutput,
  bars: z.int().describe('Bars looked at'),
  from: z.string().nullable().describe('First bar'),
  to: z.string().nullable().describe('Last bar'),
  expected: z.int().describe('Bars the calendar expects from the first to the last, regular sessions only'),
  completeness: z.number().nullable().describe('Share of the expected bars that is there; null when none is expected'),
  missing: z
    .array(
      z.strictObject({
        from: time,
        to: time.describe('Open of the last missing bar'),
        bars: z.int().describe('Bars missing in a row'),
      }),
    )
    .describe('Expected bars that are not there, in runs'),
  duplicates: z.int().describe('Bars whose time is not after the one before'),
  outliers: z
    .array(
      z.strictObject({ time, field: z.string().describe('Price field'), z: z.number().describe('Robust z-score of its return') }),
    )
    .describe('Prices more than 3.0 robust deviations from the close before'),
  jumps: z
    .array(
      z.strictObject({
        time,
        before: z.number().describe('Close before, as stored'),
        after: z.number().describe('Open'),
        split: z.number().describe('New shares per old share that it looks like'),
        explained: z.boolean().describe('A stored split of that date says the same'),
      }),
    )
    .describe('Jumps of the size of a split'),
  violations: z
    .array(z.strictObject({ time, rule: z.string().describe('Rule that is broken') }))
    .describe('Rows that break a rule'),
  prints: z
    .strictObject({ rows: z.int().describe('Prints stored'), withoutSize: z.int().describe('Prints of size 0') })
    .nullable()
    .describe('Stored prints'),
  quotes: z
    .strictObject({
      rows: z.int().describe('Quotes stored'),
      crossed: z.int().describe('Bid above ask'),
      locked: z.int().describe('Bid equal to ask'),
      oneSided: z.int().describe('One side or both empty'),
    })
    .nullable()
    .describe('Stored quotes'),
  note: z.string().describe('What was expected'),
})

export type VerifyAnswer = z.infer<typeof VerifyOutput>

export const dataVerify = defineOperation({
  name: 'data.verify',
  toolset: 'datasets',
  effect: 'read',
  summary: 'Check a stored series: bars missing against the calendar, outliers, jumps like a split, broken rules.',
  input: z.strictObject({
    symbol: symbolInput,
    timeframe: z
      .string()
      .optional()
      .describe(`Bar length: ${TIMEFRAMES.join(' ')}; default the finest stored`),
    fromSource: storedSourceInput,
  }),
  output: VerifyOutput,
  examples: [
    { title: 'The finest bars stored', input: { symbol: 'SPY' } },
    { title: 'Daily bars', input: { symbol: 'AAPL', timeframe: '1d' } },
  ],
  async run(context, input) {
    const store = await context.store()
    const symbol = normalizeSymbol(input.symbol)
    const source = input.fromSource ?? null
    const timeframe = optionalTimeframe(input.timeframe)
    const series = findSeries(store, symbol, { kind: 'bars', timeframe, source })
    const tape = tapeFacts(store, symbol, source, context.settings.asOf)
    if (!series && (timeframe !== null || !tape.any)) throw noSeries(store, symbol, timeframe ? `${timeframe} bars` : 'bars')
    const stored = series && store.bars.load({ symbol, timeframe: series.timeframe!, source: series.source })
    if (!stored) return { ...NO_BARS, ...tape.facts, symbol, source: tape.source, feed: tape.feed, asOf: iso(tape.last) }
    const calendar = calendarFor(symbol)
    const asOf = context.settings.asOf ?? barClose(stored.timeframe, stored.time[stored.length - 1], calendar)
    const bars = sliceBars(stored, 0, closedCount(stored, calendar, asOf))
    if (bars.length === 0) throw noSeries(store, symbol, `${stored.timeframe} bars before ${iso(asOf)}`)
    return { ...barFacts(bars, calendar, store), ...tape.facts, symbol, source: bars.source, feed: bars.feed, asOf: iso(asOf) }
  },
})

const NO_BARS = {
  timeframe: null,
  bars: 0,
  from: null,
  to: null,
  expected: 0,
  completeness: null,
  missing: [],
  duplicates: 0,
  outliers: [],
  jumps: [],
  violations: [],
  note: 'no bars are stored, only prints or quotes',
}

function barFacts(bars: Bars, calendar: Calendar, store: Store) {
  const actions = store.actions.load(bars.symbol, bars.source)
  const coverage = coverageOf(bars, calendar)
  const broken = brokenRules(bars)
  const outside = outsideSessions(bars, calendar).map((at) => ({ time: at, rule: 'outside every session of the calendar' }))
  const violations = [...broken, ...outside, ...splitsWithoutJump(bars, calendar, actions)].sort((a, b) => a.time - b.time)
  return {
    timeframe: bars.timeframe,
    bars: bars.length,
    from: iso(bars.time[0]),
    to: iso(bars.time[bars.length - 1]),
    expected: coverage.expected,
    completeness: coverage.expected === 0 ? null : coverage.present / coverage.expected,
    missing: coverage.gaps.map((gap) => ({ from: iso(gap.from), to: iso(gap.to), bars: gap.bars })),
    duplicates: broken.filter((one) => one.rule === 'time does not ascend').length,
    outliers: findOutliers(bars, calendar).map(stamped),
    jumps: findJumps(bars, calendar, actions).map(stamped),
    violations: violations.map(stamped),
    note: isIntraday(bars.timeframe) ? EXPECT_INTRADAY : EXPECT_DATES,
  }
}

const EXPECT_INTRADAY =
  'Every bar of each regular session is expected. A source that writes no row for a minute without a print (most do) shows such minutes as missing.'
const EXPECT_DATES = 'Every trading date (week) of the exchange calendar from the first bar to the last is expected.'

function stamped<T extends { time: Instant }>(one: T): Omit<T, 'time'> & { time: string } {
  return { ...one, time: iso(one.time) }
}

function tapeFacts(store: Store, symbol: string, source: string | null, asOf: Instant | null) {
  // A print at the as-of itself is known; the range's end is exclusive.
  const options = asOf === null ? {} : { to: asOf + 0.001 }
  const load = <T>(kind: 'prints' | 'quotes', read: (source: string) => T): T | null => {
    const series = findSeries(store, symbol, { kind, timeframe: null, source })
    return series && read(series.source)
  }
  const prints = load('prints', (from) => store.tape.loadPrints(symbol, from, options))
  const quotes = load('quotes', (from) => store.tape.loadQuotes(symbol, from, options))
  const some = prints ?? quotes
  return {
    any: some !== null,
    source: some?.source ?? '',
    feed: some?.feed ?? '',
    last: Math.max(prints?.time[prints.length - 1] ?? 0, quotes?.time[quotes.length - 1] ?? 0),
    facts: { prints: prints && printFacts(prints), quotes: quotes && quoteFacts(quotes) },
  }
}

function printFacts(prints: Prints) {
  let withoutSize = 0
  for (let i = 0; i < prints.length; i++) if (prints.size[i] === 0) withoutSize++
  return { rows: prints.length, withoutSize }
}

function quoteFacts({ length, bidPrice, askPrice }: Quotes) {
  const facts = { rows: length, crossed: 0, locked: 0, oneSided: 0 }
  for (let i = 0; i < length; i++) {
    if (bidPrice[i] === 0 || askPrice[i] === 0) facts.oneSided++
    else if (bidPrice[i] > askPrice[i]) facts.crossed++
    else if (bidPrice[i] === askPrice[i]) facts.locked++
  }
  return facts
}
