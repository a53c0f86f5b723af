import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueMicros } from '../../../src/exchange/account/money.ts'
import { parseFee } from '../../../src/exchange/fees/parse.ts'
import type { Fill, OrderRequest } from '../../../src/exchange/order.ts'
import { spreadSlippage } from '../../../src/exchange/slippage/models.ts'
import type { Bars } from '../../../src/market/bars.ts'
import { daily, type Floor, type FloorOptions, floor, type Row } from './floor.ts'

const cents = (value: number) => Math.round(value * 100) / 100

/** A walk of bars: each opens near the last close, sometimes with a gap; volumes from none to plenty. */
const walk = fc
  .array(
    fc.record({
      gap: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: -800, max: 800 })),
      body: fc.integer({ min: -500, max: 500 }),
      up: fc.integer({ min: 0, max: 400 }),
      down: fc.integer({ min: 0, max: 400 }),
      volume: fc.constantFrom(0, 5, 90, 300, 100_000),
    }),
    { minLength: 3, maxLength: 25 },
  )
  .map((moves) => {
    let last = 100
    return moves.map(({ gap, body, up, down, volume }): Row => {
      const open = cents(Math.max(5, last * (1 + gap / 10_000)))
      const close = cents(Math.max(5, open * (1 + body / 10_000)))
      last = close
      const high = cents(Math.max(open, close) * (1 + up / 10_000))
      return [open, high, cents(Math.min(open, close) * (1 - down / 10_000)), close, volume]
    })
  })

/** Prices are said as hundredths of a percent of the last close. */
const away = fc.integer({ min: -700, max: 700 })
const orders = fc.record({
  bar: fc.nat({ max: 24 }),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  shares: fc.integer({ min: 1, max: 400 }),
  type: fc.constantFrom('market', 'limit', 'stop', 'stop-limit', 'trailing-stop') as fc.Arbitrary<OrderRequest['type']>,
  limit: away,
  stop: away,
  trail: fc.integer({ min: 20, max: 600 }),
  tif: fc.constantFrom('day', 'gtc', 'gtc', 'ioc', 'fok', 'opg', 'cls') as fc.Arbitrary<OrderRequest['tif']>,
  stopLeg: fc.option(fc.integer({ min: 20, max: 500 })),
  targetLeg: fc.option(fc.integer({ min: 20, max: 500 })),
  group: fc.constantFrom(null, null, 'a', 'b'),
  reduceOnly: fc.boolean(),
})
type Wish = typeof orders extends fc.Arbitrary<infer T> ? T : never

const plans = fc.record({ rows: walk, wishes: fc.array(orders, { maxLength: 25 }) })

function requestOf(wish: Wish, price: number): Omit<OrderRequest, 'clientOrderId' | 'symbol'> {
  const at = (offset: number) => cents(price * (1 + offset / 10_000))
  const leg = (offset: number | null, sign: number) => (offset === null ? null : at(sign * offset))
  const sign = wish.side === 'buy' ? 1 : -1
  const simple = wish.type === 'market' || wish.type === 'limit'
  const legs = { stop: leg(wish.stopLeg, -sign), target: leg(wish.targetLeg, sign), trail: null }
  return {
    side: wish.side,
    shares: wish.shares,
    type: wish.type,
    limit: wish.type === 'limit' || wish.type === 'stop-limit' ? at(wish.limit) : null,
    stop: wish.type === 'stop' || wish.type === 'stop-limit' ? at(wish.stop) : null,
    trail: wish.type === 'trailing-stop' ? { fraction: wish.trail / 10_000 } : null,
    tif: simple || wish.tif === 'gtc' ? wish.tif : 'day',
    extended: false,
    legs: legs.stop === null && legs.target === null ? null : legs,
    group: wish.group,
    reduceOnly: wish.reduceOnly,
  }
}

interface Told extends Floor {
  bars: Bars
  /** Row in which each fill happened, and the position after it. */
  seen: { fill: Fill; row: number; position: number }[]
}

function play(rows: Row[], wishes: Wish[], options: FloorOptions = {}, before: (floor: Floor) => void = () => {}): Told {
  const bars = daily('T', rows)
  const seen: Told['seen'] = []
  let row = 0
  const setup = floor(bars, {
    borrowRate: 0,
    debitRate: 0,
    ...options,
    heard: (event, exchange) => {
      if (event.type === 'filled') seen.push({ fill: event.fill, row, position: exchange.shares(0) })
      options.heard?.(event, exchange)
    },
  })
  before(setup)
  for (row = 0; row < rows.length; row++) {
    setup.step()
    for (const wish of wishes) if (wish.bar === row) setup.send(requestOf(wish, rows[row][3]))
  }
  return { ...setup, bars, seen }
}

function hold(check: (plan: { rows: Row[]; wishes: Wish[] }) => void): void {
  fc.assert(fc.property(plans, check), { numRuns: 300 })
}

describe('whatever is asked of the exchange', () => {
  it('cash is the start less purchases and fees plus sales, to the millionth', () => {
    hold(({ rows, wishes }) => {
      const { exchange, fills } = play(rows, wishes, { fee: parseFee('0.00137'), slippage: spreadSlippage, margin: 2 })
      let micros = 100_000 * 1_000_000
      let shares = 0
      for (const fill of fills) {
        const sign = fill.order.side === 'buy' ? 1 : -1
        micros -= sign * valueMicros(fill.shares, fill.price, 1) + Math.round(fill.fee * 1_000_000)
        shares += sign * fill.shares
      }
      expect(exchange.account.cashMicros).toBe(micros)
      expect(exchange.shares(0)).toBe(shares)
    })
  })

  it('no fill lies outside its bar', () => {
    hold(({ rows, wishes }) => {
      const { seen } = play(rows, wishes)
      for (const { fill, row } of seen) {
        expect(fill.price).toBeLessThanOrEqual(rows[row][1])
        expect(fill.price).toBeGreaterThanOrEqual(rows[row][2])
      }
    })
  })

  it('no bar gives more than a tenth of its volume', () => {
    hold(({ rows, wishes }) => {
      const { seen } = play(rows, wishes)
      const taken = rows.map(() => 0)
      for (const { fill, row } of seen) taken[row] += fill.shares
      rows.forEach(([, , , , volume = 0], row) => {
        if (volume > 0) expect(taken[row]).toBeLessThanOrEqual(volume * 0.1)
      })
    })
  })

  it('a limit never fills worse than its limit, with slippage too', () => {
    hold(({ rows, wishes }) => {
      for (const { fill } of play(rows, wishes, { slippage: spreadSlippage }).seen) {
        const { limit, side } = fill.order
        if (limit === null) continue
        if (side === 'buy') expect(fill.price).toBeLessThanOrEqual(limit)
        else expect(fill.price).toBeGreaterThanOrEqual(limit)
      }
    })
  })

  it('an order never fills more than its size, nor in a bar that opened before it was sent', () => {
    hold(({ rows, wishes }) => {
      const { seen, bars } = play(rows, wishes)
      for (const { fill, row } of seen) {
        expect(fill.order.filled).toBeLessThanOrEqual(fill.order.shares)
        expect(bars.time[row]).toBeGreaterThanOrEqual(fill.order.submittedAt)
      }
    })
  })

  it('orders of opposite sides in one group never both fill, and legs never sell more than their entry bought', () => {
    hold(({ rows, wishes }) => {
      const sides = new Map<string, Set<string>>()
      const legs = new Map<number, number>()
      const entries = new Map<number, number>()
      // The orders of a group are sent together, as a strategy does.
      const { fills } = play(
        rows,
        wishes.map((wish) => ({ ...wish, bar: 0 })),
      )
      for (const { order, shares } of fills) {
        if (order.parent !== null) legs.set(order.parent, (legs.get(order.parent) ?? 0) + shares)
        else entries.set(order.id, (entries.get(order.id) ?? 0) + shares)
        if (order.group === null || order.parent !== null) continue
        sides.set(order.group, (sides.get(order.group) ?? new Set()).add(order.side))
      }
      for (const used of sides.values()) expect(used.size).toBe(1)
      for (const [entry, shares] of legs) expect(shares).toBeLessThanOrEqual(entries.get(entry)!)
    })
  })

  it('reduce-only orders and legs never turn a position or open one', () => {
    hold(({ rows, wishes }) => {
      for (const { fill, position } of play(rows, wishes).seen) {
        if (!fill.order.reduceOnly) continue
        if (fill.order.side === 'sell') expect(position).toBeGreaterThanOrEqual(0)
        else expect(position).toBeLessThanOrEqual(0)
      }
    })
  })

  it('without leverage and shorts cash is never negative', () => {
    hold(({ rows, wishes }) => {
      const long = wishes.map((wish) =>
        wish.side === 'sell' ? { ...wish, reduceOnly: true, stopLeg: null, targetLeg: null } : wish,
      )
      let lowest = 0
      const heard: FloorOptions['heard'] = (_, { account }) => {
        lowest = Math.min(lowest, account.cashMicros)
      }
      const { seen } = play(rows, long, { cash: 5000, fee: parseFee('0.001'), slippage: spreadSlippage, heard })
      expect(lowest).toBe(0)
      for (const { position } of seen) expect(position).toBeGreaterThanOrEqual(0)
    })
  })

  it('gross exposure after a fill that opens stays within margin times equity', () => {
    hold(({ rows, wishes }) => {
      const { seen, exchange } = play(rows, wishes, { cash: 3000, margin: 1.5, fee: parseFee('0.01') })
      let cash = 3000
      let shares = 0
      for (const { fill } of seen) {
        const sign = fill.order.side === 'buy' ? 1 : -1
        const opens = Math.abs(shares + sign * fill.shares) > Math.abs(shares)
        cash -= sign * fill.shares * fill.price + fill.fee
        shares += sign * fill.shares
        const equity = cash + shares * fill.price
        if (opens) expect(Math.abs(shares) * fill.price).toBeLessThanOrEqual(1.5 * equity + 1e-5)
      }
      expect(exchange.account.cash).toBeCloseTo(cash, 4)
    })
  })

  it('the same market and the same orders give the same events', () => {
    hold(({ rows, wishes }) => {
      expect(play(rows, wishes).events).toEqual(play(rows, wishes).events)
    })
  })

  it('passing over quiet bars changes nothing: an order that never lives makes every bar be looked at', () => {
    hold(({ rows, wishes }) => {
      const noise: Partial<OrderRequest> = { shares: 1, type: 'limit', limit: 1, clientOrderId: 'never' }
      const watched = play(rows, wishes, {}, ({ exchange, buy }) => {
        const order = buy(1, noise)
        exchange.replace(order.id, {}, Number.MAX_SAFE_INTEGER)
      })
      const plain = play(rows, wishes)
      const fills = ({ seen }: Told) =>
        seen.map(({ fill, row }) => [row, fill.order.side, fill.shares, fill.price, fill.order.filled])
      expect(fills(watched)).toEqual(fills(plain))
      expect(watched.exchange.account.cashMicros).toBe(plain.exchange.account.cashMicros)
    })
  })

  it('a split keeps the worth of what is held', () => {
    const ratio = fc.constantFrom(2, 3, 7, 1.5, 0.5, 0.1, 1.25)
    fc.assert(
      fc.property(plans, ratio, fc.integer({ min: 1, max: 5 }), ({ rows, wishes }, value, after) => {
        const first = rows.slice(0, after)
        const { exchange, bars } = play(first, wishes, { margin: 2, cash: 10_000 })
        const day = Math.floor(bars.time[first.length - 1] / 86_400_000) + 1
        const before = exchange.equity()
        exchange.schedule([{ symbol: 'T', kind: 'split', exDay: day, value, ratio: 1 / value, source: 'test' }])
        exchange.beginDay(day, bars.time[first.length - 1] + 86_400_000)
        expect(exchange.equity()).toBeCloseTo(before, 4)
        expect(Number.isInteger(exchange.shares(0))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('affordable shares', () => {
  it('are covered with the fee, and one step more is not', () => {
    const budget = fc.double({ min: 1, max: 1e6, noNaN: true })
    const price = fc.double({ min: 0.01, max: 5000, noNaN: true })
    const fee = fc.constantFrom('none', '0.001', '0.05', 'share:0.005', 'share:3', 'us')
    const side = fc.constantFrom('buy' as const, 'sell' as const)
    fc.assert(
      fc.property(budget, price, fee, side, fc.boolean(), (dollars, at, name, which, fractional) => {
        const time = Date.UTC(2024, 9, 1, 15)
        const { exchange } = floor(daily('T', [[100, 100, 100, 100]]), { fee: parseFee(name), fractional })
        const shares = exchange.affordable(0, which, dollars, at, time)
        const cost = (count: number) => {
          const facts = {
            kind: 'equity',
            side: which,
            shares: count,
            price: at,
            time,
            volume: 0,
            high: at,
            low: at,
            tickSize: 0.01,
            multiplier: 1,
            takes: true,
          } as const
          return count * at + parseFee(name).model(facts)
        }
        if (shares > 0) expect(cost(shares)).toBeLessThanOrEqual(dollars + 2e-6)
        expect(cost(shares + (fractional ? 1e-9 + 3e-6 / at : 1))).toBeGreaterThan(dollars - 2e-6)
      }),
      { numRuns: 1000 },
    )
  })
})
