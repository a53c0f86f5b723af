import { kellyOfBets, kellyOfReturns } from '../../analysis/metrics/kelly.ts'
import { priceGrid, roundToGrid } from '../../engine/risk/tick.ts'
import { percent } from '../../engine/risk/words.ts'
import type { Size } from '../../strategy/types.ts'
import { OpenbellError } from '../operation.ts'
import type { SizeInput } from './input.ts'

/** What a method comes to, before money and whole shares. */
export interface Sized {
  size: Size
  stop: number | null
  atr: number | null
  kelly: { full: number; used: number; roundTrips: number | null } | null
  /** Left of the equals sign stays "shares"; numbers already in it. */
  formula: string
  reference: string
}

/** What a method is worked out from. */
export interface SizingBasis {
  symbol: string
  side: 'buy' | 'sell'
  price: number
  equity: number
}

const VINCE = 'fixed fractional: R. Vince, Portfolio Management Formulas, 1990'
const TURTLES = 'size by true range: C. Faith, Way of the Turtle, 2007; ATR: J. W. Wilder, 1978'
const KELLY = 'J. L. Kelly, A New Interpretation of Information Rate, 1956; parts of it: E. O. Thorp, 1997'

/**
 * What no method can do without, before any account is asked.
 * @throws OpenbellError usage: what is missing, and a command that has it
 */
export function refuseIncomplete({ symbol, method, stop, strategy, winRate, payoff }: SizeInput, price: number): void {
  if (method === 'kelly' && strategy === undefined && (winRate === undefined || payoff === undefined)) {
    const hint = `openbell size ${symbol} --method kelly --win-rate 0.55 --payoff 1.5 --stop ${show(price * 0.95)}`
    throw new OpenbellError('usage', 'kelly needs an edge: --win-rate and --payoff, or --strategy', hint)
  }
  const byStrategy = method === 'kelly' && strategy !== undefined
  if (stop !== undefined || method === 'volatility' || byStrategy) return
  const hint = `openbell size ${symbol} --risk 0.01 --stop ${show(price * 0.98)}, or --method volatility`
  throw new OpenbellError('usage', 'where is the position given up? a size by risk needs --stop', hint)
}

/** Shares so that the way from the price to the stop costs a share of equity. @throws OpenbellError usage for a stop on the wrong side */
export function byRisk({ risk }: Pick<SizeInput, 'risk'>, stop: number, basis: SizingBasis): Sized {
  refuseWrongSide(stop, basis)
  const formula = `${percent(risk)} of ${basis.equity.toFixed(2)} / |${show(basis.price)} - ${show(stop)}|`
  return { size: { risk, stop }, stop, atr: null, kelly: null, formula, reference: VINCE }
}

/** The same with the stop so many average true ranges away, on the next price beyond that an order may have. */
export function byVolatility({ risk, multiple, period }: SizeInput, atr: number, basis: SizingBasis): Sized {
  const away = multiple * atr
  const exact = basis.side === 'buy' ? basis.price - away : basis.price + away
  if (!(exact > 0)) {
    const message = `${basis.symbol}: ${multiple} ATRs of ${show(atr)} are more than the price of ${show(basis.price)}`
    throw new OpenbellError('usage', message, `openbell size ${basis.symbol} --method volatility --multiple 1`)
  }
  const stop = roundToGrid(priceGrid(basis.symbol), exact, basis.side === 'buy' ? 'down' : 'up')
  const formula = `${percent(risk)} of ${basis.equity.toFixed(2)} / (${multiple} * ATR(${period}) of ${show(atr)})`
  return { size: { risk, stop }, stop, atr, kelly: null, formula, reference: TURTLES }
}

/** A part of the Kelly share of an edge that was typed, lost at the stop. */
export function byKellyBets(
  edge: { winRate: number; payoff: number; fraction: number },
  stop: number,
  basis: SizingBasis,
): Sized {
  const { winRate, payoff, fraction } = edge
  const full = kellyOfBets(winRate, payoff)
  const used = full * fraction
  const one = byRisk({ risk: used }, stop, basis)
  const share = `${fraction} of Kelly's ${percent(full)} = ${show(winRate)} - ${show(1 - winRate)} / ${show(payoff)}`
  return { ...one, kelly: { full, used, roundTrips: null }, formula: `${one.formula}; ${share}`, reference: KELLY }
}

/** A part of the Kelly share of what a strategy's round trips returned, held as a position of whole equity at most. */
export function byKellyReturns({ fraction, stop }: SizeInput, returns: ArrayLike<number>, basis: SizingBasis): Sized {
  const full = kellyOfReturns(returns)
  const used = full * fraction
  if (stop !== undefined) refuseWrongSide(stop, basis)
  return {
    size: { equity: used },
    stop: stop ?? null,
    atr: null,
    kelly: { full, used, roundTrips: returns.length },
    formula: `${fraction} of Kelly's ${percent(full)} of ${basis.equity.toFixed(2)} / ${show(basis.price)}`,
    reference: KELLY,
  }
}

function refuseWrongSide(stop: number, { symbol, side, price }: SizingBasis): void {
  if (side === 'buy' ? stop < price : stop > price) return
  const where = side === 'buy' ? 'below' : 'above'
  const message = `${symbol}: a stop of ${show(stop)} is not ${where} the price of ${show(price)}`
  throw new OpenbellError('usage', message, `openbell size ${symbol} --stop ${show(price * (side === 'buy' ? 0.98 : 1.02))}`)
}

/** A number to six digits after the point at most, without idle zeros. */
function show(value: number): string {
  return String(Number(value.toFixed(value < 1 ? 6 : 2)))
}
