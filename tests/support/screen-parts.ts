import { type Instant, iso, MINUTE, SECOND } from '../../src/core/time.ts'
import type { Bars } from '../../src/market/bars.ts'
import type { StreamEvent } from '../../src/operations/stream/events.ts'
import type {
  AccountView,
  Overlays,
  PositionRow,
  SymbolQuality,
  WatchRow,
  WindowFigures,
} from '../../src/operations/stream/view.ts'

/** A row of the watchlist from the bars of a symbol; each row stands differently, so that a picture shows every label. */
export function watchRow(symbol: string, minutes: Bars, daily: Bars, i: number, now: Instant): WatchRow {
  const last = minutes.length - 1
  const price = Math.round(minutes.close[last] * 100) / 100
  const before = daily.close[daily.length - 1]
  const step = price > 500 ? 0.05 : 0.01
  return {
    symbol,
    price,
    priceTime: now - 400,
    bid: price - step,
    ask: price + step,
    change: price / before - 1,
    volume: sumFrom(minutes, last - 62),
    printsPerMinute: [220, 180, 64, 31, 12, 3, 0.4][i % 7],
    rating: ['EXCELLENT', 'EXCELLENT', 'GOOD', 'GOOD', 'POOR', 'INSUFFICIENT', 'UNKNOWN'][i % 7],
    shares: i === 0 ? 120 : i === 3 ? -40 : 0,
    quality: qualityOf(i),
  }
}

const STATES: Partial<Record<number, [SymbolQuality['state'], number | null]>> = {
  4: ['stale', 14_200],
  6: ['polling', 4100],
  7: ['halted', 312_000],
  8: ['restarting', 11_000],
  9: ['waiting', null],
  10: ['live', 6200],
}

function qualityOf(i: number): SymbolQuality {
  const [state, ageMs] = STATES[i] ?? ['live', 300 + 130 * i]
  return { state, ageMs, latencyMs: 21, gaps: 0, repaired: 0, duplicates: 0, outOfOrder: 0, restarts: 0 }
}

function sumFrom({ volume, length }: Bars, from: number): number {
  let sum = 0
  for (let row = Math.max(0, from); row < length; row++) sum += volume[row]
  return sum
}

/** A long and a short position, a bracket and a resting entry. */
export function accountOf(rows: readonly WatchRow[]): AccountView {
  const [long, short, wanted] = [rows[0], rows[3], rows[1]]
  const order = { filled: 0, type: 'limit', limit: null, stop: null, state: 'accepted', reason: null }
  return {
    ...{ name: 'simulated', cash: 71_204.55, equity: 100_812.4, buyingPower: 171_992.1, dayProfit: 812.4, dayChange: 0.008124 },
    ...{ state: 'active', reconciled: true, updatesUp: true },
    positions: [
      position(long, 120, 0.996),
      { ...position(short, -40, 0.999), stop: null, target: null, alert: 'no stop at the broker' },
    ],
    orders: [
      { ...order, clientOrderId: 'ob-1', symbol: long.symbol, side: 'sell', shares: 120, type: 'stop', stop: at(long, 0.99) },
      { ...order, clientOrderId: 'ob-2', symbol: long.symbol, side: 'sell', shares: 120, limit: at(long, 1.012) },
      {
        ...{
          ...order,
          clientOrderId: 'ob-3',
          symbol: wanted.symbol,
          side: 'buy',
          shares: 100,
          filled: 35,
          limit: at(wanted, 0.998),
        },
        ...{ state: 'partially-filled', reason: 'fast average crossed above slow' },
      },
    ],
  }
}

function at({ price }: WatchRow, factor: number): number {
  return Math.round((price ?? 0) * factor * 100) / 100
}

function position(row: WatchRow, shares: number, entry: number): PositionRow {
  const averagePrice = at(row, entry)
  const profit = ((row.price ?? 0) - averagePrice) * shares
  return {
    ...{ symbol: row.symbol, shares, averagePrice, price: row.price, profit, alert: null },
    ...{ profitFraction: profit / (averagePrice * Math.abs(shares)), stop: at(row, 0.99), target: at(row, 1.012) },
  }
}

/** Averages, turns, fills and levels over bars. */
export function overlaysOf(bars: Bars, held: PositionRow | undefined): Overlays {
  const levels: Overlays['levels'][number][] = [{ kind: 'previous-close', price: bars.close[Math.max(0, bars.length - 20)] }]
  if (held?.stop) levels.push({ kind: 'stop', price: held.stop })
  if (held?.target) levels.push({ kind: 'target', price: held.target })
  if (held) levels.push({ kind: 'position', price: held.averagePrice })
  return {
    lines: [
      { name: 'SMA 10', values: average(bars, 10) },
      { name: 'SMA 30', values: average(bars, 30) },
    ],
    turns: turnsOf(bars),
    fills: held
      ? [
          {
            side: held.shares > 0 ? 'buy' : 'sell',
            time: bars.time[Math.max(0, bars.length - 8)] + 1000,
            price: held.averagePrice,
            shares: 120,
          },
        ]
      : [],
    levels,
    band: null,
  }
}

function average({ close, length }: Bars, period: number): Float64Array {
  const values = new Float64Array(length).fill(Number.NaN)
  let sum = 0
  for (let row = 0; row < length; row++) {
    sum += close[row] - (row >= period ? close[row - period] : 0)
    if (row >= period - 1) values[row] = sum / period
  }
  return values
}

/** Highest and lowest of every eleven bars in a row. */
function turnsOf({ high, low, length }: Bars): Overlays['turns'] {
  const turns: Overlays['turns'][number][] = []
  for (let row = 5; row < length; row++) {
    let [peak, trough] = [true, true]
    for (let near = row - 5; near <= Math.min(length - 1, row + 5); near++) {
      if (high[near] > high[row]) peak = false
      if (low[near] < low[row]) trough = false
    }
    const provisional = row + 5 >= length
    if (peak) turns.push({ kind: 'peak', row, price: high[row], provisional })
    if (trough) turns.push({ kind: 'trough', row, price: low[row], provisional })
  }
  return turns
}

export function figuresOf(symbol: string, seconds: number, rows: readonly WatchRow[]): WindowFigures | null {
  const row = rows.find((one) => one.symbol === symbol)
  if (!row || row.price === null) return null
  return {
    ...{
      symbol,
      seconds,
      covered: seconds,
      prints: 1104,
      momentum: 0.0012,
      volumeRate: 1.4,
      vwap: row.price * 0.9992,
      spread: 0.00011,
    },
    ...{ printsPerMinute: 220, rating: 'EXCELLENT', algorithmic: { probability: 0.62, pattern: 'equal sizes' }, trend: 'up' },
  }
}

/** What a morning tells, oldest first. */
export function eventsOf(symbols: readonly string[], now: Instant): StreamEvent[] {
  const [first, second, , fourth] = symbols
  const event = (agoMs: number, symbol: string | null, fields: Partial<StreamEvent> & Pick<StreamEvent, 'type' | 'message'>) =>
    ({ time: iso(now - agoMs), symbol, mode: 'paper', broker: 'simulated', host: null, ...fields }) as StreamEvent
  return [
    event(62 * MINUTE, null, { type: 'status', message: 'the run of sma-cross begins; books and broker agree' }),
    event(40 * MINUTE, first, { type: 'signal', message: 'peak confirmed at 640.10, made 09:38, known 09:52' }),
    event(31 * MINUTE, first, { type: 'intent', action: 'buy', message: 'buy 120: fast average crossed above slow' }),
    event(31 * MINUTE, first, { type: 'order', side: 'buy', message: 'buy 120 limit accepted' }),
    event(30 * MINUTE, first, { type: 'fill', side: 'buy', message: 'bought 120 at 635.20, fee 0.00' }),
    event(22 * MINUTE, second, {
      type: 'denied',
      message: 'buy 900: value of one position would be 41.2% of equity, at most 25%',
    }),
    event(9 * MINUTE, fourth, { type: 'alert', message: 'no protecting stop rests at the broker for 40 shares short' }),
    event(4 * MINUTE, null, { type: 'quality', message: 'stream: one symbol went mute, it is restarted' }),
    event(3 * MINUTE, second, {
      type: 'news',
      message: 'Technology fund rebalances: nine companies join, four leave, effective Monday',
    }),
    event(90 * SECOND, second, { type: 'order', side: 'buy', message: 'buy 100 limit partially filled, 35 so far' }),
    event(40 * SECOND, first, { type: 'alert', message: 'price above 637.00' }),
    event(4 * SECOND, first, { type: 'signal', message: 'momentum of 300 s above 0.1%' }),
  ]
}
