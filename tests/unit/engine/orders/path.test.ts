import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { DEFAULT_LIMITS } from '../../../../src/engine/risk/limits.ts'
import type { Broker, SubmitOutcome } from '../../../../src/ports/broker.ts'
import type { Store } from '../../../../src/ports/store.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const START = Date.UTC(2026, 2, 20, 15)
const signal = new AbortController().signal
let world: ExchangeBroker
let store: Store

beforeEach(() => {
  world = new ExchangeBroker(START)
  store = createMemoryStore()
})

const through = (changes: Partial<Broker>) => brokerOver(world, changes)
const kinds = () => store.journal.read('alpaca-paper:PA3TEST', 0).map(({ kind }) => kind)

describe('an intent on its way', () => {
  it('is in the journal before anything is sent, and so is every attempt', async () => {
    const seen: string[][] = []
    const broker = through({
      submit: (request) => {
        seen.push(kinds())
        return world.submit(request)
      },
    })
    const path = await openTestPath(world, { broker, store })
    await path.submit(intentOf(), signal)
    expect(seen).toEqual([['opened', 'marked', 'intended', 'submitted']])
    expect(path.find('one')).toMatchObject({ state: 'accepted', brokerId: 'x1', clientOrderId: 'ob-one' })
  })

  it('becomes one order however often it is submitted, also by another process', async () => {
    const path = await openTestPath(world, { store })
    await path.submit(intentOf(), signal)
    await path.submit(intentOf(), signal)
    const other = await openTestPath(world, { store, pid: 2 })
    await other.submit(intentOf(), signal)
    expect(world.accepted).toEqual(['ob-one'])
  })

  it('is adopted when the answer was lost: asked for, not sent again', async () => {
    let posts = 0
    const broker = through({
      async submit(request): Promise<SubmitOutcome> {
        posts++
        await world.submit(request)
        return { kind: 'unknown', reason: 'timeout' }
      },
    })
    const path = await openTestPath(world, { broker, store })
    const { order } = await path.submit(intentOf(), signal)
    expect(order.state).toBe('accepted')
    expect(posts).toBe(1)
    expect(kinds()).toEqual(['opened', 'marked', 'intended', 'submitted', 'unknown', 'told'])
  })

  it('is sent again under the same id only after the broker said twice over that it is not there', async () => {
    let posts = 0
    let asked = 0
    const broker = through({
      async submit(request): Promise<SubmitOutcome> {
        posts++
        return posts === 1 ? { kind: 'unknown', reason: 'cut' } : world.submit(request)
      },
      order: (by) => {
        asked++
        return world.order(by)
      },
    })
    const path = await openTestPath(world, { broker, store })
    const { order } = await path.submit(intentOf(), signal)
    expect({ posts, state: order.state, accepted: world.accepted }).toEqual({ posts: 2, state: 'accepted', accepted: ['ob-one'] })
    expect(asked).toBeGreaterThan(0)
    expect(kinds()).toContain('absent')
  })

  it('stays unknown while the broker does not answer, and is settled at the next start', async () => {
    const { OpenbellError } = await import('../../../../src/core/errors.ts')
    const broker = through({
      async submit(request): Promise<SubmitOutcome> {
        await world.submit(request)
        return { kind: 'unknown', reason: '504' }
      },
      order: async () => {
        throw new OpenbellError('unavailable', 'no answer')
      },
    })
    const path = await openTestPath(world, { broker, store })
    const { order } = await path.submit(intentOf(), signal)
    expect(order.state).toBe('unknown')
    const next = await openTestPath(world, { store, pid: 2 })
    expect(next.opening.settled).toMatchObject([{ clientOrderId: 'ob-one', state: 'accepted' }])
    expect(world.accepted).toEqual(['ob-one'])
  })

  it('is adopted when the broker says that its id was used before', async () => {
    const broker = through({
      async submit(request): Promise<SubmitOutcome> {
        await world.submit(request)
        return { kind: 'duplicate' }
      },
    })
    const path = await openTestPath(world, { broker, store })
    expect((await path.submit(intentOf(), signal)).order).toMatchObject({ state: 'accepted', brokerId: 'x1' })
  })

  it('written by a process that lives is left to it', async () => {
    const path = await openTestPath(world, {
      store,
      broker: through({ submit: () => new Promise(() => {}) }),
    })
    void path.submit(intentOf(), signal)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const other = await openTestPath(world, { store, pid: 2, isDead: () => false })
    expect(other.find('one').state).toBe('submitted')
    expect(other.opening.settled).toEqual([])
  })

  it('that never left is dropped by the next process when its time is over, and sent when it is not', async () => {
    const path = await openTestPath(world, {
      store,
      broker: through({
        submit: async () => {
          throw new Error('the process ends here')
        },
        order: () => new Promise(() => {}),
      }),
    })
    void path.submit(intentOf({ id: 'late', validUntil: START - 1 }), signal)
    void path.submit(intentOf({ id: 'valid', validUntil: START + 60_000 }), signal)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const next = await openTestPath(world, { store, pid: 2 })
    expect(next.find('late').state).toBe('canceled')
    expect(next.find('valid').state).toBe('accepted')
    expect(world.accepted).toEqual(['ob-valid'])
  })
})

describe('the gate on the way', () => {
  it('denies with every rule named, journals it and sends nothing', async () => {
    const path = await openTestPath(world, { store, limits: { ...DEFAULT_LIMITS, deny: ['SIMALL'] } })
    const { order, verdict } = await path.submit(intentOf(), signal)
    expect(order.state).toBe('denied')
    expect(verdict.rules.find(({ outcome }) => outcome === 'deny')?.rule).toBe('deny')
    expect(world.accepted).toEqual([])
    expect(kinds()).toContain('denied')
  })

  it('shrinks an order to the limit, and a market intent goes as a limit at the collar', async () => {
    const path = await openTestPath(world, { store, limits: { ...DEFAULT_LIMITS, positionNotional: 1000, positionShare: null } })
    const { order, verdict } = await path.submit(intentOf({ type: 'market', limit: null, shares: 100 }), signal)
    expect(verdict.outcome).toBe('shrink')
    expect(order).toMatchObject({ type: 'limit', limit: 105, shares: 10 })
  })

  it('a replacement cannot get past what a new order could not', async () => {
    const path = await openTestPath(world, { store, limits: { ...DEFAULT_LIMITS, positionNotional: 2000 } })
    await path.submit(intentOf({ shares: 10, limit: 90 }), signal)
    await expect(path.replace('ob-one', { shares: 100 }, 'more', signal)).rejects.toMatchObject({ kind: 'denied' })
    await expect(path.replace('ob-one', { limit: 120 }, 'higher', signal)).rejects.toMatchObject({ kind: 'denied' })
    expect((await path.replace('ob-one', { limit: 95 }, 'a little', signal)).clientOrderId).toBe('ob-one-r1')
  })

  it('a replacement of an order made elsewhere is judged too', async () => {
    const there = await openTestPath(world)
    await there.submit(intentOf({ id: 'there', limit: 90 }), signal)
    const path = await openTestPath(world, { store, limits: { ...DEFAULT_LIMITS, positionNotional: 2000 } })
    await path.submit(intentOf({ id: 'here', limit: 90, shares: 1 }), signal)
    await expect(path.replace('ob-there', { shares: 500 }, 'more', signal)).rejects.toMatchObject({ kind: 'denied' })
    path.setState('halted', 'Ada', 'stop')
    await expect(path.replace('ob-there', { limit: 91 }, 'higher', signal)).rejects.toMatchObject({ kind: 'denied' })
    expect(world.accepted).toEqual(['ob-there', 'ob-here'])
  })

  it('an exit cannot be replaced by one of more than is held, its price moves even while halted', async () => {
    const path = await openTestPath(world, { store })
    await path.submit(intentOf({ limit: 101, legs: { stop: 90, target: 120, trail: null } }), signal)
    world.print('SIMALL', 100, 1000)
    await path.reconcile({ accept: null }, signal)
    const stop = path.books.openOrders().find(({ type }) => type === 'stop')!
    path.setState('halted', 'Ada', 'stop')
    await expect(path.replace(stop.clientOrderId, { shares: 50 }, 'more', signal)).rejects.toMatchObject({ kind: 'denied' })
    expect((await path.replace(stop.clientOrderId, { stop: 95 }, 'closer', signal)).stop).toBe(95)
  })

  it('halts entries from any process at once, cancels resting ones, and lets exits pass', async () => {
    const path = await openTestPath(world, { store })
    await path.submit(intentOf({ id: 'held', limit: 101 }), signal)
    world.print('SIMALL', 100, 1000)
    await path.submit(intentOf({ id: 'rests', limit: 90 }), signal)
    const other = await openTestPath(world, { store, pid: 2 })
    const canceled = await other.halt('a person', 'enough', signal)
    expect(canceled.map(({ clientOrderId }) => clientOrderId)).toEqual(['ob-rests'])
    expect((await path.submit(intentOf({ id: 'next' }), signal)).order.state).toBe('denied')
    const exit = await path.close('SIMALL', null, { limit: null, reason: 'out', origin: 'test', extended: false }, signal)
    expect(exit?.state).toBe('accepted')
  })

  it('a file or a signal halts too', async () => {
    const path = await openTestPath(world, { store, halted: () => true })
    expect((await path.submit(intentOf(), signal)).order.state).toBe('denied')
    expect(path.tradingState).toBe('halted')
  })
})

describe('the start of an account', () => {
  it('takes over what happened while nobody listened', async () => {
    const path = await openTestPath(world, { store })
    await path.submit(intentOf({ limit: 101 }), signal)
    world.print('SIMALL', 100, 40)
    world.print('SIMALL', 100, 1000)
    const next = await openTestPath(world, { store, pid: 2 })
    expect(next.opening).toMatchObject({ agreed: true, sentence: null })
    expect(next.opening.differences.every(({ explained }) => explained)).toBe(true)
    expect(next.find('one')).toMatchObject({ state: 'filled', filled: 10, averagePrice: 100 })
    expect(next.books).toMatchObject({ cash: 99_000 })
  })

  it('blocks entries and lets exits pass when the broker holds what nothing explains, until a person takes it over', async () => {
    await (await openTestPath(world, { store })).reconcile({ accept: null }, signal)
    // Shares that came by no order of this account: a transfer that no activity tells.
    world.exchange.submit(
      { ...plain, clientOrderId: 'elsewhere', symbol: 'SIMBIG', side: 'buy', shares: 5, type: 'market' },
      world.time,
    )
    world.print('SIMBIG', 100, 1000)
    const broker = through({ activities: async () => [] })
    const path = await openTestPath(world, { store, broker, pid: 2 })
    expect(path.opening.agreed).toBe(false)
    expect(path.opening.sentence).toMatch(/SIMBIG: our books hold 0 shares, the broker 5.*openbell trade reconcile --accept/)
    expect((await path.submit(intentOf(), signal)).order.state).toBe('denied')
    const exit = await path.close('SIMBIG', null, { limit: null, reason: 'out', origin: 'test', extended: false }, signal)
    expect(exit?.state).not.toBe('denied')
    const taken = await path.reconcile({ accept: { by: 'me', reason: 'a transfer' } }, signal)
    expect(taken.agreed).toBe(true)
    expect((await path.submit(intentOf({ id: 'two' }), signal)).order.state).toBe('accepted')
  })

  it('of an account that nothing was done on writes nothing', async () => {
    await openTestPath(world, { store })
    expect(kinds()).toEqual([])
  })

  it('of an account that agrees writes nothing', async () => {
    await (await openTestPath(world, { store })).reconcile({ accept: null }, signal)
    const before = store.journal.last('alpaca-paper:PA3TEST')
    await openTestPath(world, { store, pid: 2 })
    expect(store.journal.last('alpaca-paper:PA3TEST')).toBe(before)
  })
})

describe('leaving the market', () => {
  it('flatten cancels, waits, closes what is really held and says that it is flat', async () => {
    const path = await openTestPath(world, { store })
    await path.submit(intentOf({ id: 'a', limit: 101 }), signal)
    await path.submit(intentOf({ id: 'b', symbol: 'SIMBIG', limit: 101, legs: { stop: 95, target: 110, trail: null } }), signal)
    world.print('SIMALL', 100, 1000)
    world.print('SIMBIG', 100, 1000)
    await path.submit(intentOf({ id: 'c', limit: 80 }), signal)
    const options = { limit: null, reason: 'flatten', origin: 'person', extended: false, waitMs: 1000 }
    const first = await path.flatten('flatten', options, signal)
    expect(first.flat).toBe(false)
    expect(first.message).toMatch(/still held: .*2 closing orders rest/)
    world.print('SIMALL', 100, 1000)
    world.print('SIMBIG', 100, 1000)
    const second = await path.flatten('flatten', options, signal)
    expect(second).toMatchObject({ flat: true, message: null })
    expect(await world.positions()).toEqual([])
    expect(path.books.positions.size).toBe(0)
    expect(path.books.openOrders()).toEqual([])
  })

  it('an exit that is refused leaves the position protected as it was', async () => {
    const path = await openTestPath(world, { store })
    await path.submit(intentOf({ limit: 101, legs: { stop: 95, target: 110, trail: null } }), signal)
    world.print('SIMALL', 100, 1000)
    await path.reconcile({ accept: null }, signal)
    const bad = { limit: 100.123, reason: 'out', origin: 'test', extended: false }
    const exit = await path.close('SIMALL', null, bad, signal)
    expect(exit?.state).toBe('denied')
    expect(path.books.openOrders().filter(({ side }) => side === 'sell').length).toBeGreaterThan(0)
    expect(path.books.openOrders().every(({ shares }) => shares === 10)).toBe(true)
  })

  it('closing a part protects the rest again', async () => {
    const path = await openTestPath(world, { store })
    await path.submit(intentOf({ limit: 101, legs: { stop: 95, target: null, trail: null } }), signal)
    world.print('SIMALL', 100, 1000)
    await path.reconcile({ accept: null }, signal)
    await path.close('SIMALL', 4, { limit: null, reason: 'a part', origin: 'test', extended: false }, signal)
    const open = path.books.openOrders().map(({ type, shares }) => [type, shares])
    expect(open).toEqual(
      expect.arrayContaining([
        ['market', 4],
        ['stop', 6],
      ]),
    )
  })

  it('protect puts stop and target at the broker, moves them, and takes them away', async () => {
    const path = await openTestPath(world, { store })
    await path.submit(intentOf({ limit: 101, legs: { stop: 95, target: 110, trail: null } }), signal)
    world.print('SIMALL', 100, 1000)
    await path.reconcile({ accept: null }, signal)
    const moved = await path.protect('SIMALL', { stop: 97 }, 'closer', signal)
    expect(moved.map(({ type, stop, limit }) => [type, stop, limit])).toContainEqual(['stop', 97, null])
    await path.protect('SIMALL', { stop: null, target: null }, 'away', signal)
    expect(path.books.openOrders()).toEqual([])
    await path.protect('SIMALL', { stop: 96 }, 'again', signal)
    expect(path.books.openOrders()).toMatchObject([{ type: 'stop', stop: 96, shares: 10, side: 'sell' }])
  })
})

const plain = {
  limit: null,
  stop: null,
  trail: null,
  tif: 'day',
  extended: false,
  legs: null,
  group: null,
  reduceOnly: false,
} as const
