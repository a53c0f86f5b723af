import { roundTripMetrics } from '../../../../analysis/metrics/round-trip-metrics.ts'
import { moments, NO_VARIATION } from '../../../../analysis/statistics/moments.ts'
import { present } from '../summary.ts'

/** Returns a year unless told: sessions. */
const SESSIONS_A_YEAR = 252

/**
 * Sharpe ratio a year (W. F. Sharpe, "The Sharpe Ratio", Journal of Portfolio Management, 1994): mean of the returns above the rate over their
 * sample deviation, times the root of the returns a year. `rate` is of a year (0.02 = 2%), divided evenly. Null under two returns or without variation.
 */
export function calculateSharpeRatio(returns: ArrayLike<number>, rate = 0.02, perYear = SESSIONS_A_YEAR): number | null {
  const values = present(numbersOf(returns, 'calculateSharpeRatio'))
  const { mean, deviation } = moments(values)
  return deviation > NO_VARIATION ? ((mean - rate / perYear) / deviation) * Math.sqrt(perYear) : null
}

/**
 * Figures of closed round trips (`roundTripMetrics`): of records with `profit` (dollars after fees), or of an array of profits. `bars` (held) counts
 * where given; a record whose `exitTime` is null is still open and counts in none.
 */
export function calculateTradeMetrics(values: ArrayLike<unknown>): Record<string, number | null> {
  if (typeof values !== 'object' || values === null || values.length === undefined)
    throw new TypeError('calculateTradeMetrics takes an array of profits, or of records with profit')
  const facts = Array.from(values, (one) => factsOf(one))
  const known = facts.every((one) => one.bars !== null)
  const metrics = roundTripMetrics(facts.map((one) => ({ ...UNSAID, ...one, bars: one.bars ?? 0 })))
  const profits = facts.filter((one) => one.exitTime !== null).map((one) => one.profit)
  return {
    ...metrics,
    averageHold: known ? metrics.averageHold : null,
    totalProfit: profits.reduce((sum, profit) => sum + profit, 0),
    averageWin: meanOf(profits.filter((profit) => profit > 0)),
    averageLoss: meanOf(profits.filter((profit) => profit <= 0)),
  }
}

/** What no figure here is made of. */
const UNSAID = { entryTime: 0, return: 0, fees: 0 }

function factsOf(one: unknown): { profit: number; exitTime: number | null; bars: number | null } {
  const record = (typeof one === 'object' && one !== null ? one : { profit: one }) as Record<string, unknown>
  if (typeof record.profit !== 'number' || !Number.isFinite(record.profit))
    throw new TypeError(`a round trip needs a profit in dollars, not ${String(record.profit)}`)
  return {
    profit: record.profit,
    exitTime: record.exitTime === null ? null : 0,
    bars: typeof record.bars === 'number' ? record.bars : null,
  }
}

function meanOf(values: number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function numbersOf(values: ArrayLike<number>, helper: string): ArrayLike<number> {
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) throw new TypeError(`${helper} takes an array of numbers`)
  return values
}

export interface PositionRiskInput {
  /** Dollars of the account. */
  equity: number
  /** Entry price. */
  price: number
  /** Where the position is given up: below the price for a long position, above it for a short one. */
  stop: number
  /** Where it is taken off with a profit. */
  target?: number
  /** Shares; without them as many whole ones as lose `risk` of the equity at the stop. */
  shares?: number
  /** Share of the equity that may be lost at the stop; 0.01 = 1%. */
  risk?: number
}

/**
 * What a position loses at its stop, fees and slippage left out; sized by fixed fractional risk (R. Vince, Portfolio Management Formulas, 1990)
 * where no shares are given. Money in dollars, shares of the equity as fractions. @throws RangeError for numbers that make no sense
 */
export function calculatePositionRisk(input: PositionRiskInput): Record<string, number | string | null> {
  const { equity, price, stop, target, risk = 0.01 } = input ?? {}
  for (const [name, value] of Object.entries({ equity, price, stop, risk }))
    if (typeof value !== 'number' || !(value > 0) || value === Number.POSITIVE_INFINITY)
      throw new RangeError(`calculatePositionRisk({ equity, price, stop }): ${name} is a number above 0, not ${String(value)}`)
  if (stop === price) throw new RangeError(`a stop of ${stop} is the price itself: nothing would be at risk`)
  const away = Math.abs(price - stop)
  const shares = input.shares ?? Math.floor((equity * risk) / away)
  return {
    side: stop < price ? 'long' : 'short',
    shares,
    riskPerShare: away,
    riskMoney: shares * away,
    riskFraction: (shares * away) / equity,
    notional: shares * price,
    exposure: (shares * price) / equity,
    rewardToRisk: target === undefined ? null : ((target - price) * Math.sign(price - stop)) / away,
  }
}
