import { SENSITIVITIES, turnSettings } from '../../analysis/peaks/settings.ts'
import { OpenbellError } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import { forEachSymbol, timeframeInput } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'
import { analysePeaks } from './analysis.ts'
import { keepSignal, keptSignals } from './history.ts'
import { PeakTroughOutput } from './output.ts'

const names = Object.keys(SENSITIVITIES) as (keyof typeof SENSITIVITIES)[]

/**
 * Peaks and troughs by a symmetric (zero-phase) Hanning smoother (Blackman and Tukey, 1958) and lookahead/delta detection (Billauer's
 * peakdet); analysis/peaks says how, clause by clause. The smoother looks half a window ahead, so the newest turns REPAINT: until
 * one is (window - 1) / 2 + lookahead bars old, later bars can move or remove it. `knownAt`, `provisional` and `survival` say how far
 * to trust each; the turn at the oldest bar can change too, when that bar leaves the window.
 */
export const peakTrough = defineOperation({
  name: 'peak-trough',
  toolset: 'analysis',
  summary: 'Find peaks and troughs of smoothed closes, say since when each was known, and signal near the newest.',
  effect: 'read',
  input: z.strictObject({
    symbols: z.array(z.string()).default([]).describe('Symbols, e.g. SIMALL NQ').meta({ positional: true }),
    timeframe: timeframeInput('1m'),
    bars: z.int().min(2).max(100_000).default(1000).describe('Closes to look at, back from the as-of bar'),
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
    { title: 'Entries on minute bars', input: { symbols: ['SIMALL'] } },
    { title: 'Fewer, later turns on daily bars', input: { symbols: ['SIMALL'], timeframe: '1d', sensitivity: 'conservative' } },
    { title: 'Signals kept from earlier runs', input: { history: true } },
  ],
  async run(context, input) {
    if (input.history) return keptSignals(context, input.symbols)
    if (input.symbols.length === 0) {
      throw new OpenbellError('usage', 'peak-trough needs at least one symbol', 'openbell peak-trough SIMALL')
    }
    const settings = turnSettings(input)
    const timeframe = parseTimeframe(input.timeframe)
    const source = await context.source()
    const asOf = context.asOf(source)
    const symbols = new Set(input.symbols.map(normalizeSymbol)).size
    let done = 0
    const { results, failed } = await forEachSymbol(context, input.symbols, async (symbol) => {
      context.progress.update(done++, symbols, symbol)
      const result = await analysePeaks(context, source, { symbol, timeframe, asOf, settings })
      await keepSignal(context, asOf, result)
      return result
    })
    const feeds = [...new Set(results.map((result) => result.feed))]
    return { asOf: iso(asOf), source: source.name, feed: feeds.join(','), results, failed }
  },
})
