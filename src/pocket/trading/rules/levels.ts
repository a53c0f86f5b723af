import { decimal } from '../decimal.ts'
import type { OrderWish } from '../order-request.ts'
import { unprocessable } from '../refusals.ts'

/** What a leg keeps away from the price its entry starts from, in dollars. */
const AWAY = 0.01
const DUST = 1e-9

/** The exits of a complex order must stand on their own sides: of the entry's price, and of each other. `base` is the entry's limit or else the market. */
export function checkLevels({ side, orderClass, target, protect, limit }: OrderWish, base: number): void {
  if (orderClass === '' || orderClass === 'simple') return
  // Seen from a position that was bought: the target lies above, the stop below.
  const up = orderClass === 'oco' ? side === 'sell' : side === 'buy'
  if (orderClass === 'oco') {
    const exit = target ?? limit
    if (exit && protect && !isBeyond(exit.value, protect.stop.value, up))
      throw unprocessable(`oco take profit must be ${up ? '>' : '<'} stop_loss.stop_price ${up ? '+' : '-'} 0.01`)
  } else {
    const extra = { base_price: decimal(base) }
    if (protect && !isBeyond(protect.stop.value, base, !up))
      throw unprocessable(`stop_loss.stop_price must be ${up ? '<= base_price - 0.01' : '>= base_price + 0.01'}`, extra)
    if (target && !isBeyond(target.value, base, up))
      throw unprocessable(`take_profit.limit_price must be ${up ? '>= base_price + 0.01' : '<= base_price - 0.01'}`, extra)
  }
  const stopLimit = protect?.limit
  if (protect && stopLimit && (up ? stopLimit.value > protect.stop.value : stopLimit.value < protect.stop.value))
    throw unprocessable(`stop_loss.limit_price must be ${up ? '<=' : '>='} stop_loss.stop_price`)
}

function isBeyond(price: number, from: number, above: boolean): boolean {
  return above ? price >= from + AWAY - DUST : price <= from - AWAY + DUST
}
