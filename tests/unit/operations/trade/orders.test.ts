import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tradeApprove } from '../../../../src/operations/trade/approve.ts'
import { tradeBuy } from '../../../../src/operations/trade/buy.ts'
import { tradeCancel } from '../../../../src/operations/trade/cancel.ts'
import { tradeOrder } from '../../../../src/operations/trade/order.ts'
import { tradeOrders } from '../../../../src/operations/trade/orders.ts'
import { tradeReconcile } from '../../../../src/operations/trade/reconcile.ts'
import { tradeReplace } from '../../../../src/operations/trade/replace.ts'
import { tradeSell } from '../../../../src/operations/trade/sell.ts'
import { type TradingRig, tradingRig } from '../../../support/trading.ts'

const SYMBOL = 'SIMALL'
let rig: TradingRig
beforeEach(async () => {
  rig = await tradingRig()
})
afterEach(() => rig.close())

/** Looks again and again until it is so. */
async function until(good: () => Promise<boolean>): Promise<void> {
  while (!(await good())) await new Promise((done) => setTimeout(done, 5))
}

const market = { symbol: SYMBOL, quantity: 10, market: true }
const bought = async (more: Record<string, unknown> = {}) => {
  const { order } = await rig.run(tradeBuy, { ...market, execute: true, ...more })
  await rig.pass(10)
  return order
}

describe('a preview', () => {
  it('tells quote with age, fees, verdict, effect and warnings, and sends nothing', async () => {
    const answer = await rig.run(tradeBuy, market)
    expect(answer).toMatchObject({ mode: 'paper', broker: 'alpaca', limits: { set: 'file' } })
    const { preview } = answer
    expect(preview.order).toMatchObject({ symbol: SYMBOL, side: 'buy', shares: 10, type: 'limit', orderClass: 'simple' })
    expect(preview.quote.ageMs).toBeGreaterThanOrEqual(0)
    expect(preview.notional).toBeCloseTo(10 * preview.order.limit, 6)
    expect(preview.account).toMatchObject({ cash: 100_000, positionAfter: 10 })
    expect(preview.account.cashAfter).toBeCloseTo(100_000 - preview.notional - preview.fees, 6)
    expect(preview.verdict.outcome).toBe('allow')
    expect(preview.verdict.rules.length).toBeGreaterThan(10)
    expect(preview.warnings).toContain('nothing protects the position: no --stop')
    expect((await rig.truth()).orders).toEqual([])
    expect((await rig.run(tradeOrders, { all: true })).orders).toEqual([])
  })

  it('is sent by its approval, judged anew, and only once', async () => {
    const { preview } = await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 3, market: true })
    const { order } = await rig.run(tradeApprove, { id: preview.id.slice(0, 6) })
    expect(order).toMatchObject({ symbol: SYMBOL, shares: 3, state: 'filled' })
    await expect(rig.run(tradeApprove, { id: preview.id })).rejects.toMatchObject({ kind: 'denied' })
    expect((await rig.truth()).orders).toHaveLength(1)
  })

  it('of a denied order can be approved only if the gate then lets it through', async () => {
    const { preview } = await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 3, limit: 5000 })
    expect(preview.verdict.outcome).toBe('deny')
    const answer = await rig.run(tradeApprove, { id: preview.id })
    expect(answer.order.state).toBe('denied')
    expect(tradeApprove.fault?.(answer)).toMatchObject({ kind: 'denied', message: expect.stringContaining('collar') })
    expect((await rig.truth()).orders).toEqual([])
  })

  it('asks a person at a terminal only for what would be sent', async () => {
    const input = tradeBuy.input.parse(market)
    const answer = await rig.run(tradeBuy, market)
    expect(tradeBuy.followUp?.(answer, input)).toMatchObject({ operation: 'trade.approve', input: { id: answer.preview.id } })
    const denied = await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 3, limit: 5000 })
    expect(tradeBuy.followUp?.(denied, input)).toBeNull()
  })

  it('in a dry run keeps nothing, not even an order that was told to be sent', async () => {
    const { preview } = await rig.run(tradeBuy, { ...market, execute: true }, { dryRun: true })
    expect(preview).toMatchObject({ id: null, expiresAt: null })
    expect((await rig.truth()).orders).toEqual([])
  })
})

describe('an order', () => {
  it('is told with its state, its legs and its journal', async () => {
    const order = await bought({ stop: 400, target: 500 })
    expect(order).toMatchObject({ symbol: SYMBOL, side: 'buy', shares: 10, type: 'limit', foreign: false })
    const answer = await rig.run(tradeOrder, { id: 'last' })
    expect(answer.order).toMatchObject({ clientOrderId: order.clientOrderId, state: 'filled', filled: 10 })
    // The beginning of an id may be that of a leg too: the entry is meant.
    expect((await rig.run(tradeOrder, { id: order.clientOrderId.slice(3, 11) })).order.clientOrderId).toBe(order.clientOrderId)
    expect(answer.order.legs.map((one: { leg: string }) => one.leg).sort()).toEqual(['stop', 'target'])
    const kinds = answer.journal.map((one: { kind: string }) => one.kind)
    expect(kinds.slice(0, 2)).toEqual(['intended', 'submitted'])
    expect(kinds).toContain('filled')
    for (const line of answer.journal) expect(line.text).not.toMatch(/undefined|\[object/)
    const truth = (await rig.truth()).orders.find(
      (one: { client_order_id: string }) => one.client_order_id === order.clientOrderId,
    )
    expect(truth).toMatchObject({ filled_qty: expect.anything() })
    expect(Number(truth.filled_qty)).toBe(10)
  })

  it('denied is an answer with the rules, and error denied for scripts', async () => {
    const answer = await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 1, limit: 5000, execute: true })
    expect(answer.order).toMatchObject({ state: 'denied', id: null })
    expect(answer.verdict.rules.find((one: { rule: string }) => one.rule === 'collar')).toMatchObject({ outcome: 'deny' })
    expect(tradeBuy.fault?.(answer)).toMatchObject({ kind: 'denied', hint: 'openbell risk log' })
  })

  it('rejected tells what the broker said', async () => {
    await rig.run(tradeSell, { symbol: SYMBOL, quantity: 1, limit: 470, short: true, execute: true })
    const answer = await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 1, limit: 400, execute: true })
    expect(['rejected', 'denied']).toContain(answer.order.state)
    const fault = tradeBuy.fault?.(answer)
    expect(fault?.kind).toBe(answer.order.state)
    expect(fault?.message).toContain(answer.order.state === 'rejected' ? 'the broker rejected' : 'denied')
  })

  it('whose answer was lost is found by asking, and there is one of it', async () => {
    await rig.pocket.fault({ kind: 'accepted-then-cut', path: '/v2/orders', method: 'POST', times: 1 })
    const { order } = await rig.run(tradeBuy, { ...market, execute: true })
    expect(['accepted', 'partially-filled', 'filled']).toContain(order.state)
    expect((await rig.truth()).orders).toHaveLength(1)
  })

  it('interrupted while it was sent says that it may be out, and is found later', async () => {
    await rig.run(tradeOrders)
    await rig.pocket.fault({ kind: 'hang', path: '/v2/orders', method: 'POST', times: 1 })
    const abort = new AbortController()
    const sending = rig.run(tradeBuy, { ...market, execute: true }, { signal: abort.signal })
    await until(async () => (await rig.context.store()).journal.accounts().length > 0)
    await until(async () => {
      const { journal } = await rig.context.store()
      return journal.newest(journal.accounts()[0], ['submitted'], 1).length === 1
    })
    abort.abort()
    await expect(sending).rejects.toMatchObject({
      kind: 'canceled',
      message: expect.stringContaining('may have reached the broker'),
    })
    await rig.run(tradeReconcile)
    expect((await rig.run(tradeOrder, { id: 'last' })).order.state).not.toBe('filled')
  })

  it('replaced is shown before, and named after', async () => {
    const first = await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 2, limit: 440, execute: true })
    const shown = await rig.run(tradeReplace, { id: 'last', limit: 441 })
    expect(shown).toMatchObject({ before: { limit: 440 }, changes: [{ field: 'limit', from: '440', to: '441' }] })
    expect(shown.order).toBeUndefined()
    const { order } = await rig.run(tradeReplace, { id: 'last', limit: 441, execute: true })
    expect(order).toMatchObject({ limit: 441, state: 'accepted', replaces: first.order.clientOrderId })
    const open = (await rig.run(tradeOrders)).orders
    expect(open.map((one: { limit: number }) => one.limit)).toEqual([441])
    await expect(rig.run(tradeReplace, { id: 'last' })).rejects.toMatchObject({ kind: 'usage' })
  })

  it('is canceled by the beginning of its id, by last, or with all', async () => {
    const { order } = await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 2, limit: 440, execute: true })
    const { orders } = await rig.run(tradeCancel, { id: order.clientOrderId.slice(0, 9) })
    expect(orders).toMatchObject([{ clientOrderId: order.clientOrderId, state: 'canceled' }])
    await expect(rig.run(tradeCancel, { id: order.clientOrderId })).rejects.toMatchObject({ kind: 'rejected' })
    await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 2, limit: 440, execute: true })
    await rig.run(tradeBuy, { symbol: SYMBOL, quantity: 3, limit: 440, execute: true })
    const all = await rig.run(tradeCancel, { id: 'all' })
    expect(all.orders.map((one: { state: string }) => one.state)).toEqual(['canceled', 'canceled'])
    expect(tradeCancel.fault?.(all)).toBeNull()
    expect((await rig.run(tradeCancel, { id: 'all' })).orders).toEqual([])
  })
})
