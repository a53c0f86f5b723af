import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../src/core/time.ts'
import { type Bars, createBars } from '../../../../src/market/bars.ts'
import { ChartLines } from '../../../../src/operations/stream/overlays.ts'

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
