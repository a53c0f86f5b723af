import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/trend/index.ts'
import { settlingBars, turnSettings } from '../../../../../src/analysis/peaks/settings.ts'
import { TurnTracker } from '../../../../../src/analysis/peaks/tracker.ts'
import { barsOf, columnsOf, SAMPLE_NOTE, SAMPLES, seededCandles, sourceOf, specOf } from '../../../../support/indicator-bars.ts'
import { naiveSmooth, naiveTurns } from '../../peaks/naive.ts'

const turns = specOf(specs, 'turns')
const N = Number.NaN

/**
 * By definition: a turn of all closes up to a row is shown there when every later computation keeps it. Smoothed values at least half
 * a window old are final, so the turns of a walk over those alone are; a turn younger than the settling age waits.
 */
function naiveLatest(closes: number[], row: number, window: number, lookahead: number) {
  const half = Math.max(1, (window - 1) / 2)
  const final = naiveSmooth(closes.slice(0, row + 1), window)
    .map((value) => Math.round(value * 1e9) / 1e9)
    .slice(0, row + 1 - (half - 1))
  const confirmed = naiveTurns(final, lookahead, 0).filter((turn) =>
    confirmedBefore(final, turn.row, turn.kind, final.length - lookahead),
  )
  const settled = confirmed.filter((turn) => row - turn.row >= (window - 1) / 2 + lookahead)
  const latest = (kind: 'peak' | 'trough') => settled.findLast((turn) => turn.kind === kind)
  return { peak: latest('peak'), trough: latest('trough') }
}

/** The value that confirms a turn stands at or before `last`, so that all the values that could refuse it are final. */
function confirmedBefore(values: number[], row: number, kind: 'peak' | 'trough', last: number): boolean {
  const height = (i: number) => (kind === 'peak' ? values[i] : -values[i])
  for (let i = row + 1; i <= last && i < values.length; i++) if (height(i) < height(row)) return true
  return false
}

const walks = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 70 })

describe('turns', () => {
  test('show the settled turns of the definition, row by row', () => {
    fc.assert(
      fc.property(walks, fc.constantFrom(1, 3, 5, 7, 11), fc.integer({ min: 1, max: 3 }), (closes, window, lookahead) => {
        const mine = columnsOf(turns, barsOf(closes.map((close) => ({ close }))), [window, lookahead, 0])
        closes.forEach((_, row) => {
          const { peak, trough } = naiveLatest(closes, row, window, lookahead)
          expect([mine.peak[row], mine.peak_age[row]]).toEqual(peak ? [closes[peak.row], row - peak.row] : [N, N])
          expect([mine.trough[row], mine.trough_age[row]]).toEqual(trough ? [closes[trough.row], row - trough.row] : [N, N])
        })
      }),
      { numRuns: 200 },
    )
  })

  test('by hand: 1 2 3 2 1 2 with no smoothing', () => {
    // Window 3 smooths nothing, settling takes 1 + 1 bars: the first trough (row 0) is known at row 2, the peak of row 2 at row 4.
    const bars = barsOf([1, 2, 3, 2, 1, 2].map((close) => ({ close })))
    const { peak, trough, peak_age, trough_age } = columnsOf(turns, bars, [3, 1, 0])
    expect(trough).toEqual([N, N, 1, 1, 1, 1])
    expect(trough_age).toEqual([N, N, 2, 3, 4, 5])
    expect(peak).toEqual([N, N, N, N, 3, 3])
    expect(peak_age).toEqual([N, N, N, N, 2, 3])
  })

  test.each(SAMPLES)(
    `of %s bars are never younger than the settling age, and the tracker reports them too${SAMPLE_NOTE}`,
    (_name, candles) => {
      const settings = turnSettings({ bars: 100_000, window: 11, lookahead: 1, delta: 0 })
      const closes = Float64Array.from(candles, (one) => one.close)
      const tracker = new TurnTracker(settings)
      const mine = columnsOf(turns, barsOf(candles), [11, 1, 0])
      for (let row = 0; row < candles.length; row++) {
        tracker.advance(closes, row + 1)
        const reported = new Set(tracker.reported())
        for (const [kind, name] of ['peak', 'trough'].entries()) {
          const age = mine[`${name}_age`][row]
          if (Number.isNaN(age)) continue
          expect(age).toBeGreaterThanOrEqual(settlingBars(settings))
          expect(mine[name][row]).toBe(closes[row - age])
          if (row % 7 === 0) expect(reported.has(2 * (row - age) + kind)).toBe(true)
        }
      }
    },
  )

  test('a turn once shown stays until the next of its kind, whatever a forming bar did', () => {
    const candles = seededCandles(600, 5)
    const bars = barsOf(candles)
    const mine = columnsOf(turns, bars, [7, 2, 0.5])
    const stream = turns.stream([7, 2, 0.5])
    const wild = sourceOf(turns, barsOf(candles.map((one, i) => ({ close: one.close * (i % 2 ? 2 : 0.5) }))))
    const calm = sourceOf(turns, bars)
    for (let row = 0; row < candles.length; row++) {
      stream.step(wild, row)
      stream.replace(calm, row)
      expect([...stream.out]).toEqual(turns.outputs.map((name) => mine[name][row]))
      if (row === 0 || Number.isNaN(mine.peak[row - 1])) continue
      if (mine.peak[row] === mine.peak[row - 1]) continue
      expect(mine.peak_age[row]).toBeLessThan(mine.peak_age[row - 1] + 1)
    }
  })
})
