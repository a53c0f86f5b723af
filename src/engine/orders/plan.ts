import type { Instant } from '../../core/time.ts'
import { usFee } from '../../exchange/fees/us.ts'
import { symbolKind } from '../../market/symbols.ts'
import type { Broker } from '../../ports/broker.ts'
import { listingOf } from '../listing.ts'
import type { TradingState, Verdict } from '../risk/types.ts'
import type { Evidence } from './judge.ts'
import { sharesOf } from './judge.ts'
import { planWarnings } from './plan-warnings.ts'
import type { Recorder } from './recorder.ts'
import { requestOf } from './request.ts'
import type { Intent, PlannedOrder } from './types.ts'

/** What an order would be, cost and change, at the newest price that is known. Nothing is sent. */
export function planOf(
  { books }: Recorder,
  broker: Broker,
  intent: Intent,
  { account, positions, market }: Evidence,
  verdict: Verdict,
  state: TradingState,
): PlannedOrder {
  const { quote } = market
  const shares = verdict.outcome === 'deny' ? sharesOf(intent, market) : verdict.shares
  const request = requestOf(intent, { ...verdict, shares })
  const price = request.limit ?? request.stop ?? quote?.price ?? null
  const { multiplier } = listingOf(intent.symbol)
  const notional = price === null ? null : finite(shares * price * multiplier)
  const fees = price === null || notional === null ? null : finite(feesOf(intent, shares, price, broker.now()))
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
      cash: notional === null || fees === null ? null : finite(account.cash - way * notional - fees),
      positionShares: finite(after),
      positionShare: finite((after * heldValue) / account.equity),
      grossExposure: finite((grossOf(positions, intent.symbol) + Math.abs(after * heldValue)) / account.equity),
    },
    warnings: planWarnings({ books, intent, market, state, now: broker.now(), held, after }),
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
function feesOf({ symbol, side }: Intent, shares: number, price: number, time: Instant): number {
  const { tickSize, multiplier } = listingOf(symbol)
  const facts = { shares, price, time, tickSize, multiplier, volume: 0, high: price, low: price, takes: true }
  return usFee().model({ ...facts, kind: symbolKind(symbol), side })
}
