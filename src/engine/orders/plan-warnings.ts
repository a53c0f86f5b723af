import { type Instant, SECOND } from '../../core/time.ts'
import type { TradingState } from '../risk/types.ts'
import type { Books } from './books.ts'
import type { Intent, MarketFacts } from './types.ts'

/** Prices older than this are said to be old, whatever the limits allow. */
const OLD_QUOTE = 60 * SECOND

interface Planned {
  books: Books
  intent: Intent
  market: MarketFacts
  state: TradingState
  now: Instant
  /** Signed shares before and after a whole fill. */
  held: number
  after: number
}

/** What a person should know before an order is sent, beside what the gate says. */
export function planWarnings(planned: Planned): string[] {
  return [...marketWarnings(planned), ...positionWarnings(planned), ...accountWarnings(planned)]
}

function marketWarnings({ intent: { symbol, extended }, market: { quote, fault, coverage }, now }: Planned): string[] {
  const warnings: string[] = []
  if (quote === null) warnings.push(`no quote of ${symbol}: ${fault ?? 'the source gave none'}`)
  else if (now - quote.time > OLD_QUOTE) {
    warnings.push(`the last price of ${symbol} is ${Math.round((now - quote.time) / SECOND)} s old`)
  }
  if (coverage !== undefined && coverage < 1) {
    const share = `${coverage * 100}%`
    warnings.push(`prints a minute are an estimate: counted on a feed that carries ${share} of the market, and scaled up`)
  }
  if (extended) warnings.push('before and after the regular session spreads are wide and depth is thin')
  return warnings
}

function positionWarnings({ intent: { reduces, side, legs, trail }, held, after }: Planned): string[] {
  if (reduces) return []
  const warnings: string[] = []
  if (side === 'sell' && after < 0) warnings.push(`this opens a short position of ${-after} shares`)
  if (side === 'buy' ? held < 0 : held > 0) warnings.push(`it lowers a position of ${held} shares first`)
  if (legs === null && trail === null) warnings.push('nothing protects the position: no --stop')
  return warnings
}

function accountWarnings({ books, intent, state }: Planned): string[] {
  const warnings: string[] = []
  if (state !== 'active') warnings.push(`trading is ${state}`)
  if (books.diverged !== null) warnings.push(books.diverged)
  const crossing = books
    .openOrders()
    .find(({ symbol, side, leg }) => symbol === intent.symbol && side !== intent.side && leg === null)
  if (crossing)
    warnings.push(`an order of the other side rests: ${crossing.clientOrderId}; brokers refuse pairs that could cross`)
  return warnings
}
