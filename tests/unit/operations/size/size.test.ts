import { Chalk } from 'chalk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { view } from '../../../../src/cli/views/size.ts'
import { contractOf } from '../../../../src/market/contracts.ts'
import type { SizeOutput } from '../../../../src/operations/size/output.ts'
import { size } from '../../../../src/operations/size/size.ts'
import { createTestContext, fixedClock, type TestContext } from '../../../support/context.ts'

const NOW = Date.parse('2026-03-20T20:00:00Z')
let own: TestContext
beforeEach(() => {
  const sources = { simulated: createSimulatedSource({ seed: 7, clock: fixedClock(NOW).clock }) }
  own = createTestContext({ flags: { source: 'simulated' }, sources, now: NOW })
})
afterEach(() => own.close())

const run = (input: Record<string, unknown>): Promise<SizeOutput> => own.run(size, { symbol: 'SIMALL', equity: 50_000, ...input })

describe('size', () => {
  it('by risk: what is lost at the stop is no more than asked, and one share more would be', async () => {
    const answer = await run({ price: 100, stop: 97, risk: 0.01 })
    expect(answer).toMatchObject({ shares: 166, side: 'buy', riskMoney: 498, notional: 16_600, equity: 50_000, mode: null })
    expect(answer.reference).toMatch(/Vince/)
    expect(answer.formula).toBe('shares = 1% of 50000 / |100 - 97|, whole ones'.replace('50000', '50000.00'))
  })

  it('a stop above the price is that of a short position', async () => {
    expect(await run({ price: 100, stop: 104, risk: 0.02 })).toMatchObject({ side: 'sell', shares: 250, stop: 104 })
    await expect(run({ price: 100, stop: 104, side: 'buy' })).rejects.toThrow(/not below the price/)
    await expect(run({ price: 100 })).rejects.toThrow(/--stop/)
    await expect(run({ price: 100, strategy: 'sma-cross' })).rejects.toThrow(/--stop/)
  })

  it('never buys more than equity pays for, and says what the limits let through', async () => {
    const answer = await run({ price: 100, stop: 99.9, risk: 0.05 })
    expect(answer).toMatchObject({ shares: 500, notional: 50_000, allowed: 25 })
    expect(answer.warnings.join()).toMatch(/does not pay for more/)
    expect(answer.limitedBy.map((rule) => rule.rule)).toEqual(['positionShare'])
  })

  it('refuses what no count of shares can be', async () => {
    await expect(run({ equity: 1e308, price: 100, stop: 97, risk: 0.01 })).rejects.toMatchObject({ kind: 'usage' })
    await expect(run({ price: 1e-300, stop: 5e-301, risk: 0.01 })).rejects.toMatchObject({ kind: 'usage' })
  })

  it('no whole share is an answer with its reason', async () => {
    const answer = await run({ equity: 100, price: 100, stop: 50, risk: 0.01 })
    expect(answer).toMatchObject({ shares: 0, riskMoney: 0 })
    expect(answer.warnings.join()).toMatch(/1.00 dollars at risk/)
  })

  it('by volatility: the stop lies so many true ranges away', async () => {
    const answer = await run({ method: 'volatility', multiple: 3 })
    expect(answer.atr).toBeGreaterThan(0)
    // The next whole cent beyond: an order may have it as it stands here.
    expect(answer.stop).toBe(Math.floor((answer.price - 3 * answer.atr!) * 100) / 100)
    expect(answer.shares).toBe(Math.floor(500 / (answer.price - answer.stop!)))
    expect(answer.priceTime).not.toBeNull()
    const short = await run({ method: 'volatility', side: 'sell' })
    expect(short.stop).toBeGreaterThan(short.price)
  })

  it('a contract counts by its multiplier', async () => {
    const { multiplier } = contractOf('SIMFUT')!
    expect(multiplier).toBeGreaterThan(1)
    const answer = await run({ symbol: 'SIMFUT', price: 5000, stop: 4990, risk: 0.001, equity: 1_000_000 })
    const shares = Math.floor(1000 / (10 * multiplier))
    expect(answer).toMatchObject({ shares, riskMoney: shares * 10 * multiplier, notional: shares * 5000 * multiplier })
  })

  it('by Kelly: half of it, lost at the stop', async () => {
    const answer = await run({ method: 'kelly', winRate: 0.6, payoff: 1, price: 100, stop: 80 })
    expect(answer.kelly).toMatchObject({ roundTrips: null })
    expect(answer.kelly!.full).toBeCloseTo(0.2, 12)
    expect(answer).toMatchObject({ shares: 250, riskMoney: 5000 })
    const none = await run({ method: 'kelly', winRate: 0.4, payoff: 1, price: 100, stop: 80 })
    expect(none).toMatchObject({ shares: 0 })
    expect(none.warnings.join()).toMatch(/no edge/)
    await expect(run({ method: 'kelly' })).rejects.toThrow(/edge/)
  })

  it('by Kelly of a strategy: from its own round trips, or a refusal that says how many are needed', async () => {
    const kelly = { method: 'kelly', strategy: 'rsi-reversion', timeframe: '1h' }
    const answer = await run(kelly)
    expect(answer.kelly!.roundTrips).toBeGreaterThanOrEqual(30)
    expect(answer.notional).toBeLessThanOrEqual(50_000 * answer.kelly!.used + 1e-6)
    await expect(run({ ...kelly, strategy: 'buy-and-hold' })).rejects.toThrow(/30 are needed/)
  })

  it('of the account takes its equity, and says which account that is', async () => {
    const { createSimulatedBroker } = await import('../../../../src/adapters/simulated/broker.ts')
    const source = createSimulatedSource({ seed: 7, clock: fixedClock(NOW).clock })
    const clock = fixedClock(NOW).clock
    const broker = createSimulatedBroker({ account: 'main', store: own.store, source, clock, cash: 80_000, now: () => NOW })
    const context = createTestContext({ flags: { source: 'simulated' }, sources: { simulated: source }, now: NOW, broker })
    const answer: SizeOutput = await context.run(size, { symbol: 'SIMALL', price: 100, stop: 97, risk: 0.01 })
    expect(answer).toMatchObject({ mode: 'paper', broker: 'simulated', host: null, equity: 80_000, shares: 266 })
    expect(view(answer, { width: 100, terminal: true, paint: new Chalk({ level: 0 }) })).toMatch(/SIMULATED · equity \$80,000.00/)
    await context.close()
  })

  it('is shown with account, stop, formula and the next command', async () => {
    const answer = await run({ price: 100, stop: 97 })
    const text = view(answer, { width: 100, terminal: true, paint: new Chalk({ level: 0 }) })
    expect(text).toMatch(/no account asked · equity \$50,000.00/)
    expect(text).toMatch(/buy 166 SIMALL at 100.00 = \$16,600.00 · stop 97.00 · \$498.00 at risk/)
    expect(text).toMatch(/positionShare: .*25 of 166 shares pass/)
    expect(text).toMatch(/next: openbell risk check SIMALL buy 25/)
  })
})
