import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../src/core/time.ts'
import { createBars } from '../../../../src/market/bars.ts'
import { createFrame, frameText, wholeOf } from '../../../../src/tui/canvas.ts'
import { candlesOf } from '../../../../src/tui/draw/chart/candles.ts'
import { drawBand } from '../../../../src/tui/draw/chart/marks.ts'
import { scaleOf } from '../../../../src/tui/draw/chart/scale.ts'

const START = Date.parse('2026-03-20T13:30:00Z')
const WIDTH = 40

/** The columns of a plot in which a band of so many steps is seen; 20 bars of one minute. */
function columnsOf({ from, steps, asked }: { from: number; steps: number; asked: number }): number[] {
  const head = { symbol: 'SIMALL', timeframe: '1m' as const, source: 'simulated', feed: 'simulated' }
  const bars = createBars(head, 20)
  for (let row = 0; row < 20; row++) {
    bars.time[row] = START + row * MINUTE
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][row] = 100
  }
  bars.length = 20
  const candles = candlesOf(bars, { bars: asked, end: null }, 20)
  const scale = scaleOf(95, 105, [], 6)
  const frame = createFrame(WIDTH, 6)
  const edge = (price: number) => new Array<number>(steps).fill(price)
  const band = { ...{ from, stepMs: MINUTE, level: 0.8, label: 'model a' }, median: edge(100), low: edge(98), high: edge(102) }
  drawBand(wholeOf(frame), { candles, scale, bars }, band)
  const lines = frameText(frame)
  return Array.from({ length: WIDTH }, (_, x) => x).filter((x) => lines.some((line) => line[x] !== ' '))
}

describe('the band right of the bars', () => {
  it('begins after the bar it was made at', () => {
    expect(columnsOf({ from: START + 19 * MINUTE, steps: 5, asked: 20 })).toEqual([20, 21, 22, 23, 24])
  })

  it('made at the last closed bar it reaches over the bar that forms', () => {
    expect(columnsOf({ from: START + 18 * MINUTE, steps: 5, asked: 20 })).toEqual([19, 20, 21, 22, 23])
  })

  it('takes half the columns where two bars share one', () => {
    expect(columnsOf({ from: START + 19 * MINUTE, steps: 6, asked: 40 })).toEqual([10, 11, 12])
  })

  it('is not drawn before the first bar', () => {
    expect(columnsOf({ from: START - MINUTE, steps: 5, asked: 20 })).toEqual([])
  })
})
