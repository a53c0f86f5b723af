import type { Instant } from '../../core/time.ts'
import { affordableShares, blankPurchase } from '../../exchange/account/affordable.ts'
import { toMicros } from '../../exchange/account/money.ts'
import type { ExchangeOptions, Listing } from '../../exchange/models.ts'
import type { Side } from '../../market/orders.ts'
import { symbolKind } from '../../market/symbols.ts'

/** The most shares that a budget of dollars covers with their fee: the function that the matching exchange sizes by, without one. */
export function affordableAt(options: ExchangeOptions) {
  const purchase = blankPurchase(options)
  return ({ symbol, tickSize, multiplier }: Listing, side: Side, budget: number, price: number, time: Instant): number => {
    Object.assign(purchase.facts, { kind: symbolKind(symbol), side, price, high: price, low: price, time, tickSize, multiplier })
    purchase.price = price
    return affordableShares(toMicros(budget), Number.POSITIVE_INFINITY, purchase)
  }
}
