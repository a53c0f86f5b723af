import { toMicros, valueMicros } from '../../exchange/account/money.ts'
import type { BrokerFill } from '../../ports/broker.ts'

/** What a fill moved, in whole millionths of a dollar: each is rounded once, here, and only summed from then on. */
export interface FillMoney {
  /** Value of the shares, never negative. */
  value: number
  fee: number
  /** Signed change of cash, fee included. */
  cash: number
}

/** What an execution moves, in millionths of a dollar: its value, its fee, and what cash gains (negative: pays) by both. `multiplier`: dollars a point. */
export function moneyOfFill(
  { side, shares, price, fee }: Pick<BrokerFill, 'side' | 'shares' | 'price' | 'fee'>,
  multiplier: number,
): FillMoney {
  const value = valueMicros(shares, price, multiplier)
  const feeMicros = toMicros(fee)
  return { value, fee: feeMicros, cash: (side === 'buy' ? -value : value) - feeMicros }
}

/** The share of so many millionths that belongs to `part` of `whole`; the rest is the difference, so both add up to what there was. */
export function partOfMicros(micros: number, part: number, whole: number): number {
  return part === whole ? micros : Math.round((micros * part) / whole)
}
