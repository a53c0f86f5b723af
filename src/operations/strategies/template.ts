/** The file that `strategies new` writes: a strategy that runs, with a word on each part. */
export function template(name: string): string {
  return `import { atr, crossedAbove, crossedBelow, defineStrategy, ema, rsi, z } from 'openbell'

export default defineStrategy({
  name: '${name}',
  summary: 'Buys when the price rises above its average, sells when it falls below.',

  // Each parameter once: its limits are checked, --set and --range take it, help describes it.
  params: {
    length: z.int().min(5).max(250).default(20).describe('Bars of the average'),
    hot: z.number().min(50).max(100).default(75).describe('RSI above which nothing is bought'),
    stopAtr: z.number().min(0.5).max(6).default(2).describe('Stop distance, in ATRs'),
  },

  // What is computed. openbell does it for whole columns and for live bars alike.
  indicators: ({ length }) => ({ price: ema('close', 1), average: ema('close', length), heat: rsi(14), range: atr(14) }),

  // Called on every completed bar, once all indicators have values. What it asks for is filled from the next bar's open on.
  onBar({ bar, position, params, price, average, heat, range, buy, exit }) {
    if (position.isFlat && crossedAbove(price, average) && heat.now < params.hot) {
      // A size is { shares: 100 }, { equity: 0.25 }, or what may be lost if the stop is hit: 1% of the equity.
      buy({ risk: 0.01, stop: bar.close - params.stopAtr * range.now, reason: 'rose above the average' })
    }
    if (position.isLong && crossedBelow(price, average)) exit({ reason: 'fell below the average' })
  },
})
`
}
