import { describe, expect, it } from 'vitest'
import { prepareSeries } from '../../../../src/engine/prepare.ts'
import type { RiskLimits } from '../../../../src/engine/risk/types.ts'
import { runBacktest } from '../../../../src/engine/run.ts'
import { noFee } from '../../../../src/exchange/fees/simple.ts'
import { noSlippage } from '../../../../src/exchange/slippage/models.ts'
import { createBars } from '../../../../src/market/bars.ts'
import { defineStrategy } from '../../../../src/strategy/define.ts'
import type { Actions, Entry } from '../../../../src/strategy/types.ts'
import { NO_LIMITS } from './cases.ts'

const OPEN = Date.UTC(2026, 2, 20, 13, 30)

type Bar = [open: number, high: number, low: number, close: number]

function series(bars: Bar[], prints: number | null = null) {
  const made = createBars({ symbol: 'AAPL', timeframe: '1m', source: 'test', feed: 'test' }, bars.length, {
    prints: prints !== null,
  })
  bars.forEach(([open, high, low, close], i) => {
    made.time[i] = OPEN + i * 60_000
    made.open[i] = open
    made.high[i] = high
    made.low[i] = low
    made.close[i] = close
    made.volume[i] = 1_000_000
    if (made.prints) made.prints[i] = prints!
  })
  made.length = bars.length
  return prepareSeries(made)
}

/** Calls `act` on the bar with this count (from 1). */
function run(
  bars: Bar[],
  act: Record<number, (actions: Actions) => void>,
  limits: Partial<RiskLimits>,
  prints: number | null = null,
) {
  const strategy = defineStrategy({
    name: 'scripted',
    summary: 'Does what the test says.',
    params: {},
    onBar: (context) => act[context.bar.count]?.(context),
  })
  return runBacktest({
    strategy,
    params: {},
    series: [series(bars, prints)],
    exchange: {
      cash: 100_000,
      fractional: false,
      fee: noFee,
      slippage: noSlippage,
      margin: 1,
      volumeShare: 0.1,
      accountRules: 'none',
      borrowRate: 0,
      debitRate: 0,
    },
    limits: { ...NO_LIMITS, ...limits },
    decideFrom: null,
    actions: [],
    finer: null,
    cache: null,
    record: 'all',
  })
}

const entry = (options: Partial<Entry>) => (actions: Actions) => actions.buy({ shares: 10, reason: 'test', ...options } as Entry)
const flat: Bar = [100, 101, 99, 100]

describe('limits in the loop', () => {
  it('a market intent goes out as a limit at the collar: a gap beyond it is not paid', () => {
    const limits = { marketOrders: false, collar: 0.02 }
    const gap: Bar[] = [flat, [105, 106, 104, 105], [105, 106, 104, 105]]
    expect(run(gap, { 1: entry({}) }, limits)).toMatchObject({ fills: [], decisions: [{ outcome: 'sent', limit: 102 }] })
    const near: Bar[] = [flat, [101, 102, 100, 101]]
    expect(run(near, { 1: entry({}) }, limits).fills).toMatchObject([{ price: 101, shares: 10 }])
  })

  it('a stop entry goes out as a stop-limit at the collar from its trigger, not as a limit', () => {
    const limits = { marketOrders: false, collar: 0.02 }
    const waits: Bar[] = [flat, flat, [101, 103, 100.5, 102.5]]
    const { fills, decisions } = run(waits, { 1: entry({ trigger: 102 }) }, limits)
    expect(decisions).toMatchObject([{ outcome: 'sent', trigger: 102, limit: 104.04 }])
    expect(fills).toMatchObject([{ time: OPEN + 120_000, order: { type: 'stop-limit', stop: 102 } }])
    const beyond: Bar[] = [flat, flat, [110, 111, 109, 110]]
    expect(run(beyond, { 1: entry({ trigger: 102 }) }, limits).fills).toEqual([])
  })

  it('prices that a strategy computed are sent on the step that gives nothing away', () => {
    const bars: Bar[] = [flat, [100, 101, 98, 100]]
    const { decisions, fills } = run(bars, { 1: entry({ limit: 99.5678, stop: 90.123, target: 120.001 }) }, { collar: 0.05 })
    expect(decisions).toMatchObject([{ outcome: 'sent', limit: 99.56 }])
    expect(fills[0].order.legs).toMatchObject({ stop: 90.12, target: 120.01 })
  })

  it('a position shrinks to its cap, more of it is denied, and the exit passes', () => {
    const bars: Bar[] = [flat, flat, flat, flat, flat]
    const acts = { 1: entry({ shares: 80 }), 2: entry({ shares: 80 }), 3: (actions: Actions) => actions.exit({ reason: 'test' }) }
    const { decisions, roundTrips, why } = run(bars, acts, { positionShare: 0.05, allow: ['AAPL'], ordersPerDay: 9 })
    expect(decisions).toMatchObject([
      { outcome: 'shrunk', shares: 50, rule: 'positionShare' },
      { outcome: 'denied', rule: 'positionShare' },
      { outcome: 'sent', action: 'exit' },
    ])
    expect(why.denied).toEqual([{ rule: 'positionShare', count: 1 }])
    expect(roundTrips).toMatchObject([{ shares: 50, exitTime: expect.any(Number) }])
  })

  it('without a count of prints nothing is entered; with one, what is busy enough', () => {
    const bars: Bar[] = Array.from({ length: 8 }, () => flat)
    const limits = { minimumPrintsPerMinute: 1000 }
    const outcome = (prints: number | null) => run(bars, { 6: entry({}) }, limits, prints).decisions[0].outcome
    expect([outcome(null), outcome(999), outcome(1000)]).toEqual(['denied', 'denied', 'sent'])
  })
})
