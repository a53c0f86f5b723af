import { atr } from '../../analysis/indicators/volatility/atr.ts'
import { type Instant, iso } from '../../core/time.ts'
import { createRiskGate } from '../../engine/risk/gate.ts'
import { NO_LIMITS } from '../../engine/risk/limits.ts'
import { priceGrid } from '../../engine/risk/tick.ts'
import type { RiskLimits, RuleVerdict, Verdict } from '../../engine/risk/types.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import { type SizingFacts, sizeOf, wholeShares, whyNoShare } from '../../strategy/sizing.ts'
import { resolveLimits } from '../common/limits.ts'
import { recentBars } from '../common/recent-bars.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError } from '../operation.ts'
import { pastOutcomes } from '../simulate/outcomes.ts'
import { modeOf, NO_ACCOUNT, plainDollars } from '../trade/desk/answer.ts'
import { withDesk } from '../trade/desk/with-desk.ts'
import { type SizeInput, sizeInput } from './input.ts'
import { byKellyBets, byKellyReturns, byRisk, byVolatility, refuseIncomplete, type Sized, type SizingBasis } from './methods.ts'
import { type SizeOutput, sizeOutput } from './output.ts'

/** Fewest round trips from which an edge is taken. */
const FEWEST_ROUND_TRIPS = 30

/** How many shares, before an order is written. */
export const size = defineOperation({
  name: 'size',
  toolset: 'portfolio',
  summary: 'Work out how many shares: by the risk to a stop, by volatility, or by the Kelly criterion.',
  effect: 'read',
  input: sizeInput,
  output: sizeOutput,
  examples: [
    { title: 'Lose 1% of the account at a stop two ATRs away', input: { symbol: 'SIMALL', method: 'volatility' } },
    { title: 'By a stop of your own', input: { symbol: 'SIMALL', risk: 0.01, price: 100, stop: 97, equity: 50_000 } },
    {
      title: 'What an edge is worth, half of it',
      input: { symbol: 'SIMALL', method: 'kelly', winRate: 0.55, payoff: 1.5, price: 100, stop: 95, equity: 50_000 },
    },
  ],
  run: (context, input) => run(context, { ...input, symbol: normalizeSymbol(input.symbol) }),
})

type Money = Pick<SizeOutput, 'mode' | 'broker' | 'host' | 'equity'>

async function run(context: Context, input: SizeInput): Promise<SizeOutput> {
  const source = await context.source()
  const asOf = context.asOf(source)
  const quote = await source.snapshot(input.symbol, asOf, context.signal)
  const price = input.price ?? quote.price
  refuseIncomplete(input, price)
  const money = await moneyOf(context, input)
  const basis: SizingBasis = { symbol: input.symbol, side: sideOf(input, price), price, equity: money.equity }
  const { limits } = await resolveLimits(context, 'settings')
  const sized = await byMethod(context, input, basis, asOf)
  return { asOf: iso(asOf), source: source.name, feed: quote.feed, ...money, ...answerOf(sized, input, basis, quote, limits) }
}

async function moneyOf(context: Context, input: SizeInput): Promise<Money> {
  if (input.equity !== undefined) return { ...NO_ACCOUNT, equity: input.equity }
  const { live, account, confirm } = input
  const flags = { live, account, confirm, risk: 'settings' }
  return withDesk(
    context,
    flags,
    'size',
    async ({ broker }): Promise<Money> => ({ ...modeOf(broker), equity: (await broker.account(context.signal)).equity }),
    { readOnly: true },
  )
}

function sideOf({ side, stop }: SizeInput, price: number): 'buy' | 'sell' {
  return side ?? (stop !== undefined && stop > price ? 'sell' : 'buy')
}

async function byMethod(context: Context, input: SizeInput, basis: SizingBasis, asOf: Instant): Promise<Sized> {
  const { stop, winRate, payoff, fraction } = input
  if (input.method === 'risk') return byRisk(input, stop!, basis)
  if (input.method === 'volatility') return byVolatility(input, await rangeOf(context, input, asOf), basis)
  if (input.strategy === undefined) return byKellyBets({ winRate: winRate!, payoff: payoff!, fraction }, stop!, basis)
  const wish = { symbol: basis.symbol, side: basis.side, strategy: input.strategy, set: input.set, timeframe: input.timeframe }
  const { returns } = await pastOutcomes(context, wish, FEWEST_ROUND_TRIPS)
  return byKellyReturns(input, returns, basis)
}

/** Average true range of the last closed bar. */
async function rangeOf(context: Context, { symbol, period, timeframe: typed }: SizeInput, asOf: Instant): Promise<number> {
  const timeframe = parseTimeframe(typed)
  // Wilder's average remembers its beginning for some ten periods.
  const bars = await recentBars(context, await context.source(), { symbol, timeframe, asOf, rows: 10 * period + 1 })
  const out = new Float64Array(bars.length)
  atr(bars.high, bars.low, bars.close, bars.length, period, out)
  const range = out[bars.length - 1]
  if (range > 0) return range
  const message = `${symbol} has ${bars.length} bars of ${timeframe}, an ATR of ${period} needs ${period + 1} that move`
  throw new OpenbellError('no-data', message, `openbell size ${symbol} --method volatility --timeframe 1h`)
}

function answerOf(sized: Sized, input: SizeInput, basis: SizingBasis, quote: Snapshot, limits: RiskLimits | null) {
  const { side, price, equity } = basis
  const { multiplier } = priceGrid(input.symbol)
  const facts = factsOf(basis, multiplier)
  const shares = wholeShares(sizeOf(sized.size, facts), false)
  if (!Number.isSafeInteger(shares)) {
    throw new OpenbellError('usage', `${shares} shares are no size: equity ${equity} at a price of ${price}`, '--equity 100000')
  }
  const verdict = shares > 0 && limits ? capsOn(basis, shares, limits) : null
  return {
    symbol: input.symbol,
    side,
    method: input.method,
    shares,
    price,
    priceTime: input.price === undefined ? iso(quote.time) : null,
    stop: sized.stop,
    riskMoney: sized.stop === null ? null : plainDollars(shares * Math.abs(price - sized.stop) * multiplier),
    notional: plainDollars(shares * price * multiplier),
    equity,
    atr: sized.atr,
    kelly: sized.kelly,
    formula: `shares = ${sized.formula}${multiplier === 1 ? '' : ` / ${multiplier} dollars a point`}, whole ones`,
    reference: sized.reference,
    allowed: verdict ? Math.floor(verdict.shares) : shares,
    limitedBy: verdict ? limiting(verdict) : [],
    warnings: warningsOf(sized, facts, shares),
  }
}

function factsOf({ side, price, equity }: SizingBasis, multiplier: number): SizingFacts {
  return {
    side: side === 'buy' ? 'long' : 'short',
    price,
    equity,
    ceiling: equity,
    fractional: false,
    multiplier,
    affordable: (dollars) => wholeShares(Math.max(0, dollars) / (price * multiplier), false),
  }
}

/** What the limits on size say of the order for an account that holds nothing; what else the gate asks only an order can be asked. */
function capsOn({ symbol, side, price, equity }: SizingBasis, shares: number, limits: RiskLimits): Verdict {
  const { orderNotional, orderShare, positionNotional, positionShare, grossExposure } = limits
  const caps = { ...NO_LIMITS, orderNotional, orderShare, positionNotional, positionShare, grossExposure }
  const intent = { symbol, side, shares, type: 'market' as const, limit: null, stop: null, reduces: false }
  return createRiskGate(caps).judge(intent, {
    ...{ now: 0, state: 'active', price, priceTime: 0, printsPerMinute: null, cash: equity, equity, broker: 'none' },
    ...{ equityAtDayStart: equity, equityPeak: equity, positionValue: 0, positionShares: 0, grossValue: 0 },
    ...{ pendingValue: 0, pendingGross: 0, ordersLastMinute: 0, ordersToday: 0, notionalToday: 0, losingStreak: 0 },
    ...{ lastLossAt: null, minutesToClose: null },
  })
}

function limiting({ rules }: Verdict): RuleVerdict[] {
  return rules.filter((rule) => rule.outcome !== 'allow')
}

function warningsOf({ size: asked, kelly }: Sized, facts: SizingFacts, shares: number): string[] {
  const warnings: string[] = []
  if (kelly?.full === 0) warnings.push('there is no edge: Kelly says to stay out')
  else if (shares === 0) warnings.push(`no whole share: ${whyNoShare(asked, facts)}`)
  const wanted = 'risk' in asked && asked.risk !== undefined ? { ...facts, affordable: () => Number.POSITIVE_INFINITY } : null
  if (wanted && sizeOf(asked, wanted) > shares) warnings.push('equity does not pay for more: the way to the stop is short')
  if (kelly !== null)
    warnings.push('Kelly takes the edge for certain; an edge that was less than believed loses much of the account')
  return warnings
}
