import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tradeAccount } from '../../../../src/operations/trade/account.ts'
import { tradeBuy } from '../../../../src/operations/trade/buy.ts'
import { tradeClose } from '../../../../src/operations/trade/close.ts'
import { tradeFlatten } from '../../../../src/operations/trade/flatten.ts'
import { tradeHistory } from '../../../../src/operations/trade/history.ts'
import { tradeOrders } from '../../../../src/operations/trade/orders.ts'
import { tradePositions } from '../../../../src/operations/trade/positions.ts'
import { tradeProtect } from '../../../../src/operations/trade/protect.ts'
import { type TradingRig, tradingRig } from '../../../support/trading.ts'

const SYMBOL = 'SIMALL'
let rig: TradingRig
beforeEach(async () => {
  rig = await tradingRig()
})
afterEach(() => rig.close())

const market = { symbol: SYMBOL, quantity: 10, market: true }
const bought = async (more: Record<string, unknown> = {}) => {
  const { order } = await rig.run(tradeBuy, { ...market, execute: true, ...more })
  await rig.pass(10)
  return order
}

describe('a position', () => {
  it('is listed with profit and the stop at the broker, the account with its profit of the day', async () => {
    await bought({ stop: 400 })
    const { positions } = await rig.run(tradePositions)
    expect(positions).toMatchObject([{ symbol: SYMBOL, shares: 10, stop: 400, protectedShares: 10, alert: null }])
    const [{ price, averagePrice, profit, profitFraction, marketValue }] = positions
    expect(marketValue).toBeCloseTo(10 * price, 6)
    expect(profit).toBeCloseTo(10 * (price - averagePrice), 6)
    expect(profitFraction).toBeCloseTo(price / averagePrice - 1, 9)
    for (const dollars of [averagePrice, marketValue, profit]) expect(dollars).toBe(Number(dollars.toFixed(6)))
    const account = await rig.run(tradeAccount)
    expect(account).toMatchObject({ positions: 1, state: 'active', tradingState: 'active', diverged: null })
    // The price moves between two questions.
    expect(Math.abs(account.equity - account.cash - marketValue)).toBeLessThan(50)
  })

  it('gets a stop that shows first what it would be', async () => {
    await bought()
    const shown = await rig.run(tradeProtect, { symbol: SYMBOL, stop: '400' })
    expect(shown).toMatchObject({ position: { symbol: SYMBOL, shares: 10 }, asked: [{ leg: 'stop', at: '400' }], before: [] })
    expect((await rig.run(tradePositions)).positions[0].stop).toBeNull()
    const set = await rig.run(tradeProtect, { symbol: SYMBOL, stop: '400', execute: true })
    expect(set.orders).toMatchObject([{ type: 'stop', stop: 400, side: 'sell', shares: 10 }])
    expect((await rig.run(tradePositions)).positions[0]).toMatchObject({ stop: 400, protectedShares: 10 })
    // A trailing stop stands alone at the broker; what was there stays.
    await rig.run(tradeProtect, { symbol: SYMBOL, target: '600', execute: true })
    await expect(rig.run(tradeProtect, { symbol: SYMBOL, trail: '2%', execute: true })).rejects.toMatchObject({ kind: 'usage' })
    expect((await rig.run(tradePositions)).positions[0]).toMatchObject({ stop: 400, protectedShares: 10 })
    await expect(rig.run(tradeProtect, { symbol: 'SIMTEC', stop: '400' })).rejects.toMatchObject({ kind: 'not-found' })
    const above = rig.run(tradeProtect, { symbol: SYMBOL, stop: '900', execute: true })
    await expect(above).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('would close the long position at once'),
    })
    await expect(rig.run(tradeProtect, { symbol: SYMBOL, target: '100' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(rig.run(tradeProtect, { symbol: SYMBOL, stop: 'high' })).rejects.toMatchObject({ kind: 'usage' })
  })

  it('is closed though its stop holds the shares; the history has the round trip', async () => {
    await bought({ stop: 400, target: 500 })
    const shown = await rig.run(tradeClose, { symbol: SYMBOL })
    expect(shown.preview).toMatchObject({
      id: null,
      order: { side: 'sell', shares: 10, reduces: true },
      verdict: { outcome: 'allow' },
    })
    await rig.run(tradeClose, { symbol: SYMBOL, execute: true })
    await rig.pass(10)
    expect((await rig.run(tradePositions)).positions).toEqual([])
    expect((await rig.run(tradeOrders)).orders).toEqual([])
    const { roundTrips, fills, profit } = await rig.run(tradeHistory)
    expect(roundTrips).toMatchObject([{ symbol: SYMBOL, side: 'long', shares: 10 }])
    expect(profit).toBeCloseTo(roundTrips[0].profit, 6)
    const signed = fills.map((one: { side: string; shares: number }) => (one.side === 'buy' ? one.shares : -one.shares))
    expect(signed.reduce((sum: number, one: number) => sum + one, 0)).toBeCloseTo(0, 9)
    await expect(rig.run(tradeClose, { symbol: SYMBOL })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('is flattened only when somebody says so', async () => {
    await bought({ stop: 400 })
    await expect(rig.run(tradeFlatten)).rejects.toMatchObject({ kind: 'usage', hint: 'openbell trade flatten --yes' })
    await expect(rig.run(tradeFlatten, {}, { ask: async () => 'yes' })).rejects.toMatchObject({ kind: 'canceled' })
    expect((await rig.truth()).positions).toHaveLength(1)
    const asked: string[] = []
    const ask = async (_: string, question: string) => {
      asked.push(question)
      return 'flatten'
    }
    const answer = await rig.run(tradeFlatten, {}, { ask })
    expect(asked[0]).toMatch(/^PAPER: .*SIMALL 10/)
    expect(answer.closing).toMatchObject([{ symbol: SYMBOL, side: 'sell', shares: 10 }])
    await rig.pass(10)
    expect((await rig.truth()).positions).toEqual([])
    expect(await rig.run(tradeFlatten, { execute: true })).toMatchObject({ flat: true, closing: [], message: null })
  })
})
