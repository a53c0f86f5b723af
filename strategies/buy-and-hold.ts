import { defineStrategy } from 'openbell'

/**
 * Buys on the first bar and keeps; several symbols share the money evenly.
 *
 * Origin: the yardstick of every study of timing rules; Eugene Fama, "Efficient Capital Markets", Journal of Finance 25 (1970).
 * Weakness: it sits through every fall, and the shares of its symbols drift apart because it never rebalances.
 */
export default defineStrategy({
  name: 'buy-and-hold',
  summary: 'Buys every symbol once, in equal parts, and keeps it.',
  origin: 'The yardstick of timing rules: Eugene Fama, Journal of Finance 25 (1970)',
  weakness: 'It sits through every fall.',
  params: {},

  onBars({ symbols }) {
    for (const one of symbols) {
      if (one.isNew && one.position.isFlat) one.buy({ equity: 1 / symbols.length, tif: 'gtc', reason: 'bought to be kept' })
    }
  },
})
