import { type Instant, iso } from '../../../core/time.ts'
import type { PlannedOrder } from '../../../engine/orders/types.ts'
import type { BrokerOrderRequest } from '../../../ports/broker.ts'
import type { Snapshot } from '../../../ports/market-data.ts'
import { verdictOutput } from '../../common/limits.ts'
import { z } from '../../operation.ts'
import { trailText } from './trail.ts'

const dollars = (text: string) => z.number().nullable().describe(`${text} (dollars); null when it is not known`)

const quoteOutput = z.strictObject({
  price: z.number().describe('Last price'),
  bid: dollars('Best bid'),
  ask: dollars('Best ask'),
  time: z.string().describe('When the price was made (ISO 8601 UTC)'),
  ageMs: z.number().describe('Its age now, in milliseconds of market time'),
  source: z.string().describe('Where it comes from'),
  feed: z.string().describe('Feed label'),
})

const requestOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  side: z.enum(['buy', 'sell']).describe('Side'),
  shares: z.number().nullable().describe('Shares that would be sent; null for an order of dollars'),
  notional: z.number().nullable().describe('Dollars, of an order of dollars'),
  type: z.enum(['market', 'limit', 'stop', 'stop-limit', 'trailing-stop']).describe('Type that would be sent'),
  limit: dollars('Limit price'),
  stop: dollars('Stop price that triggers it'),
  trail: z.string().nullable().describe('Distance of a trailing stop: 1% or 0.50'),
  tif: z.string().describe('How long it is good'),
  extended: z.boolean().describe('May fill outside the regular session'),
  orderClass: z.enum(['simple', 'bracket', 'oto', 'oco']).describe('How it stands together with its legs'),
  legs: z
    .strictObject({
      stop: dollars('Protecting stop'),
      target: dollars('Profit target'),
      trail: z.string().nullable().describe('Protecting trailing stop'),
    })
    .nullable()
    .describe('Legs that protect it'),
  reduces: z.boolean().describe('It can only lower a position'),
})

const effectOutput = z.strictObject({
  cash: dollars('Cash now'),
  equity: dollars('Equity now'),
  buyingPower: dollars('Buying power now'),
  cashAfter: dollars('Cash after a whole fill'),
  positionAfter: z.number().nullable().describe('Shares held after a whole fill, signed'),
  positionShareAfter: z.number().nullable().describe('Value of the position over equity after a whole fill, as a fraction'),
  grossExposureAfter: z.number().nullable().describe('Value of all positions over equity after a whole fill, as a fraction'),
})

/** An order before it is sent: what it rests on, what it costs, what the gate says, what it does to the account. */
export const previewOutput = z.strictObject({
  id: z
    .string()
    .nullable()
    .describe('What `trade approve` sends; null when nothing was kept (a dry run, or an order that closes)'),
  expiresAt: z.string().nullable().describe('Until when it may be approved (ISO 8601 UTC)'),
  order: requestOutput.describe('What would be sent'),
  quote: quoteOutput.nullable().describe('The price it is judged by; null when none could be had'),
  notional: dollars('Value at the limit, the trigger or the last price'),
  fees: dollars('Fees of a whole fill'),
  verdict: verdictOutput.describe('What the risk gate says now, rule by rule; it judges anew when the order is sent'),
  account: effectOutput.describe('What it would do to the account'),
  warnings: z.array(z.string()).describe('What to know before sending it'),
})
export type PreviewOutput = z.output<typeof previewOutput>

/** @param now the market's time, which the quote's age is counted to */
export function previewOf(planned: PlannedOrder, now: Instant): Omit<PreviewOutput, 'id' | 'expiresAt'> {
  const { account, after } = planned
  return {
    order: requestAnswer(planned.request),
    quote: planned.quote && quoteAnswer(planned.quote, now),
    notional: planned.notional,
    fees: planned.fees,
    verdict: planned.verdict,
    account: {
      cash: account.cash,
      equity: account.equity,
      buyingPower: account.buyingPower,
      cashAfter: after.cash,
      positionAfter: after.positionShares,
      positionShareAfter: after.positionShare,
      grossExposureAfter: after.grossExposure,
    },
    warnings: planned.warnings,
  }
}

function quoteAnswer({ price, bid, ask, time, source, feed }: Snapshot, now: Instant) {
  return { price, bid, ask, time: iso(time), ageMs: Math.max(0, now - time), source, feed }
}

function requestAnswer(request: BrokerOrderRequest): PreviewOutput['order'] {
  const { symbol, side, shares, notional, type, limit, stop, trail, tif, extended, orderClass, legs, reduces } = request
  return {
    // Dollars without a price come to no number of shares.
    ...{ symbol, side, shares: Number.isFinite(shares) ? shares : null, notional, type, limit, stop },
    trail: trail && trailText(trail),
    ...{ tif, extended, orderClass },
    legs: legs && { stop: legs.stop, target: legs.target, trail: legs.trail && trailText(legs.trail) },
    reduces,
  }
}
