import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { declaredColumns } from '../../../../src/engine/indicator-columns.ts'
import { LiveSeries } from '../../../../src/engine/live/live-series.ts'
import type { PreparedSeries, RunRequest } from '../../../../src/engine/types.ts'
import { sliceBars } from '../../../../src/market/bars.ts'
import * as indicators from '../../../../src/strategy/indicators.ts'
import type { Declarations } from '../../../../src/strategy/types.ts'
import { simulatedSeries } from '../../../support/runs.ts'

const PAIR = new Set(['beta', 'correlation'])

/** Every indicator there is with its defaults, one of another, and two of a pair. */
const DECLARED = {
  ...Object.fromEntries(
    Object.entries(indicators)
      .filter(([name]) => !PAIR.has(name))
      .map(([name, declare]) => [name, (declare as unknown as () => unknown)()]),
  ),
  nested: indicators.sma(indicators.rsi(14), 5),
  beta: indicators.beta(30, 'SIMTEC'),
  correlation: indicators.correlation(30, 'SIMTEC'),
} as Declarations

/** Takes rows `[from, to)` of each, minute by minute as they close. */
function feed(live: LiveSeries[], whole: PreparedSeries[], from: number[]): void {
  const next = [...from]
  for (;;) {
    const at = Math.min(...whole.map((one, i) => (next[i] < one.bars.length ? one.closeTime[next[i]] : Number.POSITIVE_INFINITY)))
    if (at === Number.POSITIVE_INFINITY) return
    for (const [i, one] of whole.entries()) {
      if (next[i] < one.bars.length && one.closeTime[next[i]] === at) expect(live[i].append(one.bars, next[i]++)).toBe(true)
    }
    for (const one of live) one.advance()
  }
}

describe('a series that grows', async () => {
  const whole = await Promise.all(['SIMALL', 'SIMTEC'].map((symbol) => simulatedSeries(symbol, '5m', 6)))

  it('has the columns of the whole series, wherever history ended', () => {
    const request = { series: whole, cache: null } as unknown as RunRequest
    const expected = whole.map((one) => declaredColumns(request, one, DECLARED))
    const cut = fc.integer({ min: 1, max: whole[0].bars.length - 1 })
    fc.assert(
      fc.property(cut, (rows) => {
        const from = whole.map((one) => one.closeTime.findIndex((at) => at > whole[0].closeTime[rows - 1]))
        const live = whole.map((one, i) => new LiveSeries(sliceBars(one.bars, 0, from[i]), one.bars.length))
        const declared = live.map((one) => one.declare(DECLARED, live))
        feed(live, whole, from)
        for (const [i, one] of whole.entries()) {
          expect(live[i].closeTime.slice(0, one.bars.length)).toEqual(one.closeTime.slice())
          expect(live[i].day.slice(0, one.bars.length)).toEqual(one.day.slice())
          for (const [k, { key, columns }] of declared[i].entries()) same(columns, expected[i][k].columns, one.bars.length, key)
        }
      }),
      { numRuns: 4 },
    )
  })

  it('takes no bar twice, none that is older, and none beyond its room', () => {
    const { bars } = whole[0]
    const live = new LiveSeries(sliceBars(bars, 0, 10), 2)
    expect(live.append(bars, 9)).toBe(false)
    expect(live.append(bars, 10)).toBe(true)
    expect(live.append(bars, 10)).toBe(false)
    expect(live.newest).toBe(whole[0].closeTime[10])
    expect(live.append(bars, 12)).toBe(true)
    expect(live.isFull).toBe(true)
    expect(live.append(bars, 13)).toBe(false)
    expect(live.rows).toBe(12)
  })

  it('keeps its columns where they are, so that a view of one goes on', () => {
    const { bars } = whole[0]
    const live = new LiveSeries(sliceBars(bars, 0, 50), 10)
    const [{ columns }] = live.declare({ mean: indicators.sma(3) }, [live])
    const before = columns[0]
    live.append(bars, 50)
    expect(before[50]).toBeNaN()
    live.advance()
    expect(before[50]).toBeCloseTo((bars.close[48] + bars.close[49] + bars.close[50]) / 3, 9)
  })
})

function same(got: Float64Array<ArrayBufferLike>[], want: Float64Array<ArrayBufferLike>[], rows: number, key: string): void {
  for (let k = 0; k < want.length; k++) {
    for (let row = 0; row < rows; row++) {
      const [a, b] = [got[k][row], want[k][row]]
      if (Number.isNaN(a) && Number.isNaN(b)) continue
      if (!(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)))) throw new Error(`${key}[${k}] row ${row}: ${a}, not ${b}`)
    }
  }
}
