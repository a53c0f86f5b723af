import { type Instant, iso } from '../../core/time.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import { asOfOutput, failedOutput, feedOutput, forEachSymbol, sourceOutput, symbolsInput } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'

const maybe = (about: string) => z.number().nullable().describe(about)

/** The latest known price of each symbol, with the state of its session. Every number has an age: `ageMs` counts back from the as-of. */
export const quote = defineOperation({
  name: 'quote',
  toolset: 'market',
  summary: 'Show the latest price, bid and ask, and the session so far.',
  effect: 'read',
  input: z.strictObject({ symbols: symbolsInput }),
  output: z.strictObject({
    asOf: asOfOutput,
    source: sourceOutput,
    feed: feedOutput,
    results: z
      .array(
        z.strictObject({
          symbol: z.string().describe('Symbol'),
          feed: feedOutput,
          price: z.number().describe('Last price'),
          bid: maybe('Best bid'),
          ask: maybe('Best ask'),
          bidSize: maybe('Units bid for'),
          askSize: maybe('Units on offer'),
          sessionOpen: maybe('Open of the session'),
          sessionHigh: maybe('High of the session so far'),
          sessionLow: maybe('Low of the session so far'),
          volume: maybe('Volume of the session so far'),
          change: maybe('Price against the last close before this session, as a fraction'),
          time: z.string().describe('When the price was made (ISO 8601 UTC)'),
          staleSince: z
            .string()
            .nullable()
            .describe('When it was fetched, if the vendor failed and an older answer stands in (ISO 8601 UTC)'),
          ageMs: z.number().describe('Age of the price at the as-of, in milliseconds'),
        }),
      )
      .describe('One a symbol'),
    failed: failedOutput,
  }),
  examples: [{ title: 'Two symbols', input: { symbols: ['SIMALL', 'SIMTEC'] } }],
  async run(context, input) {
    const source = await context.source()
    const asOf = context.asOf(source)
    const { results, failed } = await forEachSymbol(context, input.symbols, async (symbol) =>
      answerOf(symbol, await source.snapshot(symbol, asOf, context.signal), asOf),
    )
    const feeds = [...new Set(results.map((one) => one.feed))].sort()
    return { asOf: iso(asOf), source: source.name, feed: feeds.join(','), results, failed }
  },
})

function answerOf(symbol: string, snapshot: Snapshot, asOf: Instant) {
  const { feed, price, bid, ask, bidSize, askSize, sessionOpen, sessionHigh, sessionLow, volume } = snapshot
  const { previousClose, staleSince, time } = snapshot
  return {
    symbol,
    feed,
    price,
    ...{ bid, ask, bidSize, askSize, sessionOpen, sessionHigh, sessionLow, volume },
    change: previousClose ? price / previousClose - 1 : null,
    time: iso(time),
    staleSince: staleSince == null ? null : iso(staleSince),
    ageMs: Math.max(0, asOf - time),
  }
}
