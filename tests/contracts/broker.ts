import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SECOND } from '../../src/core/time.ts'
import type { Broker, BrokerActivity, BrokerEvent, BrokerFill, BrokerOrder, BrokerOrderRequest } from '../../src/ports/broker.ts'
import { accepted, brokerRequest } from '../support/broker-request.ts'

/** A broker whose time stands inside a regular session, with two hours and more to its close, until it is moved. */
export interface BrokerUnderTest {
  broker: Broker
  /** A busy stock. */
  symbol: string
  /** Moves the broker's time. */
  advance(ms: number): Promise<void>
  /** The last price of the stock at the broker's time. */
  price(): Promise<number>
  close(): Promise<void>
}

export const CONTRACT_CASH = 100_000

const signal = new AbortController().signal
const cents = (value: number) => Math.round(value * 100) / 100
const ENDED = ['filled', 'canceled', 'rejected', 'expired']
let sent = 0

/** What src/ports/broker.ts promises, of any broker that begins with 100,000 dollars and nothing held. */
export function describeBroker(name: string, make: () => Promise<BrokerUnderTest>): void {
  describe(`the Broker port, spoken by ${name}`, () => {
    let test: BrokerUnderTest
    let broker: Broker
    let price: number
    const start = async () => {
      test = await make()
      broker = test.broker
      price = await test.price()
    }

    const wish = (more: Partial<BrokerOrderRequest> = {}) =>
      brokerRequest({ clientOrderId: `contract-${++sent}`, symbol: test.symbol, ...more })
    const resting = (more: Partial<BrokerOrderRequest> = {}) => wish({ type: 'limit', limit: cents(price * 0.9), ...more })
    const send = async (more: Partial<BrokerOrderRequest> = {}) => accepted(await broker.submit(wish(more), signal))
    const told = async (id: string): Promise<BrokerOrder> => {
      const found = await broker.order({ id }, signal)
      if (found === null) throw new Error(`the broker does not know ${id}`)
      return found
    }
    /** Lets time pass until something holds of an order. */
    const until = async (id: string, holds: (order: BrokerOrder) => boolean, step = 5 * SECOND): Promise<BrokerOrder> => {
      for (let tries = 0; tries < 120; tries++) {
        const found = await told(id)
        if (holds(found)) return found
        await test.advance(step)
      }
      throw new Error(`it never came about: ${JSON.stringify(await told(id))}`)
    }
    const ended = (id: string) => until(id, (order) => ENDED.includes(order.state))
    const filled = async (more: Partial<BrokerOrderRequest> = {}) => {
      const order = await ended((await send(more)).id)
      expect(order.state).toBe('filled')
      return order
    }
    const fillsOf = (activities: BrokerActivity[]): BrokerFill[] =>
      activities.flatMap((one) => (one.kind === 'fill' ? [one.fill] : []))
    const legOf = (order: BrokerOrder, leg: 'stop' | 'target') => order.legs.find((one) => one.leg === leg)!

    describe('an account that nothing has happened to', () => {
      beforeAll(start)
      afterAll(() => test.close())

      it('is told in dollars, and asking changes nothing', async () => {
        const account = await broker.account(signal)
        expect(account).toMatchObject({ mode: 'paper', cash: CONTRACT_CASH, equity: CONTRACT_CASH, state: 'active' })
        expect(account.buyingPower).toBeGreaterThanOrEqual(CONTRACT_CASH)
        expect(account.id).not.toBe('')
        expect(await broker.account(signal)).toEqual(account)
      })

      it('holds nothing, has no orders and no fills', async () => {
        expect(await broker.positions(signal)).toEqual([])
        expect(await broker.orders({ status: 'all' }, signal)).toEqual([])
        expect(fillsOf(await broker.activities(0, signal))).toEqual([])
      })

      it('proves the absence of an order by null', async () => {
        expect(await broker.order({ clientOrderId: 'never-sent' }, signal)).toBeNull()
        expect(await broker.order({ id: '00000000-0000-4000-8000-000000000000' }, signal)).toBeNull()
        expect(await broker.cancel('00000000-0000-4000-8000-000000000000', signal)).toMatchObject({ kind: 'gone' })
      })

      it('ends with `canceled` once the signal has fired, before anything is sent', async () => {
        const fired = AbortSignal.abort()
        const calls = [
          broker.account(fired),
          broker.positions(fired),
          broker.orders({ status: 'open' }, fired),
          broker.order({ clientOrderId: 'x' }, fired),
          broker.activities(0, fired),
          broker.submit(resting({ clientOrderId: 'aborted' }), fired),
          broker.cancel('x', fired),
          broker.replace('x', { limit: 1 }, 'y', fired),
        ]
        for (const call of calls) await expect(call).rejects.toMatchObject({ name: 'OpenbellError', kind: 'canceled' })
        expect(await broker.order({ clientOrderId: 'aborted' }, signal)).toBeNull()
      })

      it('has a clock that only goes forward', async () => {
        const before = broker.now()
        await test.advance(10 * SECOND)
        expect(broker.now()).toBeGreaterThanOrEqual(before + 10 * SECOND)
      })
    })

    describe('an order', () => {
      beforeAll(start)
      afterAll(() => test.close())
      afterEach(async () => {
        for (const order of await broker.orders({ status: 'open' }, signal)) await broker.cancel(order.id, signal)
        await test.advance(SECOND)
      })

      it('rests as it was asked for, and is found by both of its names', async () => {
        const request = resting({ tif: 'gtc' })
        const order = accepted(await broker.submit(request, signal))
        const { clientOrderId, symbol, side, shares, type, limit, tif } = request
        expect(order).toMatchObject({ clientOrderId, symbol, side, shares, type, limit, tif, filled: 0, averagePrice: null })
        await test.advance(SECOND)
        const found = await broker.order({ clientOrderId }, signal)
        expect(found).toMatchObject({ id: order.id, state: 'accepted', stop: null, trail: null, legs: [], parent: null })
        expect(await broker.order({ id: order.id }, signal)).toEqual(found)
        expect((await broker.orders({ status: 'open' }, signal)).map((one) => one.id)).toEqual([order.id])
      })

      const types: [string, () => Partial<BrokerOrderRequest>][] = [
        ['limit', () => ({ type: 'limit', limit: cents(price * 0.9) })],
        ['stop', () => ({ type: 'stop', stop: cents(price * 1.1) })],
        ['stop-limit', () => ({ type: 'stop-limit', stop: cents(price * 1.1), limit: cents(price * 1.12) })],
        ['trailing-stop', () => ({ type: 'trailing-stop', trail: { fraction: 0.05 } })],
        ['trailing-stop by dollars', () => ({ type: 'trailing-stop', trail: { price: cents(price * 0.1) }, tif: 'gtc' })],
        ['extended limit', () => ({ type: 'limit', limit: cents(price * 0.9), extended: true })],
        ['fraction of a share', () => ({ type: 'limit', limit: cents(price * 0.9), shares: 1.5 })],
      ]
      it.each(types)('can be a %s order', async (_, terms) => {
        const wanted = terms()
        const { id } = await send(wanted)
        await test.advance(SECOND)
        const { trail, stop, ...order } = await told(id)
        const { trail: _trail, stop: _stop, ...plain } = wanted
        expect(order).toMatchObject({ ...plain, state: 'accepted' })
        if (wanted.stop) expect(stop).toBe(wanted.stop)
        if (wanted.trail && 'fraction' in wanted.trail)
          expect(trail).toEqual({ fraction: expect.closeTo(wanted.trail.fraction, 9) })
        if (wanted.trail && 'price' in wanted.trail) expect(trail).toEqual(wanted.trail)
        // A trailing purchase waits above the market.
        if (wanted.trail) expect(stop).toBeGreaterThan(price)
      })

      it('of an id that was used before is a duplicate, and only the first one exists', async () => {
        const request = resting()
        const first = accepted(await broker.submit(request, signal))
        expect(await broker.submit({ ...request, shares: 11 }, signal)).toEqual({ kind: 'duplicate' })
        expect(await broker.order({ clientOrderId: request.clientOrderId }, signal)).toMatchObject({ id: first.id, shares: 10 })
        await broker.cancel(first.id, signal)
        await ended(first.id)
        expect(await broker.submit(request, signal)).toEqual({ kind: 'duplicate' })
      })

      it('is canceled on request, once', async () => {
        const { id } = await send(resting())
        expect(await broker.cancel(id, signal)).toEqual({ kind: 'requested' })
        expect((await ended(id)).state).toBe('canceled')
        expect(await broker.cancel(id, signal)).toMatchObject({ kind: 'gone', reason: expect.any(String) })
        expect(await broker.orders({ status: 'open' }, signal)).toEqual([])
      })

      it('is replaced by an order of its own', async () => {
        const { id, clientOrderId } = await send(resting())
        await test.advance(SECOND)
        const limit = cents(price * 0.91)
        const next = accepted(await broker.replace(id, { limit, shares: 12 }, `${clientOrderId}-r1`, signal))
        expect(next).toMatchObject({ clientOrderId: `${clientOrderId}-r1`, limit, shares: 12, type: 'limit', replaces: id })
        expect(next.id).not.toBe(id)
        expect(await ended(id)).toMatchObject({ state: 'canceled', replacedBy: next.id, limit: cents(price * 0.9) })
        expect(await until(next.id, ({ state }) => state === 'accepted')).toMatchObject({ replaces: id })
        expect((await broker.orders({ status: 'open' }, signal)).map((one) => one.id)).toEqual([next.id])
        expect(await broker.replace(next.id, { limit: cents(price * 0.89) }, clientOrderId, signal)).toEqual({
          kind: 'duplicate',
        })
        expect((await broker.replace(id, { limit }, `${clientOrderId}-r2`, signal)).kind).toBe('rejected')
      })

      const refusals: [string, () => Partial<BrokerOrderRequest>][] = [
        ['more than buying power', () => ({ shares: Math.ceil((5 * CONTRACT_CASH) / price) })],
        ['a price between two cents', () => ({ type: 'limit', limit: Math.floor(price) + 0.123 })],
        ['a fraction of a share sold short', () => ({ side: 'sell', shares: 0.5 })],
        ['a limit order without a limit', () => ({ type: 'limit', limit: null })],
        ['a symbol that nobody knows', () => ({ symbol: 'NOSUCHXX' })],
        ['a bracket of fractions', () => ({ ...bracket(), shares: 1.5 })],
        ['two exits without a position', () => ({ ...oco(), shares: 10 })],
      ]
      it.each(refusals)('is rejected with a reason: %s', async (_, terms) => {
        const request = wish(terms())
        const outcome = await broker.submit(request, signal)
        expect(outcome).toMatchObject({ kind: 'rejected', reason: expect.stringMatching(/\w+ \w+/) })
        expect(await broker.orders({ status: 'open' }, signal)).toEqual([])
        const kept = await broker.order({ clientOrderId: request.clientOrderId }, signal)
        if (kept !== null) expect(kept.state).toBe('rejected')
      })

      it('is told newest first, and those sent later than an instant on request', async () => {
        const ids: string[] = []
        for (let i = 0; i < 3; i++) {
          ids.unshift((await send(resting())).id)
          await test.advance(2 * SECOND)
        }
        const all = await broker.orders({ status: 'all' }, signal)
        expect(all.slice(0, 3).map((one) => one.id)).toEqual(ids)
        expect(all.length).toBeGreaterThan(3)
        const second = all[1].submittedAt
        expect((await broker.orders({ status: 'all', after: second }, signal)).map((one) => one.id)).toEqual([ids[0]])
      })
    })

    const bracket = (): Partial<BrokerOrderRequest> => ({
      orderClass: 'bracket',
      legs: { stop: cents(price * 0.8), target: cents(price * 1.2), trail: null },
      tif: 'gtc',
    })
    const oco = (): Partial<BrokerOrderRequest> => ({
      side: 'sell',
      orderClass: 'oco',
      type: 'limit',
      limit: cents(price * 1.2),
      legs: { stop: cents(price * 0.8), target: null, trail: null },
      tif: 'gtc',
      reduces: true,
    })

    describe('fills', () => {
      beforeAll(start)
      afterAll(() => test.close())

      it('are told by order, position, account and activities alike', async () => {
        const from = broker.now()
        const order = await filled()
        const [position] = await broker.positions(signal)
        expect(position).toMatchObject({ symbol: test.symbol, shares: 10 })
        expect(position.averagePrice).toBeCloseTo(order.averagePrice!, 4)
        expect(position.price).toBeGreaterThan(0)
        const fills = fillsOf(await broker.activities(from, signal)).filter((one) => one.orderId === order.id)
        expect(fills.reduce((sum, one) => sum + one.shares, 0)).toBe(10)
        const paid = fills.reduce((sum, one) => sum + one.shares * one.price + one.fee, 0)
        const account = await broker.account(signal)
        expect(account.cash).toBeCloseTo(CONTRACT_CASH - paid, 2)
        expect(account.equity).toBeCloseTo(account.cash + 10 * position.price!, 2)
      })

      it('of a large order come in parts that add up', async () => {
        const { id } = await send({ shares: Math.floor(40_000 / price) })
        const part = await until(id, ({ filled }) => filled > 0, 200)
        expect(['partially-filled', 'filled']).toContain(part.state)
        const order = await ended(id)
        const fills = fillsOf(await broker.activities(0, signal)).filter((one) => one.orderId === id)
        expect(fills.length).toBeGreaterThan(1)
        let sum = 0
        for (const fill of fills) {
          sum += fill.shares
          expect(fill.cumulative).toBe(sum)
        }
        expect(sum).toBe(order.filled)
        const value = fills.reduce((total, fill) => total + fill.shares * fill.price, 0)
        expect(order.averagePrice).toBeCloseTo(value / sum, 3)
      })

      it('of an order of dollars come to the dollars', async () => {
        const order = await filled({ notional: 500 })
        expect(order.shares).toBe(order.filled)
        // Between the last price when it was sent and that of the fill lie seconds.
        expect(Math.abs(order.filled * order.averagePrice! - 500)).toBeLessThan(10)
      })

      it('leave cash and positions that are the sum of all that was told', async () => {
        const held = (await broker.positions(signal))[0].shares
        await filled({ side: 'sell', shares: Math.floor(held / 2) })
        await filled({ side: 'sell', shares: 1 })
        const activities = await broker.activities(0, signal)
        let cash = CONTRACT_CASH
        let shares = 0
        for (const one of activities) {
          if (one.kind !== 'fill') {
            cash += one.amount
            continue
          }
          const sign = one.fill.side === 'buy' ? 1 : -1
          shares += sign * one.fill.shares
          cash -= sign * one.fill.shares * one.fill.price + one.fill.fee
        }
        expect((await broker.account(signal)).cash).toBeCloseTo(cash, 2)
        expect((await broker.positions(signal))[0].shares).toBeCloseTo(shares, 9)
        expect(activities.map((one) => one.at)).toEqual(activities.map((one) => one.at).toSorted((a, b) => a - b))
        expect(new Set(activities.map((one) => one.id)).size).toBe(activities.length)
      })
    })

    describe('orders that stand together', () => {
      beforeAll(start)
      afterAll(() => test.close())

      it('a bracket: legs wait inside the entry, live once it has filled, and one that fills ends the other', async () => {
        const entry = await send(bracket())
        expect(entry.orderClass).toBe('bracket')
        expect(entry.legs.map((one) => one.leg).toSorted()).toEqual(['stop', 'target'])
        await ended(entry.id)
        await until(entry.id, ({ legs }) => legs.length === 2 && legs.every(({ status }) => status !== 'held'))
        expect((await broker.orders({ status: 'open' }, signal)).map((one) => one.leg).toSorted()).toEqual(['stop', 'target'])
        const target = await until(legOf(await told(entry.id), 'target').id, ({ status }) => status !== 'held')
        expect(target).toMatchObject({ side: 'sell', shares: 10, limit: cents(price * 1.2), leg: 'target' })
        const near = cents((await test.price()) * 0.98)
        const next = accepted(await broker.replace(target.id, { limit: near }, `${target.clientOrderId}-near`, signal))
        expect((await ended(next.id)).state).toBe('filled')
        const stop = legOf(await told(entry.id), 'stop')
        expect((await ended(stop.id)).state).toBe('canceled')
        expect(await broker.positions(signal)).toEqual([])
      })

      it('a bracket whose entry is canceled has no legs left', async () => {
        const entry = await send(resting({ ...bracket(), type: 'limit', limit: cents(price * 0.9) }))
        await test.advance(SECOND)
        await broker.cancel(entry.id, signal)
        const { legs } = await ended(entry.id)
        expect(legs.map((leg) => leg.state)).toEqual(['canceled', 'canceled'])
        expect(await broker.orders({ status: 'open' }, signal)).toEqual([])
      })

      it('one protecting leg alone, and two exits of which canceling one cancels both', async () => {
        const entry = await send({
          ...bracket(),
          orderClass: 'oto',
          legs: { stop: cents(price * 0.8), target: null, trail: null },
        })
        await ended(entry.id)
        const [leg] = (await told(entry.id)).legs
        const live = await until(leg.id, ({ status }) => status !== 'held')
        expect(live).toMatchObject({ leg: 'stop', type: 'stop', stop: cents(price * 0.8), shares: 10 })
        await broker.cancel(leg.id, signal)
        await ended(leg.id)
        const pair = await send(oco())
        await test.advance(SECOND)
        const found = await told(pair.id)
        expect(found).toMatchObject({ orderClass: 'oco', limit: cents(price * 1.2) })
        expect(legOf(found, 'stop')).toMatchObject({ side: 'sell', stop: cents(price * 0.8) })
        expect(await broker.cancel(pair.id, signal)).toEqual({ kind: 'requested' })
        await ended(pair.id)
        expect((await ended(legOf(found, 'stop').id)).state).toBe('canceled')
        expect(await broker.orders({ status: 'open' }, signal)).toEqual([])
        await filled({ side: 'sell', reduces: true })
        expect(await broker.positions(signal)).toEqual([])
      })

      it('a stop that the price touches goes off', async () => {
        await filled()
        const order = await filled({ side: 'sell', type: 'stop', stop: cents((await test.price()) * 1.02), reduces: true })
        expect(order.averagePrice).toBeGreaterThan(0)
        expect(await broker.positions(signal)).toEqual([])
      })

      it('a short position is negative and is bought back', async () => {
        if (!broker.abilities.shorting) return
        await filled({ side: 'sell' })
        expect(await broker.positions(signal)).toMatchObject([{ shares: -10 }])
        await filled({ side: 'buy', reduces: true })
        expect(await broker.positions(signal)).toEqual([])
      })
    })

    describe('events', () => {
      beforeAll(start)
      afterAll(() => test.close())

      it('begin with `connected` and tell every change and every execution that the account tells', async () => {
        const stop = new AbortController()
        const heard: BrokerEvent[] = []
        const listening = (async () => {
          for await (const event of broker.events(stop.signal)) heard.push(event)
        })()
        const wait = async (holds: () => boolean) => {
          for (let tries = 0; tries < 200 && !holds(); tries++) {
            await test.advance(SECOND)
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
          expect(holds()).toBe(true)
        }
        await wait(() => heard.length > 0)
        expect(heard[0].type).toBe('connected')
        const { id } = await send({ shares: Math.floor(30_000 / price) })
        const rest = await send(resting())
        await ended(id)
        await broker.cancel(rest.id, signal)
        const tells = (state: string, order: string) =>
          heard.some((one) => 'order' in one && one.order.id === order && one.order.state === state)
        await wait(() => tells('filled', id) && tells('canceled', rest.id))
        stop.abort()
        await listening.catch(() => {})
        const fills = heard.flatMap((one) => (one.type === 'fill' ? [one.fill] : []))
        const key = (fill: BrokerFill) => [fill.orderId, fill.cumulative, fill.shares, fill.price, fill.at]
        const kept = fillsOf(await broker.activities(0, signal))
        expect(fills.map(key)).toEqual(kept.map(key))
      })
    })
  })
}
