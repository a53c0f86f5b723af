import type { Causes, Filled, Pair } from './types.ts'

/** Prices that the parts of a difference are measured between. */
export interface Measures {
  /** Closing mark of the day, the same for both sides. */
  mark: number
  /** Price of the market when the order was really sent; null = not known, and what separates the two fills counts as price. */
  arrival: number | null
  /** Dollars for one point of price and share. */
  multiplier: number
}

/** Causes that are all nothing. */
export function noCauses(): Causes {
  return { signal: 0, delay: 0, price: 0, size: 0, fee: 0, missed: 0 }
}

/** What a fill made by the close, after its fee, in dollars. */
export function profitOf(side: 'buy' | 'sell', { shares, price, fee }: Filled, { mark, multiplier }: Measures): number {
  return (side === 'buy' ? 1 : -1) * shares * multiplier * (mark - price) - fee
}

/**
 * Takes the money by which an order really ended otherwise than in the model apart into causes that add up to it. The parts telescope:
 *
 *     size  = s (qr - qm) (M - pm)     more or fewer shares than the model
 *     delay = s qr (pm* - pa)          how far the market went between the model's fill and the sending
 *     price = s qr (pa - pr) - s qr (pm* - pm)   what the fill cost against that market, less what the model allows for it
 *     fee   = fm - fr
 *
 * with s = 1 for a buy and -1 for a sale, q shares, p mean prices (r really, m in the model, m* in the model before its slippage), M the mark and
 * pa the price at arrival. It is the implementation shortfall of A. Perold, "The implementation shortfall: paper versus reality"
 * (Journal of Portfolio Management, 1988), with the backtest as the paper portfolio. An order that rests has no arrival: all of it is price.
 * Real fills of the same order of which the model filled nothing count as size from the arrival on; what only one side has is `signal` or `missed`.
 */
export function attribute(pair: Pair, measures: Measures): Causes {
  const { real, model, isOther } = pair
  const causes = noCauses()
  const really = real?.filled ? profitOf(real.side, real.filled, measures) : 0
  const inModel = model?.filled ? profitOf(model.side, model.filled, measures) : 0
  if (real === null || !real.filled) causes.missed = -inModel
  else if (model === null || isOther || real.side !== model.side) causes.signal = really - inModel
  else split(causes, pair as Both, real.filled, measures)
  return causes
}

type Both = Pair & { real: NonNullable<Pair['real']>; model: NonNullable<Pair['model']> }

function split(causes: Causes, { real, model }: Both, really: Filled, { mark, multiplier, arrival }: Measures): void {
  const sign = (real.side === 'buy' ? 1 : -1) * multiplier
  const filled = model.filled ?? { shares: 0, price: arrival ?? really.price, fee: 0 }
  const { shares, price } = really
  const before = model.filled ? filled.price - model.slippage / filled.shares / sign : filled.price
  const at = rests(real) || arrival === null ? before : arrival
  causes.size = sign * (shares - filled.shares) * (mark - filled.price)
  causes.delay = sign * shares * (before - at)
  causes.price = sign * shares * (at - price) - sign * shares * (before - filled.price)
  causes.fee = filled.fee - really.fee
}

/** It waited for its price: the market when it was sent says nothing of its fill. */
export function rests({ purpose, asked, stop }: NonNullable<Pair['real']>): boolean {
  return purpose === 'stop' || purpose === 'target' || asked !== null || stop !== null
}
