import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AccountNews } from '../../../../src/operations/alerts/account-news.ts'
import type { PositionRow } from '../../../../src/operations/stream/view.ts'
import { tradeBuy } from '../../../../src/operations/trade/buy.ts'
import { tradeCancel } from '../../../../src/operations/trade/cancel.ts'
import { type Desk, openDesk } from '../../../../src/operations/trade/desk/desk.ts'
import { tradeHalt } from '../../../../src/operations/trade/halt.ts'
import { tradeOrders } from '../../../../src/operations/trade/orders.ts'
import { type TradingRig, tradingRig } from '../../../support/trading.ts'

let rig: TradingRig
let desk: Desk
beforeEach(async () => {
  rig = await tradingRig()
  desk = await openDesk(rig.context, { holder: 'test', readOnly: true })
})
afterEach(async () => {
  await desk.close()
  await rig.close()
})

const SYMBOL = 'SIMALL'

describe('news of an account', () => {
  it('what other processes do is told once: orders, fills, denials, halts', async () => {
    const { journal } = await rig.context.store()
    const [news, skipping] = [
      new AccountNews(journal, desk.path),
      new AccountNews(journal, desk.path, { skip: new Set([SYMBOL]) }),
    ]
    const heard = () => {
      desk.path.refresh()
      return news.take().map(({ type, message }) => `${type} ${message}`)
    }
    expect(heard()).toEqual([])
    const { order } = await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 5, limit: 440, execute: true })
    expect(heard()).toEqual([expect.stringMatching(/^order buy 5 SIMALL at 440 accepted/)])
    await rig.run(tradeCancel, { id: order.clientOrderId })
    await rig.pass(5)
    await rig.run(tradeOrders, {})
    expect(heard()).toEqual([expect.stringMatching(/^order buy 5 SIMALL at 440 canceled/)])
    await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 3, market: true, execute: true })
    await rig.pass(10)
    await rig.run(tradeOrders, {})
    const done = heard()
    const bought = done.flatMap((one) => /^fill bought ([\d.]+) SIMALL at /.exec(one)?.[1] ?? [])
    expect(bought.reduce((sum, shares) => sum + Number(shares), 0)).toBe(3)
    await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 5, limit: 500, execute: true })
    desk.path.refresh()
    const [denied] = news.take().filter(({ type }) => type === 'denied')
    expect(denied).toMatchObject({ rule: expect.any(String), value: expect.any(Number), limit: expect.any(Number) })
    expect(denied.message).not.toBe('')
    await rig.run(tradeHalt, { reason: 'enough' })
    expect(heard()).toEqual([expect.stringMatching(/^status trading halted by .*enough/)])
    expect(heard()).toEqual([])
    expect(skipping.take().map(({ type }) => type)).toEqual(['status'])
  })

  it('a position is told when what it calls for changes', async () => {
    const news = new AccountNews((await rig.context.store()).journal, desk.path)
    const row = (alert: string | null, profitFraction = 0.06): PositionRow => ({
      ...{
        symbol: SYMBOL,
        shares: 10,
        averagePrice: 100,
        price: 106,
        profit: 60,
        profitFraction,
        stop: null,
        target: null,
        alert,
      },
    })
    const told = (...rows: PositionRow[]) => news.positions(rows).map(({ message }) => message)
    expect(told(row(null))).toEqual([])
    expect(told(row('protect profit'))).toEqual(['SIMALL: protect profit, 6.0% of its cost'])
    expect(told(row('protect profit'))).toEqual([])
    expect(told(row('emergency', -0.12))).toEqual(['SIMALL: emergency, -12.0% of its cost'])
    expect(told()).toEqual([])
    expect(told(row('emergency', -0.12))).toHaveLength(1)
  })
})
