import type { FillFacts, Named, SlippageModel } from '../models.ts'

/** Half the spread of a liquid stock, as a fraction of its price. */
const HALF_SPREAD = 0.0001
/** Coefficient and form of Zipline's VolumeShareSlippage: 0.1 times the square of the share of the bar's volume. */
const IMPACT = 0.1
/** Share of the volume that is assumed where the bar has none: the most a fill may take by default. */
const UNKNOWN_SHARE = 0.1

/** Fills at the price of the bar: for comparisons, not for plans. */
export const noSlippage: Named<SlippageModel> = { name: 'none', text: 'No slippage.', model: ({ price }) => price }

/** So many dollars a share against the order. */
export function fixedSlippage(dollars: number): Named<SlippageModel> {
  return {
    name: `fixed:${dollars}`,
    text: `${dollars} dollars a share against every order that takes liquidity.`,
    model: (fill) => against(fill, dollars),
  }
}

/**
 * Half the spread. Stocks, coins and currencies: 0.01% of the price, at least half a tick, which no stock's spread undercuts. Futures: half
 * a tick, since a liquid contract is quoted one tick wide at any price; one whose tick is unknown counts like the others.
 */
export const spreadSlippage: Named<SlippageModel> = {
  name: 'spread',
  text: 'Half the spread against every order that takes liquidity: 0.01% of the price, at least half a tick; half a tick for futures.',
  model: (fill) => against(fill, halfSpread(fill)),
}

function halfSpread({ kind, price, tickSize, multiplier }: FillFacts): number {
  // Only contracts that openbell knows have a multiplier, and a tick of their own.
  if (kind === 'future' && multiplier !== 1) return tickSize / 2
  return Math.max(price * HALF_SPREAD, tickSize / 2)
}

/**
 * Impact that grows with the square of the share of the bar's volume that the fill takes: price * 0.1 * share^2
 * (form and coefficient as in Zipline's VolumeShareSlippage). Without a volume a tenth of it is assumed.
 */
export const volumeSlippage: Named<SlippageModel> = {
  name: 'volume',
  text: "Market impact: price x 0.1 x (share of the bar's volume) squared against every order that takes liquidity.",
  model: (fill) => {
    const share = fill.volume > 0 ? fill.shares / fill.volume : UNKNOWN_SHARE
    return against(fill, fill.price * IMPACT * share * share)
  },
}

/** A sale never goes below a tick (or the price itself, where that is less). */
function against({ side, price, tickSize }: FillFacts, dollars: number): number {
  return side === 'buy' ? price + dollars : Math.max(price - dollars, Math.min(price, tickSize))
}
