import { describe, expect, test } from 'vitest'
import type { JournalBody } from '../../../../src/engine/orders/journal.ts'
import type { Verdict } from '../../../../src/engine/risk/types.ts'
import type { OrderState } from '../../../../src/market/orders.ts'
import {
  booksOf,
  brokerOrder,
  type Entry,
  emptyBooks,
  eventsOf,
  filled,
  fillOf,
  intended,
  intentOf,
  START,
  submitted,
  told,
} from '../../../support/journal-events.ts'

const about = (clientOrderId: string, body: JournalBody): Entry => ({ clientOrderId, body })
const unknown = (id: string) => about(id, { kind: 'unknown', reason: 'timeout after 5 s' })
const absent = (id: string) => about(id, { kind: 'absent', reason: 'the broker has none' })
const dropped = (id: string) => about(id, { kind: 'dropped', reason: 'its day is over' })
const rejected = (id: string) => about(id, { kind: 'rejected', reason: 'insufficient buying power', code: '40310000' })
const sent = (id: string) => [intended(id), submitted(id)]

/** States of one order after each entry. */
function states(id: string, entries: Entry[]): (OrderState | null)[] {
  const books = emptyBooks()
  return eventsOf(entries).map((event) => {
    books.take(event)
    return books.orders.get(id)?.state ?? null
  })
}

describe('the states of an order', () => {
  test('from intent to fill', () => {
    const entries = [
      ...sent('a'),
      told('a'),
      filled('a', { shares: 40, cumulative: 40 }),
      filled('a', { shares: 60, cumulative: 100 }),
    ]
    expect(states('a', entries)).toEqual(['intended', 'submitted', 'accepted', 'partially-filled', 'filled'])
  })

  test('an attempt whose fate is unknown is adopted when the broker tells of it', () => {
    expect(states('a', [...sent('a'), unknown('a'), told('a')])).toEqual(['intended', 'submitted', 'unknown', 'accepted'])
    expect(booksOf([...sent('a'), unknown('a'), told('a')]).orders.get('a')).toMatchObject({ brokerId: 'b-a', reason: null })
  })

  test('a proven absence makes it sendable again, or given up', () => {
    expect(states('a', [...sent('a'), unknown('a'), absent('a'), submitted('a', 2), told('a')]).slice(3)).toEqual([
      'intended',
      'submitted',
      'accepted',
    ])
    const books = booksOf([...sent('a'), unknown('a'), absent('a'), dropped('a')])
    expect(books.orders.get('a')).toMatchObject({ state: 'canceled', reason: 'its day is over' })
    expect(books.openOrders()).toEqual([])
  })

  test.each(['filled', 'canceled', 'rejected', 'expired'] as const)('what the broker said is %s never changes', (state) => {
    const first = told('a', { state, filled: state === 'filled' ? 100 : 0, updatedAt: START + 5 })
    const later = [
      told('a', { state: 'accepted', updatedAt: START + 9 }),
      unknown('a'),
      submitted('a', 2),
      rejected('a'),
      dropped('a'),
      told('a', { state: state === 'expired' ? 'canceled' : 'expired' }),
    ]
    expect(states('a', [...sent('a'), first, ...later]).slice(2)).toEqual(Array(7).fill(state))
  })

  test('an order that the broker has lost ends when it is given up', () => {
    const books = booksOf([...sent('a'), told('a'), dropped('a')])
    expect(books.orders.get('a')).toMatchObject({ state: 'canceled', reason: 'its day is over' })
    expect(books.openOrders()).toEqual([])
  })

  test('what only we concluded yields to the broker: a rejected second attempt whose first arrived after all', () => {
    expect(states('a', [...sent('a'), rejected('a'), told('a')]).slice(2)).toEqual(['rejected', 'accepted'])
    expect(states('a', [...sent('a'), unknown('a'), absent('a'), dropped('a'), told('a')]).slice(4)).toEqual([
      'canceled',
      'accepted',
    ])
    const books = booksOf([...sent('a'), dropped('a'), filled('a', { shares: 30 })])
    expect(books.orders.get('a')).toMatchObject({ state: 'partially-filled', filled: 30, reason: null })
    expect(books.openOrders()).toHaveLength(1)
  })

  test('a denial is an order with the messages of the rules that denied it', () => {
    const rule = (outcome: 'allow' | 'deny', message: string) => ({ rule: 'x', outcome, value: null, limit: null, message })
    const verdict: Verdict = {
      outcome: 'deny',
      shares: 0,
      marketableLimit: null,
      rules: [rule('allow', 'fine'), rule('deny', 'too large'), rule('deny', 'too late')],
    }
    const books = booksOf([about('d', { kind: 'denied', intent: intentOf('i1'), verdict })])
    expect(books.orders.get('d')).toMatchObject({ state: 'denied', reason: 'too large; too late', shares: 100, foreign: false })
    expect(books.openOrders()).toEqual([])
  })

  test('open are those that may still fill, intended, submitted and unknown ones included', () => {
    const books = booksOf([
      intended('a'),
      ...sent('b'),
      ...sent('c'),
      unknown('c'),
      ...sent('d'),
      told('d'),
      ...sent('e'),
      rejected('e'),
    ])
    expect(books.openOrders().map((order) => order.clientOrderId)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a request to cancel is noted; the reason stands when the broker gives none', () => {
    const ask = about('a', { kind: 'cancel-requested', reason: 'flatten' })
    expect(booksOf([...sent('a'), told('a'), ask]).orders.get('a')).toMatchObject({ state: 'accepted', cancelRequested: true })
    const ended = booksOf([...sent('a'), told('a'), ask, told('a', { state: 'canceled' })])
    expect(ended.orders.get('a')).toMatchObject({ state: 'canceled', reason: 'flatten' })
  })

  test('old news changes nothing: neither limit nor state nor what is filled', () => {
    const books = booksOf([
      ...sent('a'),
      told('a', { state: 'partially-filled', filled: 60, averagePrice: 10, limit: 11, updatedAt: START + 9 }),
      told('a', { state: 'accepted', filled: 20, limit: 10, updatedAt: START + 5 }),
    ])
    expect(books.orders.get('a')).toMatchObject({ state: 'partially-filled', filled: 60, limit: 11 })
  })

  test('what a reader held before an entry is not changed by it', () => {
    const books = booksOf(sent('a'))
    const before = books.orders.get('a')
    const [event] = eventsOf([told('a')], books.seq + 1)
    books.take(event)
    expect(before?.state).toBe('submitted')
    expect(books.orders.get('a')?.state).toBe('accepted')
  })
})

describe('fills of an order', () => {
  test('may come before the order is told; the broker’s larger count stands until its fills come', () => {
    const books = booksOf([
      ...sent('a'),
      filled('a', { shares: 40, price: 9, cumulative: 40 }),
      told('a', { filled: 60, averagePrice: 9.5, state: 'partially-filled' }),
    ])
    expect(books.orders.get('a')).toMatchObject({ filled: 60, averagePrice: 9.5 })
    expect(books.shares('SPY')).toBe(40)
  })

  test('one execution counts once, by its id or by its place among the fills of its order', () => {
    const both = { shares: 40, executionId: 'e1', cumulative: 40 }
    const books = booksOf([
      ...sent('a'),
      told('a'),
      filled('a', both),
      filled('a', { ...both, cumulative: null }),
      filled('a', { ...both, executionId: null }),
    ])
    expect(books.orders.get('a')).toMatchObject({ filled: 40 })
    expect(books.shares('SPY')).toBe(40)
  })

  test('a key that the second telling adds makes the third one known', () => {
    const books = booksOf([
      ...sent('a'),
      filled('a', { shares: 40, cumulative: 40 }),
      filled('a', { shares: 40, cumulative: 40, executionId: 'e1' }),
      filled('a', { shares: 40, executionId: 'e1' }),
    ])
    expect(books.shares('SPY')).toBe(40)
  })

  test('late ones count, and are said', () => {
    const canceled = told('a', { state: 'canceled', filled: 20 })
    const books = booksOf([
      ...sent('a'),
      canceled,
      filled('a', { shares: 20, cumulative: 20 }),
      filled('a', { shares: 30, cumulative: 50 }),
    ])
    expect(books.orders.get('a')).toMatchObject({
      state: 'canceled',
      filled: 50,
      reason: '30 shares filled after it was canceled',
    })
    expect(books.shares('SPY')).toBe(50)
  })

  test('those that the end of the order already counted are not late', () => {
    const books = booksOf([...sent('a'), told('a', { state: 'expired', filled: 20 }), filled('a', { shares: 20 })])
    expect(books.orders.get('a')).toMatchObject({ state: 'expired', filled: 20, reason: null })
  })

  test('mean price is that of the fills', () => {
    const books = booksOf([
      ...sent('a'),
      filled('a', { shares: 25, price: 10, cumulative: 25 }),
      filled('a', { shares: 75, price: 12, cumulative: 100 }),
    ])
    expect(books.orders.get('a')).toMatchObject({ state: 'filled', averagePrice: 11.5 })
  })
})

describe('orders that are not ours', () => {
  test('an order told of that nobody intended is foreign', () => {
    const books = booksOf([told('web-1')])
    expect(books.orders.get('web-1')).toMatchObject({ foreign: true, state: 'accepted', brokerId: 'b-web-1', intent: null })
    expect(books.byBrokerId.get('b-web-1')).toBe('web-1')
  })

  test('a fill of an order that is not known makes one, under the broker’s id; it gets its name when that is told', () => {
    const fill = { ...filled('w', { clientOrderId: null, shares: 30 }), clientOrderId: undefined }
    expect(booksOf([fill]).orders.get('b-w')).toMatchObject({ foreign: true, filled: 30, state: 'partially-filled' })
    const books = booksOf([fill, told('w', { shares: 30, filled: 30, averagePrice: 10, state: 'filled' })])
    expect([...books.orders.keys()]).toEqual(['w'])
    expect(books.orders.get('w')).toMatchObject({ foreign: true, filled: 30, state: 'filled', brokerId: 'b-w' })
    expect(books.openOrders()).toEqual([])
    expect(books.shares('SPY')).toBe(30)
  })

  test('…and it may turn out to be our own, whose fate was unknown', () => {
    const fill = { ...filled('a', { clientOrderId: null, shares: 30 }), clientOrderId: undefined }
    const books = booksOf([
      ...sent('a'),
      unknown('a'),
      fill,
      told('a', { filled: 30, averagePrice: 10, state: 'partially-filled' }),
    ])
    expect([...books.orders.keys()]).toEqual(['a'])
    expect(books.orders.get('a')).toMatchObject({ foreign: false, filled: 30, averagePrice: 10, state: 'partially-filled' })
    const [last] = eventsOf([filled('a', { shares: 70 })], books.seq + 1)
    books.take(last)
    expect(books.orders.get('a')).toMatchObject({ state: 'filled', filled: 100 })
  })
})

describe('an order that is told of before our own entry of it', () => {
  test('is ours all the same, with the terms that were asked for', () => {
    const books = booksOf([filled('a', { shares: 30 }), intended('a', { limit: 12 }), submitted('a')])
    expect(books.orders.get('a')).toMatchObject({ foreign: false, shares: 100, limit: 12, type: 'limit', filled: 30 })
    expect(books.orders.get('a')?.state).toBe('partially-filled')
  })
})

describe('legs and replacements', () => {
  const stop = brokerOrder('leg-s', {
    side: 'sell',
    type: 'stop',
    limit: null,
    stop: 9,
    leg: 'stop',
    state: 'accepted',
    status: 'held',
  })
  const target = brokerOrder('leg-t', { side: 'sell', limit: 12, leg: 'target', status: 'held' })

  test('legs that the broker made are orders of their own, exits of their entry', () => {
    const books = booksOf([...sent('a'), told('a', { legs: [stop, target] })])
    expect(books.orders.get('leg-s')).toMatchObject({ parent: 'a', leg: 'stop', reduces: true, foreign: false, stop: 9 })
    expect(books.orders.get('leg-t')).toMatchObject({ parent: 'a', leg: 'target', foreign: false, status: 'held' })
    expect(books.openOrders()).toHaveLength(3)
  })

  test('a leg told by itself finds its parent, also when that is told later', () => {
    const alone: Entry = about('leg-s', { kind: 'told', order: { ...stop, parent: 'b-a' } })
    const later = booksOf([...sent('a'), alone, told('a')])
    expect(later.orders.get('leg-s')).toMatchObject({ parent: 'a', foreign: false })
    const foreign = booksOf([told('web-1', { legs: [stop] })])
    expect(foreign.orders.get('leg-s')).toMatchObject({ parent: 'web-1', foreign: true })
  })

  test('a replaced order is canceled and names its successor, whichever is told first', () => {
    const request = about('a', { kind: 'replace-requested', successor: 'a2', changes: { limit: 11 }, reason: 'closer' })
    const old = told('a', { state: 'canceled', status: 'replaced', replacedBy: 'b-a2' })
    const young = told('a2', { replaces: 'b-a', limit: 11 })
    for (const tellings of [
      [old, young],
      [young, old],
    ]) {
      const books = booksOf([...sent('a'), told('a'), intended('a2', { limit: 11 }), request, submitted('a2'), ...tellings])
      expect(books.orders.get('a')).toMatchObject({ state: 'canceled', status: 'replaced', replacedBy: 'a2' })
      expect(books.orders.get('a2')).toMatchObject({ state: 'accepted', replaces: 'a', limit: 11, foreign: false })
      expect(books.openOrders().map((order) => order.clientOrderId)).toEqual(['a2'])
    }
  })

  test('a replacement that was rejected leaves the old order as it was', () => {
    const request = about('a', { kind: 'replace-requested', successor: 'a2', changes: { limit: 11 }, reason: 'closer' })
    const books = booksOf([...sent('a'), told('a'), intended('a2'), request, submitted('a2'), rejected('a2')])
    expect(books.orders.get('a')).toMatchObject({ state: 'accepted', replacedBy: null })
    expect(books.orders.get('a2')).toMatchObject({ state: 'rejected', replaces: 'a' })
  })
})

describe('what is kept', () => {
  test('orders that ended long ago are left to the journal; what is told of them again changes nothing, a late fill counts', () => {
    const books = emptyBooks()
    let seq = 0
    const take = (...entries: Entry[]) => {
      for (const event of eventsOf(entries, seq + 1)) books.take(event)
      seq += entries.length
    }
    take(...sent('open'), told('open'))
    for (let i = 0; i < 5100; i++) take(...sent(`o${i}`), told(`o${i}`, { state: 'canceled' }))
    expect(books.orders.size).toBe(5001)
    expect(books.orders.has('o99')).toBe(false)
    expect(books.orders.has('o100')).toBe(true)
    take(told('o5', { state: 'canceled' }), filled('o6', { shares: 10 }))
    expect(books.orders.size).toBe(5001)
    expect(books.shares('SPY')).toBe(10)
    expect(books.openOrders().map((order) => order.clientOrderId)).toEqual(['open'])
  })

  test('an entry that was taken is not taken again', () => {
    const books = emptyBooks()
    const events = eventsOf([...sent('a'), { clientOrderId: 'a', body: { kind: 'filled', fill: fillOf('a') } }])
    for (const event of [...events, ...events]) books.take(event)
    expect(books.shares('SPY')).toBe(100)
    expect(books.seq).toBe(3)
  })
})
