import { OpenbellError } from '../../core/errors.ts'
import type { BrokerOrderChanges } from '../../ports/broker.ts'
import type { Verdict } from '../risk/types.ts'
import type { Books } from './books.ts'
import type { Intent, OwnOrder } from './types.ts'

type Judge = (intent: Intent, insteadOf: readonly string[]) => Verdict

/**
 * A replaced order is judged like a new one of what is left of it, the old one not counted: nothing gets past the gate by being changed, orders
 * made elsewhere neither. Of an exit only a larger size is judged: it may not sell more than is held; prices of protection may always move.
 * @throws OpenbellError denied with the rules' messages
 */
export function refuseReplacement(order: OwnOrder, changes: BrokerOrderChanges, books: Books, judge: Judge): void {
  const reduces = isExit(order, books)
  if (reduces && (changes.shares ?? 0) <= (order.shares ?? Number.NaN)) return
  const { outcome, rules } = judge(replacing(order, changes, reduces), reduces ? groupOf(order, books) : [order.clientOrderId])
  if (outcome === 'allow') return
  const reasons = rules.filter((one) => one.outcome !== 'allow').map(({ message }) => message)
  throw new OpenbellError('denied', `the replacement of ${order.clientOrderId} is denied: ${reasons.join('; ')}`, 'openbell risk')
}

/** Marked as one; or made elsewhere, and no larger than the position that it points against. */
function isExit({ reduces, leg, foreign, symbol, side, shares, filled }: OwnOrder, books: Books): boolean {
  if (reduces || leg !== null) return true
  const held = books.shares(symbol) * (side === 'sell' ? 1 : -1)
  return foreign && shares !== null && shares - filled <= held
}

function replacing(order: OwnOrder, changes: BrokerOrderChanges, reduces: boolean): Intent {
  const { clientOrderId, symbol, side, type, trail, tif, extended, filled } = order
  return {
    ...{ symbol, side, type, trail, tif, extended, reduces },
    id: clientOrderId,
    shares: (changes.shares ?? order.shares ?? Number.NaN) - filled,
    notional: null,
    limit: changes.limit ?? order.limit,
    trigger: changes.stop ?? order.stop,
    legs: order.intent?.legs ?? null,
    oco: order.intent?.oco ?? false,
    reason: 'replaced',
    origin: order.intent?.origin ?? 'person',
    validUntil: null,
  }
}

/** Exits of one group hold the same shares. */
function groupOf({ clientOrderId, parent }: OwnOrder, books: Books): string[] {
  const group = parent ?? clientOrderId
  const legs = books.openOrders().filter((one) => one.parent === group)
  return [group, clientOrderId, ...legs.map((one) => one.clientOrderId)]
}
