import type { Listing } from '../exchange/models.ts'
import { contractOf } from '../market/contracts.ts'
import { symbolKind } from '../market/symbols.ts'

/** Coins and currencies are quoted finer than cents, and no step is the same at every venue. */
const FINE_TICK = 1e-8

/** What the exchange must know of a symbol: its price step and the dollars of a point. */
export function listingOf(symbol: string): Listing {
  const contract = contractOf(symbol)
  if (contract) return { symbol, tickSize: contract.tickSize, multiplier: contract.multiplier }
  return { symbol, tickSize: symbolKind(symbol) === 'equity' ? 0.01 : FINE_TICK, multiplier: 1 }
}
