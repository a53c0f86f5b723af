import type { ExchangeTotals } from './exchange.ts'

/** Nothing has happened yet. */
export function noTotals(): ExchangeTotals {
  return {
    orders: 0,
    fills: 0,
    fees: 0,
    slippageCost: 0,
    borrow: 0,
    interest: 0,
    dividends: 0,
    turnover: 0,
    ambiguousBars: 0,
    drilledBars: 0,
    shrunkFills: 0,
    withoutVolume: 0,
    marginCalls: 0,
  }
}
