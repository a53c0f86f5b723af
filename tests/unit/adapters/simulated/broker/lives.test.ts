import { describe, expect, it } from 'vitest'
import { createStoreSource } from '../../../../../src/adapters/store/source.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../../../src/core/time.ts'
import { usCalendar } from '../../../../../src/market/calendar/us.ts'
import type { BrokerEvent } from '../../../../../src/ports/broker.ts'
import { fixedClock } from '../../../../support/context.ts'
import { accepted, cents, DAY_ONE, OPEN, rig, SYMBOL, signal, wish } from './rig.ts'

describe('a simulated account', () => {
  it('fills while no process runs, exactly as while one looks every second', async () => {
    const outcomes = await Promise.all(
      [SECOND, 37 * SECOND, 5 * HOUR].map(async (step) => {
        const world = rig()
        const limit = cents((await world.price()) * 0.997)
        const broker = world.process()
        accepted(await broker.submit(wish({ clientOrderId: 'one', shares: 150 }), signal))
        accepted(await broker.submit(wish({ clientOrderId: 'two', shares: 100, type: 'limit', limit, tif: 'gtc' }), signal))
        const end = world.now() + 4 * MINUTE
        while (world.now() < end) {
          world.set(Math.min(end, world.now() + step))
          await broker.account(signal)
        }
        world.set(OPEN + 6 * HOUR)
        const later = world.process()
        const fills = (await later.activities(0, signal)).map((one) => (one.kind === 'fill' ? { ...one.fill, orderId: '' } : one))
        return JSON.stringify({ fills, account: await later.account(signal), positions: await later.positions(signal) })
      }),
    )
    expect(JSON.parse(outcomes[0]).fills.length).toBeGreaterThan(3)
    expect(outcomes[1]).toBe(outcomes[0])
    expect(outcomes[2]).toBe(outcomes[0])
  })

  it('is the same for the next process: orders, ids and money go on', async () => {
    const world = rig()
    const first = accepted(await world.process().submit(wish({ clientOrderId: 'one' }), signal))
    world.set(world.now() + MINUTE)
    const broker = world.process()
    const order = await broker.order({ clientOrderId: 'one' }, signal)
    expect(order).toMatchObject({ id: first.id, state: 'filled', filled: 10 })
    expect(await broker.submit(wish({ clientOrderId: 'one' }), signal)).toEqual({ kind: 'duplicate' })
    const second = accepted(await broker.submit(wish(), signal))
    expect(second.id).not.toBe(first.id)
    world.set(world.now() + MINUTE)
    const ids = (await world.process().activities(0, signal)).map((one) => one.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('never goes back, and says which account has lived how long and the way out', async () => {
    const world = rig()
    accepted(await world.process().submit(wish(), signal))
    world.set(OPEN)
    await expect(world.process().account(signal)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/'main' has lived to 2026-07-07T14:30:00Z.* 2026-07-07T13:30:00Z/),
      hint: expect.stringContaining('--account'),
    })
    expect((await world.process({ account: 'other' }).account(signal)).cash).toBe(100_000)
  })

  it('has a name that can name one, and every name an account of its own', async () => {
    const world = rig()
    accepted(await world.process({ account: 'a' }).submit(wish(), signal))
    world.set(world.now() + MINUTE)
    expect(await world.process({ account: 'b' }).orders({ status: 'all' }, signal)).toEqual([])
    expect(await world.process({ account: 'a' }).orders({ status: 'all' }, signal)).toHaveLength(1)
    expect(() => world.process({ account: 'a#page-1' })).toThrow(/cannot name/)
  })

  it('takes orders of many processes at once: none lost, none twice', async () => {
    const world = rig()
    const brokers = Array.from({ length: 6 }, () => world.process())
    const ids = Array.from({ length: 8 }, (_, i) => `race-${i}`)
    const outcomes = await Promise.all(
      brokers.flatMap((broker) =>
        ids.map((id) => broker.submit(wish({ clientOrderId: id, shares: 1, type: 'limit', limit: 5 }), signal)),
      ),
    )
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(ids.length)
    expect(outcomes.filter(({ kind }) => kind === 'duplicate')).toHaveLength(5 * ids.length)
    const open = await world.process().orders({ status: 'open' }, signal)
    expect(open.map((one) => one.clientOrderId).toSorted()).toEqual(ids)
  })

  it('day orders are over the next morning, with the time of the close', async () => {
    const world = rig()
    const { id } = accepted(await world.process().submit(wish({ type: 'limit', limit: 5 }), signal))
    world.set(usCalendar.day(DAY_ONE + 1).regular!.open)
    expect(await world.process().order({ id }, signal)).toMatchObject({
      state: 'expired',
      reason: 'its day ended',
      updatedAt: usCalendar.day(DAY_ONE).regular!.close,
    })
  })

  it('a bracket whose entry fills in one print has two legs, one of each kind', async () => {
    const world = rig()
    const price = await world.price()
    const legs = { stop: cents(price * 0.8), target: cents(price * 1.2), trail: null }
    const { id } = accepted(await world.process().submit(wish({ shares: 1, orderClass: 'bracket', legs, tif: 'gtc' }), signal))
    world.set(world.now() + MINUTE)
    const broker = world.process()
    const order = await broker.order({ id }, signal)
    expect(order?.legs.map(({ leg, status, shares }) => [leg, status, shares])).toEqual([
      ['stop', 'new', 1],
      ['target', 'new', 1],
    ])
    const open = await broker.orders({ status: 'open' }, signal)
    expect(open.map(({ parent, leg }) => [parent, leg]).toSorted()).toEqual([
      [id, 'stop'],
      [id, 'target'],
    ])
  })

  it('keeps splits and dividends as activities, and equity where it was', async () => {
    const world = rig()
    const split = await findAction(world.source, 'split')
    world.set(usCalendar.day(split.exDay - 5).regular?.open ?? (split.exDay - 5) * DAY + 15 * HOUR)
    world.set(usCalendar.nextOpen(world.now()) + HOUR)
    const broker = world.process()
    accepted(await broker.submit(wish({ symbol: split.symbol, notional: 5000 }), signal))
    world.set(usCalendar.nextClose(world.now()))
    const [before] = await broker.positions(signal)
    world.set(usCalendar.day(split.exDay).pre!.open + SECOND)
    const [position] = await broker.positions(signal)
    expect(position.shares).toBeCloseTo(before.shares * split.value!, 6)
    const told = (await broker.activities(0, signal)).filter((one) => one.kind === 'shares')
    expect(told).toMatchObject([{ what: 'split', symbol: split.symbol, at: usCalendar.day(split.exDay).pre!.open }])
    expect(told[0].kind === 'shares' && told[0].shares).toBeCloseTo(position.shares - before.shares, 6)
    const { equity } = await broker.account(signal)
    expect(Math.abs(equity - 100_000)).toBeLessThan(1500)
  })

  it('remembers the equity of the last close', async () => {
    const world = rig()
    expect((await world.process().account(signal)).lastEquity).toBe(100_000)
    accepted(await world.process().submit(wish({ shares: 100 }), signal))
    const { close } = usCalendar.day(DAY_ONE).regular!
    world.set(close)
    const { equity } = await world.process().account(signal)
    world.set(usCalendar.day(DAY_ONE + 1).regular!.open + HOUR)
    expect((await world.process().account(signal)).lastEquity).toBeCloseTo(equity, 2)
  })

  it('lives on one-minute bars where there is no tape: a fill is known when its bar is complete', async () => {
    const world = rig()
    const range = {
      kind: 'bars',
      symbol: SYMBOL,
      timeframe: '1m',
      from: OPEN,
      to: OPEN + 4 * HOUR,
      asOf: OPEN + 4 * HOUR,
    } as const
    world.store.bars.append(await world.source.history({ ...range, session: 'all', raw: true }, signal))
    const stored = createStoreSource(world.store, fixedClock(world.now()).clock)
    world.set(OPEN + HOUR + 10 * SECOND)
    const options = { source: stored }
    const { id } = accepted(await world.process(options).submit(wish(), signal))
    world.set(OPEN + HOUR + 90 * SECOND)
    expect((await world.process(options).order({ id }, signal))?.state).toBe('accepted')
    world.set(OPEN + HOUR + 2 * MINUTE)
    const [fill] = await world.process(options).activities(0, signal)
    expect(fill).toMatchObject({ kind: 'fill', at: OPEN + HOUR + 2 * MINUTE, fill: { shares: 10 } })
    expect(await world.process(options).activities(OPEN + HOUR + 90 * SECOND, signal)).toEqual([fill])
  })
})

describe('those who listen to a simulated account', () => {
  it('hear what another process did', async () => {
    const world = rig()
    const stop = new AbortController()
    const heard: BrokerEvent[] = []
    for await (const event of world.process().events(stop.signal)) {
      heard.push(event)
      if (event.type === 'connected') accepted(await world.process().submit(wish({ clientOrderId: 'other' }), signal))
      world.set(world.now() + SECOND)
      if (event.type === 'fill' && event.order.state === 'filled') stop.abort()
    }
    expect(heard.map((event) => ('word' in event ? event.word : event.type))).toEqual(
      expect.arrayContaining(['connected', 'new', 'fill']),
    )
  })

  it('who has missed too much is told `connected` anew', async () => {
    const world = rig()
    const stop = new AbortController()
    const heard: string[] = []
    for await (const event of world.process().events(stop.signal)) {
      heard.push(event.type)
      if (heard.filter((type) => type === 'connected').length === 2) stop.abort()
      if (heard.length > 1) continue
      const other = world.process()
      for (let i = 0; i < 40; i++) {
        const { id } = accepted(await other.submit(wish({ type: 'limit', limit: 5, shares: 1 }), signal))
        await other.cancel(id, signal)
      }
    }
    expect(heard.slice(0, 2)).toEqual(['connected', 'connected'])
  })
})

async function findAction(source: ReturnType<typeof rig>['source'], kind: 'split' | 'dividend') {
  for (const { symbol } of await source.symbols(signal)) {
    const query = { kind: 'actions', symbol, from: DAY_ONE - 1000, to: DAY_ONE } as const
    const found = (await source.history(query, signal).catch(() => [])).find((one) => one.kind === kind)
    if (found) return found
  }
  throw new Error(`no ${kind}`)
}
