import { Chalk } from 'chalk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { view } from '../../../../src/cli/views/simulate.ts'
import { backtest } from '../../../../src/operations/backtest/backtest.ts'
import { simulate } from '../../../../src/operations/simulate/simulate.ts'
import { createTestContext, fixedClock, type TestContext } from '../../../support/context.ts'

const NOW = Date.parse('2026-03-20T20:00:00Z')
const wish = { symbol: 'SIMALL', side: 'buy', strategy: 'rsi-reversion', timeframe: '1h' }
let own: TestContext
beforeEach(() => {
  const sources = { simulated: createSimulatedSource({ seed: 7, clock: fixedClock(NOW).clock }) }
  own = createTestContext({ flags: { source: 'simulated' }, sources, now: NOW })
})
afterEach(() => own.close())

interface Trip {
  side: string
  exitTime: string | null
  return: number
}

describe('simulate', () => {
  it('is made of the round trips that a backtest of the same data has', async () => {
    const answer = await own.run(simulate, wish)
    const whole = await own.run(backtest, { strategy: wish.strategy, symbols: [wish.symbol], timeframe: '1h' })
    const trips = (whole.roundTrips as Trip[]).filter((trip) => trip.side === 'long' && trip.exitTime !== null)
    expect(answer).toMatchObject({ symbol: 'SIMALL', side: 'buy', trades: trips.length, dataHash: whole.dataHash })
    expect(answer.expectedReturn).toBeCloseTo(trips.reduce((sum, trip) => sum + trip.return, 0) / trips.length, 12)
    expect(answer.worst).toBe(Math.min(...trips.map((trip) => trip.return)))
    const { p5, p25, p50, p75, p95 } = answer.distribution
    expect([p5, p25, p50, p75, p95]).toEqual([p5, p25, p50, p75, p95].sort((a, b) => a - b))
    expect(answer.var95).toBe(Math.max(0, -p5))
    expect(answer.evidence).toMatchObject({ roundTrips: trips.length, rating: expect.stringMatching(/weak|fair|strong/) })
    expect(answer.evidence.meanLow).toBeLessThanOrEqual(answer.expectedReturn)
    // The same question is the same trial.
    expect(answer.evidence.trialsEver).toBe(1)
    expect(await own.run(simulate, wish)).toEqual(answer)
  })

  it('refuses with the number needed when there were too few', async () => {
    await expect(own.run(simulate, { ...wish, strategy: 'buy-and-hold' })).rejects.toMatchObject({
      kind: 'no-data',
      message: expect.stringMatching(/0 closed long round trips .* 20 are needed/),
    })
    await expect(own.run(simulate, { ...wish, side: 'sell' })).rejects.toThrow(/closed short round trips/)
  })

  it('is shown with its spread, its evidence and its costs', async () => {
    const text = view(await own.run(simulate, wish), { width: 100, terminal: true, paint: new Chalk({ level: 0 }) })
    expect(text).toMatch(/SIMULATED/)
    expect(text).toMatch(/SIMALL buy by rsi-reversion · \d+ closed long round trips/)
    expect(text).toMatch(/1 in 20 below/)
    expect(text).toMatch(/Evidence: (weak|fair|strong)\./)
  })
})
