import { Chalk } from 'chalk'
import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { view } from '../../../../src/cli/views/status.ts'
import { riskLog } from '../../../../src/operations/risk/log.ts'
import { startup } from '../../../../src/operations/startup/startup.ts'
import { status } from '../../../../src/operations/status/status.ts'
import { tradeAccount } from '../../../../src/operations/trade/account.ts'
import { tradeBuy } from '../../../../src/operations/trade/buy.ts'
import { tradeHalt } from '../../../../src/operations/trade/halt.ts'
import { tradeOrders } from '../../../../src/operations/trade/orders.ts'
import { tradePositions } from '../../../../src/operations/trade/positions.ts'
import { tradeProtect } from '../../../../src/operations/trade/protect.ts'
import { tradeSell } from '../../../../src/operations/trade/sell.ts'
import { wrap } from '../../../../src/operations/wrap/wrap.ts'
import type { Broker } from '../../../../src/ports/broker.ts'
import { createTestContext } from '../../../support/context.ts'
import { ExchangeBroker } from '../../../support/exchange-broker.ts'
import { tradingRig } from '../../../support/trading.ts'

const screen = { width: 100, terminal: true, paint: new Chalk({ level: 0 }) }
const closers: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A home on the simulated market at an instant. */
function house(now: number, broker?: Broker) {
  const sources = { simulated: createSimulatedSource({ seed: 1, clock: { now: () => now } as never }) }
  const made = createTestContext({ sources, now, ...(broker && { broker }) })
  closers.push(made.close)
  return made
}

const FRIDAY = Date.UTC(2026, 2, 20, 15)

describe('status', () => {
  it('says what the operations say that it is made of, and keeps nothing', async () => {
    const rig = await tradingRig()
    closers.push(rig.close)
    await rig.run(tradeBuy, { symbol: 'SIMALL', quantity: 5, market: true, execute: true })
    await rig.run(tradeBuy, { symbol: 'SIMTEC', quantity: 4, market: true, execute: true })
    await rig.pass(20)
    await rig.run(tradeProtect, { symbol: 'SIMALL', stop: '400', execute: true })
    await rig.run(tradeSell, { symbol: 'SIMTEC', quantity: 4, market: true, execute: true })
    await rig.run(tradeBuy, { symbol: 'SIMFIN', quantity: 2, limit: 1, execute: true })
    await rig.run(tradeBuy, { symbol: 'SIMALL', quantity: 5, limit: 100_000, execute: true })
    await rig.pass(20)
    const answer = await rig.run(status)
    const store = await rig.context.store()
    expect(store.wraps.get(answer.account.account, answer.today.date)).toBeNull()
    const [account, { positions }, { orders }] = [
      await rig.run(tradeAccount),
      await rig.run(tradePositions),
      await rig.run(tradeOrders),
    ]
    expect(answer).toMatchObject({ mode: 'paper', broker: 'alpaca', host: expect.any(String), failed: [] })
    expect(answer.account.cash).toBe(account.cash)
    expect(answer.account.positions).toMatchObject([{ symbol: 'SIMALL', shares: 5, stop: 400, protectedShares: 5 }])
    expect(answer.account.positions[0].averagePrice).toBe(positions[0].averagePrice)
    expect(answer.account.openOrderCount).toBe(orders.length)
    expect(answer.account.openOrders.map((one: { id: string }) => one.id)).toEqual(
      orders.map((one: { clientOrderId: string }) => one.clientOrderId),
    )
    const day = await rig.run(wrap)
    expect(answer.today).toMatchObject({
      date: day.date,
      roundTrips: 1,
      profit: day.roundTrips.profit,
      fees: day.fills.fees,
      denied: 1,
    })
    expect((await rig.run(riskLog)).entries).toHaveLength(1)
    expect(answer.today.denials).toContainEqual({ rule: 'collar', denied: 1 })
    expect(answer.today.denials.every((one: { denied: number }) => one.denied > 0)).toBe(true)
    expect(answer.risk).toMatchObject({ state: 'active', limits: expect.any(Number) })
    expect(answer.risk.near.length).toBeLessThan(answer.risk.limits)
    for (const { value, limit, room } of answer.risk.near) expect(value === null || room === null || room <= limit / 5).toBe(true)
    const text = view(answer, screen)
    expect(text).toMatch(/^PAPER · at a local exchange/)
    expect(text).toMatch(/SIMALL +5 /)
    for (const line of view(answer, { ...screen, width: 80 }).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    expect(text).toMatch(/1 round trip \(\d won\), -?[\d.]+ after fees; fees [\d.]+; 1 denied/)
  }, 20_000)

  it('carries what startup found, and the parts of the day', async () => {
    const { run, context } = house(FRIDAY, new ExchangeBroker(FRIDAY))
    const answer = await run(status, {})
    const { checks, session } = await run(startup, {})
    expect(answer.session).toMatchObject({ ...session, part: 'active', quietWindow: { now: false } })
    expect(answer.health.ready).toBe(true)
    expect(answer.health.warned.map((one: { name: string }) => one.name)).toEqual(
      checks.filter((one: { status: string }) => one.status === 'warn').map((one: { name: string }) => one.name),
    )
    expect(answer.health).toMatchObject({ session: null, halted: false, diverged: null, unknownOrders: [] })
    expect(context.settings.quietWindow).toBe('08:00-08:15')
  })

  it('knows the window without new orders, and the days without one', async () => {
    const burst = Date.UTC(2026, 2, 20, 12, 5)
    const { session } = await house(burst, new ExchangeBroker(burst)).run(status, {})
    expect(session).toMatchObject({ phase: 'pre', part: 'pre-market' })
    expect(session.quietWindow).toEqual({ from: '2026-03-20T12:00:00Z', to: '2026-03-20T12:15:00Z', now: true })
    const answer = await house(FRIDAY + 86_400_000, new ExchangeBroker(FRIDAY)).run(status, {})
    expect(answer.session).toMatchObject({ phase: 'closed', part: 'closed', quietWindow: null, closesIn: null })
    expect(view(answer, screen)).toMatch(/Session: closed, opens in 1 d/)
  })

  it('says the rest where the account cannot be opened, and why it cannot', async () => {
    const answer = await house(FRIDAY).run(status, {})
    expect(answer).toMatchObject({ account: null, risk: null, today: null, mode: 'paper', broker: 'simulated' })
    expect(answer.failed).toMatchObject([{ part: 'account', kind: 'config', message: 'this test has no broker' }])
    expect(answer.health.ready).toBe(false)
    expect(answer.health.failed[0]).toMatchObject({ name: 'account', message: 'this test has no broker' })
    expect(answer.session.phase).toBe('regular')
    const text = view(answer, screen)
    expect(text).toMatch(/Health: not ready: account/)
    expect(text).toMatch(/Account: n\/a/)
    expect(text).toMatch(/account: this test has no broker/)
  })

  it('shows a halt with who and why', async () => {
    const rig = await tradingRig()
    closers.push(rig.close)
    await rig.run(tradeHalt, { by: 'ana', reason: 'the news is not clear' })
    const answer = await rig.run(status)
    expect(answer.health.halted).toBe(true)
    expect(answer.risk).toMatchObject({ state: 'halted', by: 'ana', reason: 'the news is not clear' })
    expect(view(answer, screen)).toMatch(/trading halted by ana: the news is not clear/)
    expect(view(answer, screen)).toMatch(/HALTED/)
  })
})
