import { BREAKOUT_RULES } from '../../analysis/breakout/breakout.ts'
import { REGIME_RULES } from '../../analysis/regime/regime.ts'
import { iso } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import { forEachSymbol, symbolsInput, timeframeInput } from '../common/shared.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { analyseSymbol } from './analysis.ts'
import { correlationOf } from './correlation.ts'
import { AnalyzeOutput } from './output.ts'

const HELP = `What the words mean:
  trend       average directional index (14) of at least ${REGIME_RULES.trendFrom} (Wilder), a regression line of ${REGIME_RULES.slopeBars} closes that moved at least
              ${REGIME_RULES.leastDrift} average true range, and the directional indicators on the same side; else sideways
  volatility  deviation of ${REGIME_RULES.volatilityBars} log returns, HIGH above the median of its ${REGIME_RULES.rankedAmong} values before (a year of daily bars), else LOW
  level       settled highs and lows within one average true range of each other, two at least: first known when the second was
              settled; its price and touches, as told, are known when the last of them was
  profile     the volume of a bar is spread evenly from its low to its high; the value area holds 70%
  breakout    a close beyond the ${BREAKOUT_RULES.channelBars} bars before, holding; confirmed by ${BREAKOUT_RULES.confirmingVolume} times their mean volume
  algorithmic a heuristic score of how machine-made the prints look, not a measured frequency
  pattern     known at the close that confirmed it, on turns that no later bar can change; candlesticks (within 0.1%) only of bars
              that reach over 0.2% of the price`

/** The state of symbols at the as-of: trend, regime, momentum, levels, volume profile, breakout, tape and patterns, each as it could be known then. */
export const analyze = defineOperation({
  name: 'analyze',
  toolset: 'analysis',
  summary: 'Analyse symbols: trend, regime, levels, volume profile, breakout, patterns, each with the time it was known.',
  effect: 'read',
  input: z.strictObject({
    symbols: symbolsInput,
    timeframe: timeframeInput('1d'),
    bars: z
      .int()
      .min(20)
      .max(20_000)
      .default(250)
      .describe('Bars for levels, volume profile and correlation, back from the as-of bar'),
    correlate: z.boolean().default(false).describe('Correlate the returns of the symbols too, on the dates that all have'),
  }),
  output: AnalyzeOutput,
  help: HELP,
  examples: [
    { title: 'The state of a symbol on daily bars', input: { symbols: ['SIMALL'] } },
    { title: 'Within the day', input: { symbols: ['SIMALL'], timeframe: '5m' } },
    { title: 'Several, and how they move together', input: { symbols: ['SIMALL', 'SIMFIN', 'SIMTEC'], correlate: true } },
  ],
  async run(context, input) {
    const timeframe = parseTimeframe(input.timeframe)
    const symbols = new Set(input.symbols.map(normalizeSymbol)).size
    if (input.correlate && symbols < 2) {
      throw new OpenbellError('usage', '--correlate needs at least two symbols', 'openbell analyze SIMALL SIMFIN --correlate')
    }
    const source = await context.source()
    const asOf = context.asOf(source)
    const series: Bars[] = []
    let done = 0
    const { results, failed } = await forEachSymbol(context, input.symbols, async (symbol) => {
      context.progress.update(done++, symbols, symbol)
      const { result, bars } = await analyseSymbol(context, source, { symbol, timeframe, asOf, bars: input.bars })
      series.push(bars)
      return result
    })
    const feed = [...new Set(results.map((result) => result.feed))].join(',')
    const answer = { asOf: iso(asOf), source: source.name, feed, results, failed }
    return input.correlate ? { ...answer, correlation: correlationOf(series, input.bars) } : answer
  },
})
