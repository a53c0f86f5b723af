import { rateLiquidity } from '../analysis/liquidity.ts'
import { findTurns } from '../analysis/peaks/find-turns.ts'
import { SENSITIVITIES, settlingBars, type TurnSettings, turnSettings } from '../analysis/peaks/settings.ts'
import { type TurnSignal, turnSignal } from '../analysis/peaks/signal.ts'
import { TurnTracker } from '../analysis/peaks/tracker.ts'
import { PEAK, TROUGH, type TurnKind } from '../analysis/peaks/turns.ts'
import { OpenbellError } from '../core/errors.ts'
import { type Instant, iso } from '../core/time.ts'
import { barClose } from '../market/bar-times.ts'
import type { Bars } from '../market/bars.ts'
import { type Calendar, calendarFor } from '../market/calendar/calendar.ts'
import { normalizeSymbol } from '../market/symbols.ts'
import { parseTimeframe, type Timeframe } from '../market/timeframe.ts'
import type { MarketDataSource } from '../ports/market-data.ts'
import type { Context } from './context.ts'
import { defineOperation, z } from './operation.ts'
import { keepSignal, keptSignals } from './peak-trough-history.ts'
import { PeakTroughOutput, type PeakTroughResult, type Turn } from './peak-trough-output.ts'
import { printsPerMinute } from './prints-per-minute.ts'
import { recentBars } from './recent-bars.ts'
import { forEachSymbol, timeframeInput } from './shared.ts'

/** Last bars of each answer as columns, for a chart. */
const RECENT = 120

const names = Object.keys(SENSITIVITIES) as (keyof typeof SENSITIVITIES)[]

export const peakTrough = defineOperation({
  name: 'peak-trough',
  toolset: 'analysis',
  summary: 'Find peaks and troughs of smoothed closes, say since when each was known, and signal near the newest.',
  effect: 'read',
  input: z.strictObject({
    symbols: z.array(z.string()).default([]).describe('Symbols, e.g. OBX NQ').meta({ positional: true }),
    timeframe: timeframeInput('1m'),
    bars: z.int().min(2).max(200_000).default(1000).describe('Closes to look at, back from the as-of bar'),
    window: z
      .int()
      .min(1)
      .max(1001)
      .optional()
      .describe('Hanning window in bars (even: one more); default 11, or by --sensitivity'),
    lookahead: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Bars after a turn that must not go beyond it; default 1, or by --sensitivity'),
    delta: z.number().min(0).default(0).describe('Price units by which a later value must turn back'),
    sensitivity: z.enum(names).default('standard').describe('Window/lookahead: conservative 21/3, standard 11/1, sensitive 7/1'),
    history: z.boolean().default(false).describe('List the signals kept from earlier runs instead'),
  }),
  output: PeakTroughOutput,
  examples: [
    { title: 'Entries on minute bars', input: { symbols: ['OBX'] } },
    { title: 'Fewer, later turns on daily bars', input: { symbols: ['OBX'], timeframe: '1d', sensitivity: 'conservative' } },
    { title: 'Signals kept from earlier runs', input: { history: true } },
  ],
  async run(context, input) {
    if (input.history) return keptSignals(context, input.symbols)
    if (input.symbols.length === 0) {
      throw new OpenbellError('usage', 'peak-trough needs at least one symbol', 'openbell peak-trough OBX')
    }
    const settings = turnSettings(input)
    const timeframe = parseTimeframe(input.timeframe)
    const source = await context.source()
    const asOf = context.asOf(source)
    const symbols = new Set(input.symbols.map(normalizeSymbol)).size
    let done = 0
    const { results, failed } = await forEachSymbol(context, input.symbols, async (symbol) => {
      context.progress.update(done++, symbols, symbol)
      const result = await analyse(context, source, { symbol, timeframe, asOf, settings })
      await keepSignal(context, asOf, result)
      return result
    })
    const feeds = [...new Set(results.map((result) => result.feed))]
    return { asOf: iso(asOf), source: source.name, feed: feeds.join(','), results, failed }
  },
})

interface Request {
  symbol: string
  timeframe: Timeframe
  asOf: Instant
  settings: TurnSettings
}

/**
 * One symbol. The computation is over the last `bars` closes; as many again before them (1,000 at least) are loaded so that the
 * computations of earlier bars, which `knownAt` and `survival` are about, saw what they would have seen then.
 */
async function analyse(context: Context, source: MarketDataSource, request: Request): Promise<PeakTroughResult> {
  const { symbol, timeframe, asOf, settings } = request
  const rows = settings.bars + Math.max(settings.bars, 1000)
  const bars = await recentBars(context, source, { symbol, timeframe, asOf, rows })
  const calendar = calendarFor(symbol)
  const tracker = new TurnTracker(settings)
  tracker.advance(bars.close, bars.length)
  const last = bars.length - 1
  const signal = turnSignal(bars.close, last, tracker.latest(PEAK), tracker.latest(TROUGH), settings)
  const prints = await printsPerMinute(source, symbol, liquidityAsOf(bars, asOf, calendar), context.signal)
  const liquidity = rateLiquidity(prints, context.settings.minimumPrintsPerMinute)
  const { reported, stayed } = tracker.survival()
  return {
    symbol,
    timeframe,
    source: source.name,
    feed: bars.feed,
    bars: Math.min(settings.bars, bars.length),
    window: settings.window,
    lookahead: settings.lookahead,
    delta: settings.delta,
    time: iso(bars.time[last]),
    signal: signalOutput(bars, signal, liquidity.meetsMinimum),
    ...turnsOf(bars, tracker, calendar),
    survival: reported === 0 ? null : stayed / reported,
    survivalOf: reported,
    liquidity,
    recent: recentColumns(bars, tracker),
  }
}

/** Where a symbol's bars end in an earlier session than the as-of's, its last minutes are those before its last bar's close. */
function liquidityAsOf(bars: Bars, asOf: Instant, calendar: Calendar): Instant {
  const last = bars.time[bars.length - 1]
  const sameSession = calendar.sessionAt(asOf).day === calendar.sessionAt(last).day
  return sameSession ? asOf : Math.min(asOf, barClose(bars.timeframe, last, calendar))
}

/** Tradable: there is something to act on, and the symbol prints often enough to get in and out. */
function signalOutput(bars: Bars, signal: TurnSignal, meetsMinimum: boolean): PeakTroughResult['signal'] {
  const { action, price, confidence, stop, reason, basis } = signal
  return {
    action,
    price,
    confidence,
    stop,
    reason,
    tradable: action !== 'HOLD' && meetsMinimum,
    basis: basis && { kind: basis.kind, time: iso(bars.time[basis.row]), price: basis.price, provisional: basis.provisional },
  }
}

/** The turns of the whole computation at the as-of bar, each with what the causal path knows about it. */
function turnsOf(bars: Bars, tracker: TurnTracker, calendar: Calendar): { peaks: Turn[]; troughs: Turn[] } {
  const { settings } = tracker
  const left = Math.max(0, bars.length - settings.bars)
  const found = findTurns(bars.close.subarray(left, bars.length), settings)
  const turns: [peaks: Turn[], troughs: Turn[]] = [[], []]
  for (let i = 0; i < found.count; i++) {
    const kind = (i % 2 === 0 ? found.first : 1 - found.first) as TurnKind
    const row = left + found.rows[i]
    const age = bars.length - 1 - row
    turns[kind].push({
      time: iso(bars.time[row]),
      price: bars.close[row],
      smoothed: found.smoothed[row - left],
      knownAt: iso(barClose(bars.timeframe, bars.time[tracker.reportedSince(kind, row)], calendar)),
      provisional: age < settlingBars(settings),
      age,
    })
  }
  return { peaks: turns[PEAK], troughs: turns[TROUGH] }
}

function recentColumns(bars: Bars, tracker: TurnTracker): PeakTroughResult['recent'] {
  const count = Math.min(RECENT, tracker.settings.bars, bars.length)
  const rows = Array.from({ length: count }, (_, i) => bars.length - count + i)
  return { close: rows.map((row) => bars.close[row]), smoothed: rows.map((row) => tracker.smoothed(row)) }
}
