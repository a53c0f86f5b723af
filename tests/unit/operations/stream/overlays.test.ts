import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../src/core/time.ts'
import { type Bars, createBars } from '../../../../src/market/bars.ts'
import { ChartLines, levelsOf } from '../../../../src/operations/stream/overlays.ts'
import type { AccountView } from '../../../../src/operations/stream/view.ts'

/** Minutes of a chart that is full: the oldest leaves as a new one comes. */
function full(from: number, rows = 60): Bars {
  const bars = createBars({ symbol: 'SIMALL', timeframe: '1m', source: 'simulated', feed: 'simulated' }, rows)
  for (let row = 0; row < rows; row++) {
    bars.time[row] = (from + row) * MINUTE
    const close = 100 + Math.sin((from + row) / 5)
    bars.open[row] = close
    bars.high[row] = close + 0.1
    bars.low[row] = close - 0.1
    bars.close[row] = close
    bars.volume[row] = 100
  }
  bars.length = rows
  return bars
}

const fast = (lines: ChartLines, bars: Bars) => [...(lines.at(bars, true).lines[0].values as Float64Array)]

describe('what is drawn over a chart', () => {
  it('moves on in a chart that is full: as many bars, the oldest gone, a new one come', () => {
    const lines = new ChartLines()
    const before = fast(lines, full(0))
    expect(fast(lines, full(7))).not.toEqual(before)
    expect(fast(lines, full(7))).toEqual(fast(new ChartLines(), full(7)))
    expect(lines.at(full(7), true).turns).toEqual(new ChartLines().at(full(7), true).turns)
  })

  it('moves with the bar that forms', () => {
    const lines = new ChartLines()
    const bars = full(0)
    const before = fast(lines, bars).at(-1)!
    bars.close[59] += 5
    bars.high[59] += 5
    expect(fast(lines, bars).at(-1)! - before).toBeCloseTo(5 * (2 / 10), 6)
  })

  it('is not worked out anew for the same bars, and is when a closed one has changed', () => {
    const lines = new ChartLines()
    const bars = full(0)
    const before = lines.at(bars, true).lines
    expect(lines.at(bars, true).lines).toBe(before)
    bars.close[30] += 5
    lines.renew()
    expect(fast(lines, bars)[30]).toBeGreaterThan(before[0].values[30])
  })
})

describe('prices that something hangs on', () => {
  const order = {
    clientOrderId: 'a',
    symbol: 'SIMALL',
    side: 'sell' as const,
    shares: 5,
    filled: 0,
    type: 'limit',
    limit: null,
    stop: null,
  }
  const rest = { state: 'accepted', reason: null }
  const held = { symbol: 'SIMALL', shares: 5, averagePrice: 100, price: null, profit: null, profitFraction: null }
  const account = (shares: number, orders: object[]) =>
    ({ positions: [{ ...held, shares, stop: null, target: null, alert: null }], orders }) as unknown as AccountView
  const kinds = (view: AccountView | null) => levelsOf(view, 'SIMALL', 99).map(({ kind, price }) => `${kind} ${price}`)

  it('are the last close, the position, its legs, and what else rests', () => {
    const stop = { ...order, ...rest, stop: 95 }
    const limit = { ...order, ...rest, limit: 110 }
    const other = { ...limit, symbol: 'SIMTEC' }
    expect(kinds(account(5, [stop, limit, other]))).toEqual(['previous-close 99', 'position 100', 'stop 95', 'target 110'])
    expect(kinds(account(-5, [limit]))).toEqual(['previous-close 99', 'position 100', 'limit 110'])
    expect(kinds(null)).toEqual(['previous-close 99'])
  })
})
