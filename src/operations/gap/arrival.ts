import { asOpenbellError } from '../../core/errors.ts'
import { rests } from '../../engine/gap/attribute.ts'
import type { Pair } from '../../engine/gap/types.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { mapLimit } from '../common/map-limit.ts'
import type { Context } from '../context.ts'

/** Questions under way at once. */
const AT_ONCE = 4

/**
 * Where the market stood when each order was sent: the middle of the quote, else the last price. Only of what both sides filled or asked for and does
 * not rest; what the source does not know is left out.
 */
export async function arrivalsOf(
  context: Context,
  sourceOf: (symbol: string) => MarketDataSource,
  pairs: readonly Pair[],
): Promise<Map<Pair, number>> {
  const asked = pairs.filter(({ real, model }) => real?.filled && real.sentAt !== null && model && !rests(real))
  const prices = await mapLimit(asked, AT_ONCE, (pair) => priceAt(context, sourceOf(pair.real!.symbol), pair))
  const known = asked.flatMap((pair, i): [Pair, number][] => (prices[i] === null ? [] : [[pair, prices[i]]]))
  return new Map(known)
}

async function priceAt({ signal }: Context, source: MarketDataSource, { real }: Pair): Promise<number | null> {
  try {
    const { bid, ask, price } = await source.snapshot(real!.symbol, real!.sentAt!, signal)
    return bid !== null && ask !== null && bid > 0 && ask >= bid ? (bid + ask) / 2 : price
  } catch (thrown) {
    const { kind } = asOpenbellError(thrown)
    if (kind === 'no-data' || kind === 'not-found' || kind === 'usage' || kind === 'unavailable') return null
    throw thrown
  }
}
