import type { BrokerOrderRequest, OrderClass } from '../../ports/broker.ts'
import type { Verdict } from '../risk/types.ts'
import type { Intent } from './types.ts'

/** The order's name for ever, made of the intent's. */
export function clientOrderIdOf(intent: Pick<Intent, 'id'>): string {
  return `ob-${intent.id}`
}

/** What is sent for an intent that the gate let through: shares as it shrank them, with the limit that it puts on what has none. */
export function requestOf(intent: Intent, verdict: Pick<Verdict, 'shares' | 'marketableLimit'>): BrokerOrderRequest {
  const marketable = verdict.marketableLimit
  const limit = intent.limit ?? marketable
  const type =
    marketable === null ? intent.type : intent.type === 'market' ? 'limit' : intent.type === 'stop' ? 'stop-limit' : intent.type
  // Dollars become shares where a limit is put on them: orders of dollars are market orders only.
  const inDollars = intent.notional !== null && type === 'market'
  return {
    clientOrderId: clientOrderIdOf(intent),
    symbol: intent.symbol,
    side: intent.side,
    shares: inDollars ? null : verdict.shares,
    notional: inDollars ? intent.notional : null,
    type,
    limit,
    stop: intent.trigger,
    trail: intent.trail,
    tif: intent.tif,
    extended: intent.extended,
    orderClass: orderClassOf(intent),
    legs: intent.legs,
    reduces: intent.reduces,
  }
}

function orderClassOf({ legs, oco }: Intent): OrderClass {
  if (oco) return 'oco'
  if (legs === null) return 'simple'
  const named = [legs.stop ?? legs.trail, legs.target].filter((leg) => leg !== null).length
  return named === 0 ? 'simple' : named === 1 ? 'oto' : 'bracket'
}
