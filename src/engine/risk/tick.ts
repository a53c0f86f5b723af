import { contractOf } from '../../market/contracts.ts'
import type { Side } from '../../market/orders.ts'
import { symbolKind } from '../../market/symbols.ts'

/** What the prices of a symbol must look like, and what one share of it is worth. */
export interface PriceGrid {
  kind: 'cents' | 'contract' | 'free'
  /** Steps of a contract's price in one point; 0 for the other kinds. */
  steps: number
  /** Dollars for one point of price and share. */
  multiplier: number
}

const CENTS: PriceGrid = { kind: 'cents', steps: 0, multiplier: 1 }
const FREE: PriceGrid = { kind: 'free', steps: 0, multiplier: 1 }

/** Rounding alone may put a price this far off its step, as a share of the step. */
const ROUNDING = 1e-6

/**
 * The price steps of a symbol. US stocks: SEC Rule 612 of Regulation NMS (17 CFR 242.612), cents from a dollar up and four decimals below;
 * futures: the tick of the contract's specification; crypto and currencies: none that is the same at every venue.
 */
export function priceGrid(symbol: string): PriceGrid {
  const contract = contractOf(symbol)
  if (contract) return { kind: 'contract', steps: 1 / contract.tickSize, multiplier: contract.multiplier }
  return symbolKind(symbol) === 'equity' ? CENTS : FREE
}

/** The nearest price on the grid that is not lower (`up`) or not higher (`down`), and never 0. Every grid price stays as it is. */
export function roundToGrid(grid: PriceGrid, price: number, direction: 'up' | 'down'): number {
  const steps = stepsAt(grid, price)
  if (steps === 0) return price
  const scaled = price * steps
  const whole = direction === 'up' ? Math.ceil(scaled - ROUNDING) : Math.floor(scaled + ROUNDING)
  return Math.max(whole, 1) / steps
}

/** True when a price can be sent: it lies on a step. */
export function onGrid(grid: PriceGrid, price: number): boolean {
  const steps = stepsAt(grid, price)
  return steps === 0 || Math.abs(price * steps - Math.round(price * steps)) <= ROUNDING
}

/** The step itself at a price, in dollars; null where there is none. */
export function stepAt(grid: PriceGrid, price: number): number | null {
  const steps = stepsAt(grid, price)
  return steps === 0 ? null : 1 / steps
}

function stepsAt(grid: PriceGrid, price: number): number {
  if (grid.kind === 'cents') return price >= 1 ? 100 : 10_000
  return grid.steps
}

/**
 * Prices that were computed (a strategy's) as prices that can be sent, rounded to the side that gives nothing away: a limit never pays
 * more or takes less than was asked, a trigger is never nearer. What a person typed is not rounded but refused by the gate.
 */
export function sendablePrices(
  symbol: string,
  side: Side,
  prices: { limit: number | null; stop: number | null },
): { limit: number | null; stop: number | null } {
  const grid = priceGrid(symbol)
  const rounded = (price: number | null, direction: 'up' | 'down') =>
    price === null ? null : roundToGrid(grid, price, direction)
  return {
    limit: rounded(prices.limit, side === 'buy' ? 'down' : 'up'),
    stop: rounded(prices.stop, side === 'buy' ? 'up' : 'down'),
  }
}
