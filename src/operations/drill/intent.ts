import type { Intent } from '../../engine/orders/types.ts'

/** The symbol that is rehearsed with: the broadest of the simulated market. */
export const SYMBOL = 'SIMALL'
export const OTHER = 'YELKOR'

/** Ten shares of the rehearsed symbol: at the market, or with a limit at that; all of it but what is said. */
export function drillIntent(changes: Partial<Intent> & { id: string }): Intent {
  const market = changes.limit === undefined && changes.type === undefined
  return {
    symbol: SYMBOL,
    side: 'buy',
    shares: 10,
    notional: null,
    type: market ? 'market' : 'limit',
    limit: null,
    trigger: null,
    trail: null,
    tif: 'day',
    extended: false,
    legs: null,
    reduces: false,
    oco: false,
    reason: 'drill',
    origin: 'drill',
    validUntil: null,
    ...changes,
  }
}
