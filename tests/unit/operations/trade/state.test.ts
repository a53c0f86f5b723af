import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { tradeBuy } from '../../../../src/operations/trade/buy.ts'
import { tradeCancel } from '../../../../src/operations/trade/cancel.ts'
import { tradeClose } from '../../../../src/operations/trade/close.ts'
import { tradeHalt } from '../../../../src/operations/trade/halt.ts'
import { tradeOrders } from '../../../../src/operations/trade/orders.ts'
import { tradePositions } from '../../../../src/operations/trade/positions.ts'
import { tradeReconcile } from '../../../../src/operations/trade/reconcile.ts'
import { tradeResume } from '../../../../src/operations/trade/resume.ts'
import { tradeSell } from '../../../../src/operations/trade/sell.ts'
import { tradeStatus } from '../../../../src/operations/trade/status.ts'
import { type TradingRig, tradingRig } from '../../../support/trading.ts'

const entry = { symbol: 'SIMALL', quantity: 2, limit: 440, execute: true }
let rig: TradingRig
beforeEach(async () => {
  rig = await tradingRig()
})
afterEach(() => rig.close())

/** An order that somebody makes on the vendor's own page. */
async function elsewhere(order: Record<string, string>): Promise<void> {
  const headers = { 'APCA-API-KEY-ID': 'PKTESTKEY', 'APCA-API-SECRET-KEY': 'x', 'content-type': 'application/json' }
  const body = JSON.stringify({ time_in_force: 'day', ...order })
  const sent = await fetch(`${rig.pocket.url}/v2/orders`, { method: 'POST', headers, body })
  expect(sent.status).toBe(200)
}

/** The file in the home folder, as the surface reads it. */
const withFile = () => ({ halted: () => existsSync(join(rig.home, 'HALT')) })

describe('halt and resume', () => {
  it('halts entries and cancels resting ones; stops stay; a person resumes', async () => {
    await rig.run(tradeBuy, { symbol: 'SIMTEC', quantity: 2, market: true, stop: 200, execute: true })
    await rig.pass(10)
    expect((await rig.run(tradeBuy, entry)).order).toMatchObject({ state: 'accepted' })
    const halted = await rig.run(tradeHalt, { by: 'Ada', reason: 'the feed lies' }, withFile())
    expect(halted).toMatchObject({
      trading: { state: 'halted', by: 'Ada', reason: 'the feed lies', haltFile: false },
      fault: null,
    })
    expect(halted.canceled).toMatchObject([{ symbol: 'SIMALL', side: 'buy' }])
    const open = (await rig.run(tradeOrders)).orders
    expect(open).toMatchObject([{ symbol: 'SIMTEC', side: 'sell', type: 'stop' }])

    const denied = await rig.run(tradeBuy, entry)
    expect(denied.order.state).toBe('denied')
    expect(tradeBuy.fault?.(denied)).toMatchObject({ kind: 'denied', message: expect.stringContaining('halted') })
    const closed = await rig.run(tradeClose, { symbol: 'SIMTEC', execute: true })
    expect(closed.order.state).not.toBe('denied')

    await expect(rig.run(tradeResume)).rejects.toMatchObject({ kind: 'denied', hint: expect.stringContaining('--by NAME') })
    await expect(rig.run(tradeResume, { by: 'Ada' })).rejects.toMatchObject({ kind: 'denied' })
    const resumed = await rig.run(tradeResume, { by: 'Ada', reason: 'the feed is back' })
    expect(resumed.trading).toMatchObject({ state: 'active', by: 'Ada', reason: 'the feed is back' })
    expect((await rig.run(tradeBuy, entry)).order.state).toBe('accepted')
  })

  it('the file HALT halts whatever the journal says, until somebody takes it away', async () => {
    writeFileSync(join(rig.home, 'HALT'), 'by hand')
    const denied = await rig.run(tradeBuy, entry, withFile())
    expect(denied.order.state).toBe('denied')
    const resumed = await rig.run(tradeResume, { by: 'Ada', reason: 'all is well' }, withFile())
    expect(tradeResume.fault?.(resumed)).toMatchObject({ kind: 'denied', message: expect.stringContaining('HALT') })
    rmSync(join(rig.home, 'HALT'))
    expect((await rig.run(tradeBuy, entry, withFile())).order.state).toBe('accepted')
  })

  it('halts by the file alone when the account cannot be opened', async () => {
    const broken = { ...withFile(), broker: () => Promise.reject(new OpenbellError('unavailable', 'nobody answers')) }
    const halted = await rig.run(tradeHalt, { by: 'Ada' }, broken)
    expect(halted).toMatchObject({ trading: { state: 'halted', haltFile: true }, canceled: [] })
    expect(tradeHalt.fault?.(halted)).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('nobody answers') })
    expect((await rig.run(tradeBuy, entry, withFile())).order.state).toBe('denied')
  })

  it('reducing lets exits pass; a halt is never softened without a person', async () => {
    const { trading } = await rig.run(tradeHalt, { reducing: true }, withFile())
    expect(trading.state).toBe('reducing')
    expect((await rig.run(tradeBuy, entry)).order.state).toBe('denied')
    await rig.run(tradeHalt, {}, withFile())
    await expect(rig.run(tradeHalt, { reducing: true })).rejects.toMatchObject({ kind: 'denied' })
    expect((await rig.run(tradeStatus)).trading.state).toBe('halted')
  })

  it('in a dry run halts nothing', async () => {
    await rig.run(tradeBuy, entry)
    const dry = await rig.run(tradeHalt, {}, { ...withFile(), dryRun: true })
    expect(dry.canceled).toHaveLength(1)
    expect(existsSync(join(rig.home, 'HALT'))).toBe(false)
    expect(await rig.run(tradeStatus)).toMatchObject({ trading: { state: 'active' }, openOrders: 1 })
  })
})

describe('status and reconcile', () => {
  it('says that nobody holds the account and that books and broker agree', async () => {
    const status = await rig.run(tradeStatus)
    expect(status).toMatchObject({ mode: 'paper', holder: null, diverged: null, openOrders: 0, unknownOrders: [] })
    expect(status.account).toMatch(/^alpaca-paper:PA/)
    // A look begins nothing.
    expect(status.reconciled).toBeNull()
    expect(await rig.run(tradeReconcile)).toMatchObject({ agreed: true, differences: [], sentence: null })
    expect((await rig.run(tradeStatus)).reconciled).toMatchObject({ what: 'opened', differences: 0 })
  })

  it('tells what the journal knows when the broker cannot be asked', async () => {
    const broken = { broker: () => Promise.reject(new OpenbellError('unavailable', 'nobody answers')) }
    await expect(rig.run(tradeStatus, {}, broken)).rejects.toMatchObject({ kind: 'unavailable' })
    await rig.run(tradeBuy, entry)
    await rig.run(tradeHalt, { by: 'Ada', reducing: true })
    const status = await rig.run(tradeStatus, {}, broken)
    expect(status).toMatchObject({ trading: { state: 'reducing', by: 'Ada' }, openOrders: 1, unreachable: 'nobody answers' })
    expect(tradeStatus.fault?.(status)).toMatchObject({ kind: 'unavailable' })
  })

  it('of an account on which nothing was done shows what the broker has, and takes it over when something is', async () => {
    await elsewhere({ symbol: 'SIMTEC', qty: '3', side: 'buy', type: 'market' })
    await elsewhere({ symbol: 'SIMALL', qty: '2', side: 'buy', type: 'limit', limit_price: '400' })
    await rig.pass(10)
    expect((await rig.run(tradeOrders)).orders).toMatchObject([
      { symbol: 'SIMALL', limit: 400, foreign: true, state: 'accepted' },
    ])
    expect((await rig.run(tradePositions)).positions).toMatchObject([{ symbol: 'SIMTEC', shares: 3 }])
    expect((await rig.run(tradeSell, { symbol: 'SIMTEC', quantity: 3, market: true })).preview.order.reduces).toBe(true)
    const canceled = await rig.run(tradeCancel, { id: 'last' })
    expect(canceled.orders).toMatchObject([{ symbol: 'SIMALL', state: 'canceled' }])
    expect((await rig.run(tradeClose, { symbol: 'SIMTEC', execute: true })).order).toMatchObject({ side: 'sell', shares: 3 })
  })

  it('what orders made elsewhere hold is closed once somebody says that they may be canceled', async () => {
    await rig.run(tradeBuy, { symbol: 'SIMTEC', quantity: 3, market: true, execute: true })
    await elsewhere({ symbol: 'SIMTEC', qty: '3', side: 'sell', type: 'limit', limit_price: '900' })
    await expect(rig.run(tradeClose, { symbol: 'SIMTEC', execute: true })).rejects.toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('cancel all --foreign'),
    })
    expect((await rig.run(tradeCancel, { id: 'all' })).orders).toEqual([])
    expect((await rig.run(tradeCancel, { id: 'all', foreign: true })).orders).toMatchObject([{ state: 'canceled' }])
    expect((await rig.run(tradeClose, { symbol: 'SIMTEC', execute: true })).order.state).not.toBe('denied')
  })

  it('takes over what the broker explains: an order made elsewhere', async () => {
    await rig.run(tradeReconcile)
    await elsewhere({ symbol: 'SIMTEC', qty: '3', side: 'buy', type: 'market' })
    await rig.pass(10)
    expect((await rig.run(tradeOrders, { all: true })).orders).toMatchObject([{ symbol: 'SIMTEC', foreign: true }])
    const answer = await rig.run(tradeReconcile)
    expect(answer.agreed).toBe(true)
    expect(answer.differences.every((one: { explained: boolean }) => one.explained)).toBe(true)
    const { orders } = await rig.run(tradeOrders, { all: true })
    expect(orders).toMatchObject([{ symbol: 'SIMTEC', foreign: true, state: 'filled' }])
  })
})
