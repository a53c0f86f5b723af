import type { Instant } from '../../core/time.ts'
import { SECOND } from '../../core/time.ts'
import { orNothing, type World } from '../world.ts'
import type { OrderWish } from './order-request.ts'

/** What the market says of a symbol when an order is judged, in dollars. */
export interface Reference {
  last: number
  bid: number
  ask: number
  /** Last regular close before the session in progress; null when it is not known. */
  previousClose: number | null
}

/** Prices are asked for once in a second of exchange time. */
export interface ReferencePrices {
  /** Null when the symbol has no price yet. */
  of(symbol: string, signal: AbortSignal): Promise<Reference | null>
}

export function createReferencePrices(world: Pick<World, 'source' | 'time'>): ReferencePrices {
  const kept = new Map<string, { at: Instant; price: Reference | null }>()
  return {
    async of(symbol, signal) {
      const now = world.time.now()
      const known = kept.get(symbol)
      if (known && now - known.at < SECOND) return known.price
      const seen = await orNothing(world.source.snapshot(symbol, now, signal))
      const price = seen && {
        last: seen.price,
        bid: seen.bid || seen.price,
        ask: seen.ask || seen.price,
        previousClose: seen.previousClose,
      }
      kept.set(symbol, { at: now, price })
      return price
    },
  }
}

/** What a market purchase may cost above the market: more for cheap stocks. */
const CHEAP = 50
const CHEAP_BUFFER = 1.04
const BUFFER = 1.025
/** A short sale is judged at so much above the ask, or at its limit when that is more. */
const SHORT_BUFFER = 1.03

/** The price a share of an order is judged at when its cost is weighed against the buying power. */
export function costPrice(
  { side, type, limit, stop }: Pick<OrderWish, 'side' | 'type' | 'limit' | 'stop'>,
  market: Reference,
): number {
  if (side === 'sell') return Math.max(limit?.value ?? 0, market.ask * SHORT_BUFFER)
  if (limit) return limit.value
  const from = type === 'stop' && stop ? stop.value : market.ask
  return from * (from < CHEAP ? CHEAP_BUFFER : BUFFER)
}
