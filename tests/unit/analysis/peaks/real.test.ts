import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findTurns, kindOf } from '../../../../src/analysis/peaks/find-turns.ts'
import { type Sensitivity, settlingBars, turnSettings } from '../../../../src/analysis/peaks/settings.ts'
import { TurnTracker } from '../../../../src/analysis/peaks/tracker.ts'
import { naiveReport, naiveSmooth } from './naive.ts'

const data = process.env.OPENBELL_REAL_DATA
const name = data
  ? 'peaks and troughs of real minute bars'
  : 'peaks and troughs of real minute bars (skipped: OPENBELL_REAL_DATA is not set)'

const FILES = [
  'AAPL_20260319-20260327_yahoo',
  'NVDA_20260319-20260327_yahoo',
  'RIVN_20260319-20260327_yahoo',
  'SPY_20131004-20131009_lean',
  'BAC_20190211-20190215',
]

function closesOf(file: string): Float64Array {
  const [head, ...lines] = readFileSync(join(data as string, 'bars-1min', `${file}.csv`), 'utf8')
    .trim()
    .split('\n')
  const close = head.split(',').indexOf('close')
  return Float64Array.from(lines, (line) => Number(line.split(',')[close]))
}

describe.skipIf(!data)(name, () => {
  it.each(FILES)('%s: every 97th bar gives the turns of the definition', (file) => {
    const closes = [...closesOf(file)]
    const rounded = (value: number) => Math.round(value * 1e9) / 1e9
    for (const sensitivity of ['conservative', 'standard', 'sensitive'] as Sensitivity[]) {
      const settings = turnSettings({ bars: 300, sensitivity })
      const tracker = new TurnTracker(settings)
      for (let row = 0; row < closes.length; row += 97) {
        tracker.advance(Float64Array.from(closes), row + 1)
        const expected = naiveReport(closes, row, settings, rounded).map((turn) => 2 * turn.row + (turn.kind === 'peak' ? 0 : 1))
        expect(tracker.reported()).toEqual(expected)
      }
    }
  })

  it.each(FILES)('%s: about half of the turns seen while provisional vanish (0.35 to 0.65 stay)', (file) => {
    const closes = closesOf(file)
    const tracker = new TurnTracker(turnSettings({ sensitivity: 'standard' }))
    tracker.advance(closes, closes.length)
    const { reported, stayed } = tracker.survival()
    expect(reported).toBeGreaterThan(200)
    expect(stayed / reported).toBeGreaterThan(0.35)
    expect(stayed / reported).toBeLessThan(0.65)
  })

  it('no turn that is old enough to be settled changes on the next bar (delta 0), the left edge aside', () => {
    const closes = closesOf('AAPL_20260319-20260327_yahoo')
    const settings = turnSettings({ bars: 400 })
    const settling = settlingBars(settings)
    const edge = (settings.window - 1) / 2
    const settledAt = (row: number) => {
      const left = row - settings.bars + 1
      const turns = findTurns(closes.subarray(left, row + 1), settings)
      const codes = Array.from({ length: turns.count }, (_, i) => 2 * (left + turns.rows[i]) + kindOf(turns, i))
      return codes.filter((code) => code >> 1 <= row - settling && code >> 1 > left + 2 * edge)
    }
    for (let row = 500; row < 1500; row++) {
      const later = new Set(settledAt(row + 1))
      const oldest = row + 1 - settings.bars + 1 + 2 * edge
      const gone = settledAt(row).filter((code) => code >> 1 > oldest && !later.has(code))
      expect(gone).toEqual([])
    }
  })

  it('smooths real closes like the plain sum', () => {
    const closes = closesOf('RIVN_20260319-20260327_yahoo')
    const { smoothed } = findTurns(closes, turnSettings({ bars: closes.length, window: 21 }))
    naiveSmooth([...closes], 21).forEach((value, i) => {
      expect(smoothed[i]).toBeCloseTo(value, 9)
    })
  })
})
