import { type Instant, SECOND } from '../../core/time.ts'
import { usFee } from '../../exchange/fees/us.ts'
import { hasEnded } from '../../market/orders.ts'
import { symbolKind } from '../../market/symbols.ts'
import type { Broker } from '../../ports/broker.ts'
import { listingOf } from '../listing.ts'
import type { TradingState, Verdict } from '../risk/types.ts'
import type { Evidence } from './judge.ts'
import { sharesOf } from './judge.ts'
import type { Recorder } from './recorder.ts'
import { requestOf } from './request.ts'
import type { PlannedOrder, TradeIntent } from './types.ts'

/** Prices older than this are said to be old, whatever the limits allow. */
const OLD_QUOTE = 60 * SECOND

/** What an order would be, cost and change, at the newest price that is known. Nothing is sent. */
export function planOf(
  { books }: Recorder,
  broker: Broker,
  intent: TradeIntent,
  { account, positions, market }: Evidence,
  verdict: Verdict,
  state: TradingState,
): PlannedOrder {
  const { quote } = market
  const shares = verdict.outcome === 'deny' ? sharesOf(intent, market) : verdict.shares
  const request = requestOf(intent, { ...verdict, shares })
  const price = request.limit ?? request.stop ?? quote?.price ?? null
  const { multiplier } = listingOf(intent.symbol)
  const notional = price === null || !Number.isFinite(shares) ? null : shares * price * multiplier
  const fees = price === null || notional === null ? null : feesOf(intent, shares, price, broker.now())
  const held = positions.find(({ symbol }) => symbol === intent.symbol)?.shares ?? 0
  const way = intent.side === 'buy' ? 1 : -1
  const after = held + way * shares
  const heldValue = (quote?.price ?? price ?? Number.NaN) * multiplier
  return {
    intent,
    request,
    quote,
    notional,
    fees,
    verdict,
    account,
    after: {
      cash: notional === null || fees === null ? null : account.cash - way * notional - fees,
      positionShares: finite(after),
      positionShare: finite((after * heldValue) / account.equity),
      grossExposure: finite((grossOf(positions, intent.symbol) + Math.abs(after * heldValue)) / account.equity),
    },
    warnings: warningsOf(),
  }

  function warningsOf(): string[] {
    const warnings: string[] = []
    if (quote === null) warnings.push(`no quote of ${intent.symbol}: ${market.fault ?? 'the source gave none'}`)
    else if (broker.now() - quote.time > OLD_QUOTE) {
      warnings.push(`the last price of ${intent.symbol} is ${Math.round((broker.now() - quote.time) / SECOND)} s old`)
    }
    if (market.coverage !== undefined && market.coverage < 1) {
      const share = `${market.coverage * 100}%`
      warnings.push(`prints a minute are an estimate: counted on a feed that carries ${share} of the market, and scaled up`)
    }
    if (!intent.reduces && intent.side === 'sell' && after < 0) warnings.push(`this opens a short position of ${-after} shares`)
    if (!intent.reduces && held * way < 0) warnings.push(`it lowers a position of ${held} shares first`)
    if (state !== 'active') warnings.push(`trading is ${state}`)
    if (books.diverged !== null) warnings.push(books.diverged)
    if (!intent.reduces && intent.legs === null && intent.trail === null)
      warnings.push('nothing protects the position: no --stop')
    const crossing = [...books.openOrders()].find(
      (one) => !hasEnded(one) && one.symbol === intent.symbol && one.side !== intent.side && one.leg === null,
    )
    if (crossing)
      warnings.push(`an order of the other side rests: ${crossing.clientOrderId}; brokers refuse pairs that could cross`)
    if (intent.extended) warnings.push('before and after the regular session spreads are wide and depth is thin')
    return warnings
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** Value of the other positions, at the broker's prices. */
function grossOf(positions: Evidence['positions'], except: string): number {
  return positions
    .filter(({ symbol }) => symbol !== except)
    .reduce(
      (sum, { symbol, shares, price, averagePrice }) =>
        sum + Math.abs(shares * (price ?? averagePrice)) * listingOf(symbol).multiplier,
      0,
    )
}

/** What regulators take of a sale; brokers of this kind take no commission. */
function feesOf({ symbol, side }: TradeIntent, shares: number, price: number, time: Instant): number {
  const { tickSize, multiplier } = listingOf(symbol)
  const facts = { shares, price, time, tickSize, multiplier, volume: 0, high: price, low: price, takes: true }
  return usFee().model({ ...facts, kind: symbolKind(symbol), side })
}
