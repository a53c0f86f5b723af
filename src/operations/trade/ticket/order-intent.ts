import type { Intent } from '../../../engine/orders/types.ts'
import type { OrderType, ProtectingLegs, Side } from '../../../market/orders.ts'
import { normalizeSymbol } from '../../../market/symbols.ts'
import { OpenbellError } from '../../operation.ts'
import type { OrderInput } from './order-input.ts'
import { parseTrail } from './trail.ts'

/**
 * What a person typed as an intent. Beside a long position a sale lowers it (a cover lowers a short one); with `--stop` such an exit is a pair of
 * which one cancels the other.
 * @param held signed shares of the position now
 * @param id of the intent, which becomes the order's
 * @throws OpenbellError usage where the flags make no order, and where more would be sold than is held without `--short`
 */
export function orderIntent(side: Side, input: OrderInput, held: number, id: string): Intent {
  const symbol = normalizeSymbol(input.symbol)
  const type = orderType(side, input)
  const reduces = lowers(side, input, held, symbol)
  const legs = legsOf(type, input)
  if (reduces && legs) refuseLegsOfExit(side, type, legs, symbol)
  return {
    id,
    symbol,
    side,
    shares: input.notional ? null : input.quantity,
    notional: input.notional ? input.quantity : null,
    type,
    limit: input.limit ?? null,
    trigger: input.trigger ?? null,
    trail: type === 'trailing-stop' ? parseTrail(input.trail!) : null,
    tif: input.tif,
    extended: input.extended,
    legs,
    reduces,
    oco: reduces && legs !== null,
    reason: 'by hand',
    origin: 'person',
    validUntil: null,
  }
}

/** What is wrong with an order whatever is held, before any account is opened. @throws OpenbellError usage */
export function checkOrder(side: Side, input: OrderInput): void {
  legsOf(orderType(side, input), input)
  if (input.trail !== undefined) parseTrail(input.trail)
}

/** A market order must be said: a forgotten limit never buys at any price. */
function orderType(side: Side, { symbol, quantity, limit, market, trigger, trail }: OrderInput): OrderType {
  if (market && (limit !== undefined || trigger !== undefined)) {
    const other = limit === undefined ? '--trigger' : '--limit'
    throw new OpenbellError('usage', `--market and ${other} exclude each other`, 'leave one of them out')
  }
  if (market) return 'market'
  if (trigger !== undefined) return limit === undefined ? 'stop' : 'stop-limit'
  if (limit !== undefined) return 'limit'
  if (trail !== undefined) return 'trailing-stop'
  const typed = `openbell trade ${side} ${symbol} ${quantity}`
  throw new OpenbellError('usage', `at which price? a market order must be said`, `${typed} --limit PRICE, or ${typed} --market`)
}

function legsOf(type: OrderType, { stop, target, trail }: OrderInput): ProtectingLegs | null {
  const asLeg = type === 'trailing-stop' ? undefined : trail
  if (stop !== undefined && trail !== undefined) {
    throw new OpenbellError('usage', '--stop and --trail are two stops for the same shares', 'leave one of them out')
  }
  if (stop === undefined && target === undefined && asLeg === undefined) return null
  if (type === 'trailing-stop') {
    throw new OpenbellError(
      'usage',
      'a trailing-stop order takes no legs',
      'give it a --limit or --market, and --trail becomes its leg',
    )
  }
  return { stop: stop ?? null, target: target ?? null, trail: asLeg === undefined ? null : parseTrail(asLeg) }
}

/** Whether it lowers the position; what would turn it round is not sent by an oversight. */
function lowers(side: Side, { quantity, notional, short }: OrderInput, held: number, symbol: string): boolean {
  const opposite = side === 'sell' ? held > 0 : held < 0
  const fits = opposite && (notional || quantity <= Math.abs(held))
  if (fits) return true
  if (side === 'buy') {
    if (!opposite) return false
    const message = `${symbol}: ${-held} shares are short; buying ${quantity} would turn the position round`
    throw new OpenbellError('usage', message, `openbell trade close ${symbol}, then buy`)
  }
  if (short) {
    if (!opposite) return false
    const message = `${symbol}: ${held} shares are held; selling ${quantity} would turn the position round`
    throw new OpenbellError('usage', message, `openbell trade close ${symbol}, then sell --short`)
  }
  const message = held > 0 ? `${symbol}: ${quantity} shares asked, ${held} are held` : `${symbol}: nothing is held to sell`
  throw new OpenbellError('usage', message, held > 0 ? `openbell trade close ${symbol}` : 'add --short to sell short')
}

/** Of an exit the limit is the target already, and a stop beside it makes a pair. */
function refuseLegsOfExit(side: Side, type: OrderType, legs: ProtectingLegs, symbol: string): void {
  const exit = `openbell trade ${side} ${symbol} QTY --limit TARGET --stop STOP`
  if (legs.target !== null) {
    throw new OpenbellError('usage', 'this order closes a position: its --limit is the target', exit)
  }
  if (type !== 'limit' || legs.stop === null) {
    throw new OpenbellError(
      'usage',
      `this order closes a position: nothing is left to protect`,
      `${exit}, or openbell trade protect`,
    )
  }
}
