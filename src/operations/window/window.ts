import { windowFigures } from '../../analysis/window/figures.ts'
import type { WindowFigures } from '../../analysis/window/types.ts'
import { iso } from '../../core/time.ts'
import { asOfOutput, failedOutput, feedOutput, forEachSymbol, sourceOutput, symbolsInput } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'
import { sessionFrom } from './of-tape.ts'
import { readWindow } from './read-window.ts'

const maybe = (about: string) => z.number().nullable().describe(about)

/** What the tape did in its last seconds: speed, traffic, cost and who seems to be at it. */
export const window = defineOperation({
  name: 'window',
  toolset: 'market',
  summary: 'Show what the tape did in its last seconds: momentum, traffic, spread, trend.',
  effect: 'read',
  input: z.strictObject({
    symbols: symbolsInput,
    seconds: z.int().min(5).max(3600).default(300).describe('Length of the window in seconds'),
  }),
  output: z.strictObject({
    asOf: asOfOutput,
    source: sourceOutput,
    feed: feedOutput,
    seconds: z.number().describe('Seconds that were asked for'),
    results: z
      .array(
        z.strictObject({
          symbol: z.string().describe('Symbol'),
          feed: feedOutput,
          from: z.string().describe('The window begins after this instant (ISO 8601 UTC)'),
          to: z
            .string()
            .describe(
              'The window ends at this instant: the as-of, or the last regular close while nothing trades (ISO 8601 UTC)',
            ),
          prints: z.number().describe('Prints in the window'),
          price: maybe('Last price'),
          momentum: maybe('Last price against the first of the window, as a fraction'),
          volume: z.number().describe('Units printed in the window'),
          volumeRate: maybe('Units a minute in the window over those a minute in the session before it'),
          vwap: maybe('Volume-weighted average price'),
          spread: maybe('Mean of (ask - bid) over the middle, as a fraction'),
          printsPerMinute: maybe('Prints a minute, scaled up by the share of the market that the feed carries'),
          rating: z.string().describe('EXCELLENT from 1,000 prints a minute, GOOD from 500, POOR from 100, else INSUFFICIENT'),
          algorithmic: z
            .strictObject({
              probability: z.number().describe("How much the tape looks like a machine's, 0 to 1: a score, not a frequency"),
              pattern: z.string().describe('The clearest sign'),
            })
            .nullable()
            .describe('Null with fewer than 100 prints'),
          trend: z
            .enum(['up', 'down', 'flat'])
            .nullable()
            .describe('Direction of the line through the prices, flat unless it explains them'),
        }),
      )
      .describe('One a symbol'),
    failed: failedOutput,
  }),
  examples: [
    { title: 'The last five minutes', input: { symbols: ['SIMALL', 'SIMTEC'] } },
    { title: 'The last minute', input: { symbols: ['SIMALL'], seconds: 60 } },
  ],
  async run(context, input) {
    const source = await context.source()
    const asOf = context.asOf(source)
    const { results, failed } = await forEachSymbol(context, input.symbols, async (symbol) => {
      const { tape, from, to, feed, coverage, volume } = await readWindow(source, symbol, input.seconds, asOf, context.signal)
      const scope = { now: to, coverage, sessionFrom: sessionFrom(symbol, to), algorithmic: true }
      const figures = windowFigures(tape, input.seconds, scope)
      return {
        ...answerOf(figures),
        feed,
        from: iso(from),
        to: iso(to),
        price: Number.isNaN(tape.price) ? null : tape.price,
        volume,
      }
    })
    const feeds = [...new Set(results.map((one) => one.feed))].sort()
    return { asOf: iso(asOf), source: source.name, feed: feeds.join(','), seconds: input.seconds, results, failed }
  },
})

/** The tape of the window was read whole, so what it covers is what was asked for. */
function answerOf({ seconds: _, covered: __, ...figures }: WindowFigures) {
  return figures
}
