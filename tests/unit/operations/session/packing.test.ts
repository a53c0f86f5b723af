import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bars, createBars } from '../../../../src/market/bars.ts'
import { PrintRows, QuoteRows } from '../../../../src/market/live/ring.ts'
import { BarBook, packBars, ToldBars } from '../../../../src/operations/session/bar-rows.ts'
import { packRing, ToldRing } from '../../../../src/operations/session/rings.ts'
import { RowBook, ToldRows } from '../../../../src/operations/session/rows.ts'
import type { WatchRow } from '../../../../src/operations/stream/view.ts'

const maybe = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }))
const NOW = 1_000_000

const row = fc.record({
  ...{ price: maybe, priceTime: maybe, bid: maybe, ask: maybe, change: maybe, volume: maybe, printsPerMinute: maybe },
  rating: fc.constantFrom('GOOD', 'POOR', 'UNKNOWN'),
  shares: fc.integer(),
  quality: fc.record({
    state: fc.constantFrom('live', 'stale', 'halted'),
    ageMs: fc.option(fc.integer({ min: 0, max: 500_000 })),
    latencyMs: maybe,
    ...{ gaps: fc.nat(9), repaired: fc.nat(9), duplicates: fc.nat(9), outOfOrder: fc.nat(9), restarts: fc.nat(9) },
  }),
})

function named(symbols: string[], rows: unknown[]): WatchRow[] {
  return symbols.map((symbol, i) => ({ symbol, ...(rows[i % rows.length] as object) }) as WatchRow)
}

function rowsOf({ rows }: ToldRows): WatchRow[] {
  return rows.map(({ row: one, newest }) => ({
    ...one,
    quality: { ...one.quality, ageMs: newest === null ? null : NOW - newest },
  }))
}

describe('rows of the watchlist', () => {
  it('arrive as they are, told whole at first and then by what changed', () => {
    const lists = fc.array(fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 1 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(lists, fc.array(row, { minLength: 1, maxLength: 5 }), (symbols, rows) => {
        const [book, told] = [new RowBook(), new ToldRows()]
        for (const [i, list] of symbols.entries()) {
          const now = named(list, rows.slice(i % rows.length).concat(rows))
          const news = book.take(now, NOW)
          if (news) told.take(news)
          expect(JSON.stringify(rowsOf(told))).toBe(JSON.stringify(inOrder(now)))
        }
      }),
    )
  })

  it('are not told again when nothing but the moment of reading differs', () => {
    const book = new RowBook()
    const still = named(['A', 'B'], [{ ...fc.sample(row, 1)[0], quality: { ...fc.sample(row, 1)[0].quality, ageMs: 400 } }])
    expect(book.take(still, NOW)?.symbols).toEqual(['A', 'B'])
    expect(book.take(still, NOW + 20)).toBeNull()
    expect(book.take([still[0], { ...still[1], price: 5 }], NOW)?.cells.length).toBe(18 * 8)
  })
})

/** Keys in the order in which a told row has them. */
function inOrder(rows: WatchRow[]): WatchRow[] {
  const told = new ToldRows()
  told.take(new RowBook().take(rows, NOW)!)
  for (const [i, one] of rowsOf(told).entries()) expect(one).toEqual(rows[i])
  return rowsOf(told)
}

describe('rings', () => {
  it('arrive as they are, however often they are looked at', () => {
    const steps = fc.array(fc.tuple(fc.nat(30), fc.boolean()), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 300 }), (all, most) => {
        const [ring, told] = [new PrintRows(most), new ToldRing('prints')]
        let [n, sent] = [0, 0]
        for (const [rows, whole] of all) {
          for (let i = 0; i < rows; i++) ring.push(n, n / 4, n++, n + 2, n % 2, '', '')
          told.take(packRing('prints', ring, whole ? 0 : sent))
          sent = ring.total
          expect(told.prints!.total).toBe(ring.total)
          expect(told.quotes).toBeNull()
          expect(columns(told.prints!)).toEqual(columns(ring))
        }
      }),
    )
  })

  it('of quotes too', () => {
    const [ring, told] = [new QuoteRows(300), new ToldRing('quotes')]
    for (let i = 0; i < 1000; i++) ring.push(i, i, 1, i + 1, 2, i)
    told.take(packRing('quotes', ring, 0))
    expect(told.quotes).toMatchObject({ length: 300, total: 1000 })
    expect(told.quotes!.ask[told.quotes!.first]).toBe(701)
  })
})

function columns(ring: PrintRows | NonNullable<ToldRing['prints']>): number[][] {
  return (['time', 'price', 'size', 'received', 'eligible'] as const).map((name) =>
    Array.from({ length: ring.length }, (_, i) => ring[name][(ring.first + i) % ring.capacity]),
  )
}

describe('bars', () => {
  it('arrive as they are: grown, revised, begun anew', () => {
    const step = fc.record({ grow: fc.nat(5), revise: fc.option(fc.nat(40)), anew: fc.boolean(), forming: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const head = { symbol: 'A', timeframe: '1m', source: 's', feed: 'f' } as const
        let bars = createBars(head, 200, { prints: true })
        const [book, told] = [new BarBook(), new ToldBars()]
        for (const { grow, revise, anew, forming } of steps) {
          if (anew) bars = { ...createBars(head, 200, { prints: true }), length: 0 }
          for (let i = 0; i < grow; i++) addBar(bars, anew ? 500 : 0)
          if (revise !== null && revise < bars.length) bars.close[revise] += 1
          const rows = book.take(bars, true)
          if (rows.length > 0 || anew) expect(told.take(packBars(bars, forming, rows[0] ?? bars.length))).toBe(true)
          expect(valuesOf(told.bars)).toEqual(valuesOf(bars.length === 0 && told.bars === null ? null : bars))
        }
      }),
    )
  })

  it('say when rows are missing between', () => {
    const bars = createBars({ symbol: 'A', timeframe: '1m', source: 's', feed: 'f' }, 20)
    for (let i = 0; i < 10; i++) addBar(bars, 0)
    expect(new ToldBars().take(packBars(bars, false, 4))).toBe(false)
  })
})

function addBar(bars: Bars, offset: number): void {
  const i = bars.length++
  bars.time[i] = offset + i
  for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) bars[name][i] = i * 2
  if (bars.prints) bars.prints[i] = Number.NaN
}

function valuesOf(bars: Bars | null): unknown {
  if (bars === null) return null
  return (['time', 'open', 'high', 'low', 'close', 'volume', 'prints'] as const).map((name) => [
    ...(bars[name]?.subarray(0, bars.length) ?? []),
  ])
}
