import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { utcDay } from '../../../../src/core/time.ts'
import type { Books } from '../../../../src/engine/orders/books.ts'
import { fillKeys, type JournalEvent } from '../../../../src/engine/orders/journal.ts'
import { eventOf } from '../../../../src/engine/orders/recorder.ts'
import { MICROS } from '../../../../src/exchange/account/money.ts'
import type { BrokerFill } from '../../../../src/ports/broker.ts'
import {
  type Entry,
  emptyBooks,
  eventsOf,
  filled,
  fillOf,
  intended,
  manyFills,
  opened,
  START,
  submitted,
  told,
} from '../../../support/journal-events.ts'
import { seeded } from '../../../support/kill.ts'

const CASH = 100_000
const SYMBOLS = ['AAA', 'BBB', 'CCC']

/** Decimal numbers as whole parts, so that the model below is exact: dollars in millionths, shares in billionths. */
const micros = (dollars: number) => BigInt(Math.round(dollars * MICROS))
const parts = (shares: number) => BigInt(Math.round(shares * 1e9))

interface Sum {
  cash: bigint
  shares: Record<string, bigint>
}

/** The plainest model there is: every fill's value rounded to a millionth, added up in integers. */
function sumOf(fills: Iterable<BrokerFill>, cash = CASH): Sum {
  const sum: Sum = { cash: micros(cash), shares: {} }
  for (const { symbol, side, shares, price, fee } of fills) {
    const sign = side === 'buy' ? 1n : -1n
    sum.cash -= sign * micros(shares * price) + micros(fee)
    sum.shares[symbol] = (sum.shares[symbol] ?? 0n) + sign * parts(shares)
  }
  return sum
}

function sumIn(books: Books): Sum {
  const held = [...books.positions].map(([symbol, { shares }]) => [symbol, parts(shares)] as const)
  return { cash: BigInt(books.cashMicros), shares: Object.fromEntries(held) }
}

const withoutFlat = ({ cash, shares }: Sum): Sum => ({
  cash,
  shares: Object.fromEntries(Object.entries(shares).filter(([, count]) => count !== 0n)),
})

function take(books: Books, entries: readonly Entry[]): Books {
  for (const event of eventsOf(entries, books.seq + 1)) books.take(event)
  return books
}

const price = fc.integer({ min: 1, max: 9_000_000 }).map((n) => n / 1e4)
const fee = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 9_999_999 }).map((n) => n / 1e6),
)
const size = fc.oneof(
  fc.integer({ min: 1, max: 5000 }),
  fc.integer({ min: 1, max: 5e9 }).map((n) => n / 1e9),
)

/** Orders with their executions: each fill has its own place and id. */
const orders = fc
  .array(
    fc.record({
      symbol: fc.constantFrom(...SYMBOLS),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      executions: fc.array(fc.record({ size, price, fee }), { maxLength: 6 }),
      end: fc.constantFrom(null, 'canceled' as const, 'expired' as const),
      known: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) =>
    list.map(({ symbol, side, executions, end, known }, o) => {
      const id = `o${o}`
      let cumulative = 0
      const fills = executions.map((one, k) => {
        cumulative = Math.round((cumulative + one.size) * 1e9) / 1e9
        const shares = one.size
        return fillOf(id, { symbol, side, shares, price: one.price, fee: one.fee, cumulative, executionId: `${id}x${k}` })
      })
      return { id, symbol, side, shares: cumulative + 1, fills, end, known }
    }),
  )

/** Everything that may be told of such orders: each execution by the stream and by the list of activities, some of it twice. */
function tellings(
  list: {
    id: string
    symbol: string
    side: 'buy' | 'sell'
    shares: number
    fills: BrokerFill[]
    end: 'canceled' | 'expired' | null
    known: boolean
  }[],
) {
  return list.flatMap(({ id, symbol, side, shares, fills, end, known }): Entry[] => {
    const terms = { symbol, side, shares, limit: null, type: 'market' as const }
    const before = known ? [intended(id, terms), submitted(id)] : []
    return [
      ...before,
      told(id, terms),
      ...(end ? [told(id, { ...terms, state: end })] : []),
      ...fills.flatMap((fill) => [
        filled(id, fill),
        // An activity carries the execution's id, not the count of its order; some brokers give no client order id.
        { body: { kind: 'filled' as const, fill: { ...fill, cumulative: null, clientOrderId: null } } },
      ]),
    ]
  })
}

describe('cash and positions are the sum of fills, to the millionth', () => {
  test('property: in any order of telling, with duplicates', () => {
    fc.assert(
      fc.property(
        orders.chain((list) => {
          const all = tellings(list)
          const twice = fc.shuffledSubarray(all)
          const order = fc.shuffledSubarray(all, { minLength: all.length })
          return fc.tuple(fc.constant(list), order, twice)
        }),
        ([list, order, twice]) => {
          const books = take(emptyBooks(), [opened(CASH), ...order, ...twice])
          const expected = withoutFlat(sumOf(list.flatMap(({ fills }) => fills)))
          expect(sumIn(books)).toEqual(expected)
          for (const { id, fills } of list) {
            const sum = fills.reduce((shares, fill) => shares + parts(fill.shares), 0n)
            expect(parts(books.orders.get(id)?.filled ?? 0)).toBe(sum)
          }
          for (const id of books.orders.keys()) expect(id.startsWith('o')).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('property: told in any order, everything else is as if told in the order in which it happened', () => {
    const changes = fc.array(fc.record({ symbol: fc.constantFrom('AAA', 'BBB'), buys: fc.boolean(), size, price, fee }), {
      maxLength: 40,
    })
    const inOrder = changes.map((list) =>
      list.map(({ symbol, buys, ...rest }, i) => {
        const given = { shares: rest.size, price: rest.price, fee: rest.fee, executionId: `x${i}`, at: START + 5 * i }
        return filled(`o${i}`, { symbol, side: buys ? 'buy' : 'sell', ...given })
      }),
    )
    const both = inOrder.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.nat(list.length)),
    )
    fc.assert(
      fc.property(both, ([list, shuffled, late]) => {
        const expected = earnings(take(emptyBooks(), [opened(CASH), ...list]))
        expect(earnings(take(emptyBooks(), [opened(CASH), ...shuffled]))).toEqual(expected)
        const oneLate = [...list.slice(0, late), ...list.slice(late + 1), ...list.slice(late, late + 1)]
        expect(earnings(take(emptyBooks(), [opened(CASH), ...oneLate]))).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  test('what is told late among many fills of a symbol is put where it belongs', () => {
    const fills = Array.from({ length: 1000 }, (_, i) => {
      const side = i % 3 === 0 ? ('sell' as const) : ('buy' as const)
      return filled(`o${i}`, { side, shares: 1 + (i % 7), price: 10 + (i % 11), at: START + i })
    })
    const expected = earnings(take(emptyBooks(), [opened(CASH), ...fills]))
    const late = [...fills.slice(0, 880), ...fills.slice(881), fills[880]]
    expect(earnings(take(emptyBooks(), [opened(CASH), ...late]))).toEqual(expected)
    for (let cut = 1; cut < 1000; cut += 37) {
      const near = [...fills.slice(0, cut - 1), fills[cut], fills[cut - 1], ...fills.slice(cut + 1)]
      expect(earnings(take(emptyBooks(), [opened(CASH), ...near]))).toEqual(expected)
    }
  })

  test('property: what was realised is the change of cash once everything is flat, day by day and trip by trip', () => {
    fc.assert(
      fc.property(orders, (list) => {
        const fills = list.flatMap((one) => one.fills)
        const { shares } = sumOf(fills)
        const close = Object.entries(shares).map(([symbol, count]) => {
          const [side, size] = count > 0n ? (['sell', count] as const) : (['buy', -count] as const)
          return filled(`close-${symbol}`, { symbol, side, shares: Number(size) / 1e9, price: 7.77, fee: 0.01, at: START })
        })
        const closing = close.filter((entry) => entry.body.kind === 'filled' && entry.body.fill.shares > 0)
        const books = take(emptyBooks(), [opened(CASH), ...fills.map((fill) => filled(fill.clientOrderId!, fill)), ...closing])
        expect(books.positions.size).toBe(0)
        const won = books.cashMicros - CASH * MICROS
        expect(Math.round(books.history.realisedOn(utcDay(START)) * MICROS)).toBe(won)
        const trips = books.history.roundTrips.reduce((sum, trip) => sum + micros(trip.profit), 0n)
        expect(trips).toBe(BigInt(won))
      }),
      { numRuns: 300 },
    )
  })

  test('1,000,000 fills of 20,000 orders', () => {
    const books = take(emptyBooks(), [opened(CASH)])
    let fills = 0
    function* taken(): Generator<BrokerFill> {
      for (const entry of manyFills(20_000, 50, seeded(7))) {
        take(books, [entry])
        if (entry.body.kind !== 'filled') continue
        fills++
        yield entry.body.fill
      }
    }
    const expected = withoutFlat(sumOf(taken()))
    expect(fills).toBe(1_000_000)
    expect(sumIn(books)).toEqual(expected)
  }, 60_000)
})

function earnings(books: Books) {
  const { roundTrips, losingStreak, lastLossAt } = books.history
  const positions = [...books.positions.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  const days = [0, 1].map((day) => books.history.realisedOn(utcDay(START) + day))
  return { cash: books.cashMicros, positions, days, losingStreak, lastLossAt, roundTrips }
}

describe('a fold', () => {
  test('property: stopped anywhere and taken up again by another process is the whole one', () => {
    fc.assert(
      fc.property(orders, fc.nat(), fc.nat(), (list, cut, overlap) => {
        const events = eventsOf([opened(CASH), ...tellings(list)])
        const whole = fold(emptyBooks(), events)
        const at = cut % events.length
        const parted = fold(fold(emptyBooks(), events.slice(0, at)), events.slice(Math.max(0, at - (overlap % 5))))
        expect(pictureOf(parted)).toEqual(pictureOf(whole))
      }),
      { numRuns: 200 },
    )
  })

  test('property: through a store that leaves known executions out it is the same', () => {
    fc.assert(
      fc.property(orders, (list) => {
        const store = createMemoryStore()
        const entries = [opened(CASH), ...tellings(list), ...tellings(list)]
        const direct = fold(emptyBooks(), eventsOf(entries))
        for (const { seq, body, ...event } of eventsOf(entries)) {
          const { kind, ...rest } = body
          const keys = body.kind === 'filled' ? fillKeys(body.fill) : []
          store.journal.append('a', [{ ...event, kind, body: rest, keys }])
        }
        const stored = store.journal.read('a', 0).map(eventOf)
        expect(stored.filter((event) => event.body.kind === 'filled')).toHaveLength(list.flatMap((one) => one.fills).length)
        const folded = fold(emptyBooks(), stored)
        expect(sumIn(folded)).toEqual(sumIn(direct))
        expect([...folded.orders.values()].map(({ changedAt, ...order }) => order)).toEqual(
          [...direct.orders.values()].map(({ changedAt, ...order }) => order),
        )
      }),
      { numRuns: 100 },
    )
  })

  test('property: what has ended by the broker’s word stays so, and filled shares never fall', () => {
    fc.assert(
      fc.property(
        orders.chain((list) => fc.shuffledSubarray(tellings(list), { minLength: 1 })),
        (entries) => {
          const books = emptyBooks()
          const before = new Map<string, { state: string; filled: number; byBroker: boolean }>()
          for (const event of eventsOf(entries)) {
            books.take(event)
            const ended = event.body.kind === 'told' && ['canceled', 'expired'].includes(event.body.order.state)
            for (const { clientOrderId, state, filled: now } of books.orders.values()) {
              const known = before.get(clientOrderId)
              expect(now).toBeGreaterThanOrEqual(known?.filled ?? 0)
              if (known?.byBroker) expect(state).toBe(known.state)
              const byBroker = known?.byBroker || (ended && event.clientOrderId === clientOrderId) || state === 'filled'
              before.set(clientOrderId, { state, filled: now, byBroker })
            }
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

function fold(books: Books, events: readonly JournalEvent[]): Books {
  for (const event of events) books.take(event)
  return books
}

function pictureOf(books: Books) {
  const { seq, cashMicros, state, diverged } = books
  const { roundTrips, losingStreak, lastLossAt } = books.history
  return {
    ...{ seq, cashMicros, state, diverged, roundTrips, losingStreak, lastLossAt },
    positions: [...books.positions.values()],
    orders: [...books.orders.values()],
    open: books.openOrders(),
    ids: [...books.byBrokerId],
    entries: books.history.entriesBetween(0, Number.POSITIVE_INFINITY),
  }
}
