import { afterEach, describe, expect, it } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { DAY } from '../../../../src/core/time.ts'
import type { JournalBody } from '../../../../src/engine/orders/journal.ts'
import { leaseName } from '../../../../src/engine/orders/stream-watch.ts'
import { checkCalendar } from '../../../../src/operations/startup/calendar.ts'
import { runCheck } from '../../../../src/operations/startup/check.ts'
import { checkDrill, checkOrders } from '../../../../src/operations/startup/orders.ts'
import { startup } from '../../../../src/operations/startup/startup.ts'
import type { Broker } from '../../../../src/ports/broker.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { requestOf } from '../../../support/journal-events.ts'
import { barsOf, MINUTE, OPEN } from '../../../support/store-rows.ts'
import { tradingRig } from '../../../support/trading.ts'

const closers: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A home whose account is at a matching core in this process and has begun its books with what that holds. */
async function house(changes: Partial<Broker> = {}, flags: Record<string, string> = {}) {
  const world = new ExchangeBroker(OPEN + 30 * MINUTE)
  const broker = brokerOver(world, changes)
  const t = createTestContext({ now: world.time, broker, flags: { source: 'store', ...flags } })
  closers.push(() => t.close())
  t.store.bars.append(barsOf([{ time: OPEN, close: 10, prints: 1500 }], { symbol: 'LIQUID' }))
  const { id, cash } = await world.account()
  const account = `alpaca-paper:${id}`
  const write = (body: JournalBody, clientOrderId: string | null = null) => {
    const { kind, ...rest } = body
    t.store.journal.append(account, [{ at: world.time, knownAt: world.time, kind, clientOrderId, body: rest }])
  }
  write({ kind: 'opened', cash, positions: [], known: [], by: 'test', reason: 'first use' })
  return { ...t, account, write, world }
}

const last = ({ store, account }: { store: TestContext['store']; account: string }) => store.journal.last(account)

describe('the check of orders', () => {
  it('says so where all agrees, and that nothing was done yet where nothing was', async () => {
    const { context } = await house()
    expect(await checkOrders(context)).toEqual({
      status: 'ok',
      message: 'books and broker agree: 0 open orders, 0 positions; trading is active',
    })
    const fresh = createTestContext({ broker: new ExchangeBroker(OPEN), flags: { source: 'store' } })
    closers.push(() => fresh.close())
    expect(await checkOrders(fresh.context)).toMatchObject({ status: 'ok', message: expect.stringContaining('no order') })
    expect(fresh.store.journal.accounts()).toEqual([])
  })

  it('warns of a halt with who and why, and of the file', async () => {
    const t = await house()
    t.write({ kind: 'state', state: 'reducing', by: 'ana', reason: 'news' })
    await checkOrders(t.context)
    const before = last(t)
    const hint = expect.stringContaining('trade resume')
    expect(await checkOrders(t.context)).toEqual({ status: 'warn', message: 'trading is reducing by ana: news', hint })
    expect(await checkOrders({ ...t.context, halted: () => true })).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('HALT'),
      hint,
    })
    expect(last(t), 'looking writes nothing').toBe(before)
  })

  it('fails where books and broker disagree; exit code and next command say so', async () => {
    const t = await house()
    const moved = {
      kind: 'shares',
      id: 'by hand',
      at: t.world.time,
      what: 'other',
      symbol: 'SIMBIG',
      shares: 5,
      amount: 0,
    } as const
    t.write({ kind: 'activity', activity: moved })
    const output = await t.run(startup, {})
    const found = output.checks.find((one: { name: string }) => one.name === 'orders')
    expect(found).toMatchObject({ status: 'fail', kind: 'diverged', message: expect.stringContaining('SIMBIG') })
    expect(startup.exitCode?.(output)).toBe(7)
    expect(output.ready).toBe(false)
    expect(output.next[0]).toBe(`openbell trade reconcile --source store --home ${t.home}`)
  })

  it('warns of an order whose fate nobody knows', async () => {
    const order = async () => {
      throw new OpenbellError('unavailable', 'no answer')
    }
    const { context, write } = await house({ order })
    write({ kind: 'intended', intent: null, request: requestOf('lost', { symbol: 'SIMALL' }), verdict: null, pid: 1 }, 'lost')
    write({ kind: 'submitted', attempt: 1, pid: 1 }, 'lost')
    write({ kind: 'unknown', reason: 'the reply was cut' }, 'lost')
    expect(await checkOrders({ ...context, isDead: () => true })).toEqual({
      status: 'warn',
      message: 'nobody knows whether lost reached the broker',
      hint: 'openbell trade reconcile',
    })
  })

  it('says who holds the account, and warns when that one hears nothing', async () => {
    const { context, account, store } = await house()
    const now = context.clock.now()
    const wish = { name: leaseName(account), pid: 4711, holder: 'trade run scalp', token: 't', since: now }
    store.leases.take({ ...wish, note: { up: true } }, 1, () => false)
    const held = await checkOrders(context)
    expect(held).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/held by trade run scalp \(process 4711\), its stream is up$/),
    })
    store.leases.renew(wish.name, 't', now, { up: false })
    expect(await checkOrders(context)).toMatchObject({ status: 'warn', hint: 'openbell trade status' })
  })

  it('of an account that has lived past the as-of is skipped, and so is the account', async () => {
    const account = async () => {
      throw new OpenbellError('usage', 'it has lived to noon and cannot go back')
    }
    const asOf = { 'as-of': '2026-03-19T14:00:00Z' }
    const { checks } = await (await house({ account }, asOf)).run(startup, {})
    const skipped = checks.filter((one: { status: string }) => one.status === 'skipped')
    expect(skipped.map((one: { name: string }) => one.name)).toEqual(['account', 'orders'])
    const now = await (await house({ account })).run(startup, {})
    expect(now.checks.find((one: { name: string }) => one.name === 'account')).toMatchObject({ status: 'fail', kind: 'usage' })
  })

  it('leaves the fault of an unreachable account to the account', async () => {
    const account = async () => {
      throw new OpenbellError('unavailable', 'no route to the broker')
    }
    const { checks } = await (await house({ account })).run(startup, {})
    const statusOf = (name: string) => checks.find((one: { name: string }) => one.name === name)
    expect(statusOf('account')).toMatchObject({ status: 'fail', kind: 'unavailable' })
    expect(statusOf('orders')).toMatchObject({ status: 'skipped', message: 'not looked at: see account', kind: null })
  })
})

describe('the drill that live trading asks for', () => {
  it.each([
    [null, 'fail', 'no kill-switch drill was passed yet'],
    [0.5, 'ok', 'kill-switch drill passed today'],
    [26, 'warn', 'kill-switch drill passed 26 days ago; it holds for 30 days'],
    [31, 'fail', 'kill-switch drill passed 31 days ago; live asks for one of the last 30 days'],
  ])('%s days old: %s', async (days, status, message) => {
    const { context, store } = await house()
    const at = context.clock.now() - (days ?? 0) * DAY
    const entry = { kind: 'drill', at, asOf: at, subject: 'kill-switch', source: 'pocket' } as const
    store.kept.add({ ...entry, at: at + DAY / 2, body: { passed: false } })
    if (days !== null) store.kept.add({ ...entry, body: { passed: true } })
    const found = await runCheck(context, 'drill', checkDrill)
    expect(found).toMatchObject({ status, message, kind: status === 'fail' ? 'denied' : null })
  })

  it('is a check of live accounts only', async () => {
    const names = async (flags: Record<string, string>) => {
      const { checks } = await (await house({}, flags)).run(startup, {})
      return checks.map((one: { name: string }) => one.name)
    }
    expect(await names({})).not.toContain('drill')
    expect(await names({ mode: 'live', broker: 'alpaca' })).toContain('drill')
  })
})

describe("the broker's own calendar", () => {
  it('agrees, until the exchange closes early', async () => {
    const rig = await tradingRig()
    closers.push(() => rig.close())
    expect(await checkCalendar(rig.context)).toEqual({
      status: 'ok',
      message: expect.stringMatching(
        /^a local exchange \(127\.0\.0\.1:\d+\) says 2026-03-20: 09:30 to 16:00 New York, as our calendar does$/,
      ),
    })
    await rig.pocket.fault({ kind: 'half-day' })
    expect(await checkCalendar(rig.context)).toMatchObject({
      status: 'warn',
      message: expect.stringMatching(/says 2026-03-20: 09:30 to 13:00 New York; our calendar says 09:30 to 16:00 New York/),
      hint: 'openbell hours',
    })
  })

  it.each([
    ['closed', null, /^alpaca says 2026-03-19: closed; our calendar says 09:30/],
    ['failing', new OpenbellError('unavailable', 'HTTP 500'), /^hours not compared: HTTP 500$/],
  ])('%s is a warning', async (_, told, message) => {
    const session = async () => {
      if (told === null) return null
      throw told
    }
    const { context } = await house({ session })
    expect(await checkCalendar(context)).toMatchObject({ status: 'warn', message: expect.stringMatching(message) })
  })
})
