import { describe, expect, it } from 'vitest'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import { MINUTE } from '../../../../src/core/time.ts'
import type { Intent } from '../../../../src/engine/orders/types.ts'
import { WaitingNews } from '../../../../src/operations/alerts/waiting-news.ts'
import { propose } from '../../../../src/operations/trade/ticket/proposals.ts'
import { intentOf } from '../../../support/order-path.ts'
import { programRig, SYMBOL } from '../../../support/program-rig.ts'

describe('orders that wait for a person', () => {
  it('are told beside the account once, when a program asks for them, with what sends them', async () => {
    const rig = programRig({ mode: 'live', allow: 'live' })
    const news = new WaitingNews(rig.store, 'alpaca-live:987651234', rig.clock.clock)
    const { previewId } = await rig.call('order.preview', { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 })
    expect(news.take()).toEqual([])
    await rig.call('order.place', { previewId, clientOrderId: 'mine-1' })
    const id = previewId.slice(0, 6)
    const message = `${SYMBOL}: buy 10 limit 100 waits: :trade approve ${id}, :trade decline ${id}; asked by tester 1.0`
    expect(news.take()).toEqual([{ type: 'alert', symbol: SYMBOL, message, proposal: previewId, waitsMs: 5 * MINUTE }])
    expect(news.take()).toEqual([])
    const late = new WaitingNews(rig.store, 'alpaca-live:987651234', rig.clock.clock)
    rig.clock.set(rig.clock.clock.now() + 5 * MINUTE)
    expect(late.take()).toEqual([])
  })

  it('say dollars where no shares are asked for, and both prices of a stop-limit order', async () => {
    const rig = programRig()
    const told = (changes: Partial<Intent>) => {
      const intent = intentOf({ id: 'abcdef012345', symbol: SYMBOL, ...changes })
      const store = openStore(':memory:')
      propose(store, 'a', intent, { origin: 'mcp' }, rig.clock.clock.now())
      store.placements.claim({ account: 'a', clientOrderId: 'mine', preview: intent.id, at: 1, client: null })
      return new WaitingNews(store, 'a', rig.clock.clock).take()[0].message
    }
    expect(told({ shares: null, notional: 500, type: 'market', limit: null })).toMatch(
      /: buy \$500 waits: .*; asked by a program$/,
    )
    expect(told({ type: 'stop-limit', trigger: 99, limit: 99.5 })).toContain(': buy 10 stop 99 limit 99.5 waits: ')
  })

  it("are nobody else's, and no longer told once they were sent", async () => {
    const rig = programRig()
    const news = () => new WaitingNews(rig.store, 'alpaca-paper:PA3TEST', rig.clock.clock).take()
    const { previewId } = await rig.call('order.preview', { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 })
    await rig.call('order.place', { previewId, clientOrderId: 'mine-1' })
    await rig.person('trade.buy', { symbol: SYMBOL, quantity: 10, limit: 100 })
    expect(news()).toEqual([])
  })
})
