import type { Instant } from '../../core/time.ts'
import type { OwnOrder } from '../orders/types.ts'
import { priceGrid } from '../risk/tick.ts'
import { alertOf, type PositionAlert } from './alert.ts'
import { type PeakBars, peaksDecline } from './declining-peaks.ts'
import { type Protection, protectionOf } from './protection.ts'

/** A position that is watched. */
export interface WatchedPosition {
  symbol: string
  /** Signed, never 0. */
  shares: number
  averagePrice: number
  openedAt: Instant | null
}

/** What a position is worth, what protects it and what it calls for; null = not known. */
export interface MonitoredPosition extends WatchedPosition {
  price: number | null
  /** Dollars, signed like the shares. */
  marketValue: number | null
  /** Dollars won since it was opened, what is realised left out. */
  profit: number | null
  /** The same as a share of what it cost. */
  profitFraction: number | null
  protection: Protection | null
  alert: PositionAlert | null
}

/**
 * One position as it stands. Profit is shares * (price - average price) * dollars a point, and its fraction that over the cost; a price that
 * is not known calls for nothing and says so by being null.
 * @param open open orders of the account
 * @param bars closed bars since before it was opened, for declining peaks; null = not judged
 */
export function monitorPosition(
  position: WatchedPosition,
  price: number | null,
  open: readonly OwnOrder[],
  bars: PeakBars | null,
): MonitoredPosition {
  const { symbol, shares, averagePrice, openedAt } = position
  const protection = protectionOf(symbol, shares, open)
  if (price === null || !Number.isFinite(price) || price <= 0) {
    return { ...position, price: null, marketValue: null, profit: null, profitFraction: null, protection, alert: null }
  }
  const { multiplier } = priceGrid(symbol)
  const profit = shares * (price - averagePrice) * multiplier
  const cost = Math.abs(shares) * averagePrice * multiplier
  const profitFraction = cost > 0 ? profit / cost : null
  const decline = profit > 0 && bars !== null && peaksDecline(bars, shares > 0 ? 'long' : 'short', openedAt)
  const alert = profitFraction === null ? null : alertOf(profitFraction, decline)
  return { ...position, price, marketValue: shares * price * multiplier, profit, profitFraction, protection, alert }
}
