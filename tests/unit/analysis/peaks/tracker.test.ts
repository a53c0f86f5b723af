import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findTurns, kindOf } from '../../../../src/analysis/peaks/find-turns.ts'
import { settlingBars, type TurnSettings, turnSettings } from '../../../../src/analysis/peaks/settings.ts'
import { turnSignal } from '../../../../src/analysis/peaks/signal.ts'
import { TurnTracker } from '../../../../src/analysis/peaks/tracker.ts'
import { PEAK, TROUGH } from '../../../../src/analysis/peaks/turns.ts'
import { type NaiveTurn, naiveKnownAt, naiveReport, naiveSurvival } from './naive.ts'

/** Closes in cents that wander, stand still, repeat themselves: ties and flats are the hard part. */
const closesOf = fc
  .record({
    start: fc.integer({ min: 200, max: 20_000 }),
    moves: fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
        { weight: 2, arbitrary: fc.integer({ min: -40, max: 40 }) },
        { weight: 2, arbitrary: fc.constant(0) },
      ),
      { minLength: 1, maxLength: 90, size: 'max' },
    ),
  })
  .map(({ start, moves }) => {
    let cents = start
    return moves.map((move) => {
      cents = Math.max(1, cents + move)
      return cents / 100
    })
  })

const settingsOf = fc
  .record({
    bars: fc.integer({ min: 2, max: 70 }),
    window: fc.integer({ min: 1, max: 14 }),
    lookahead: fc.integer({ min: 1, max: 6 }),
    delta: fc.constantFrom(0, 0, 0, 0.004, 0.0513, 0.31),
  })
  .map((wish) => turnSettings(wish))

/** The oracle's values carry rounding noise; what is equal on paper must be equal for it too. */
const rounded = (value: number) => Math.round(value * 1e9) / 1e9

function naive(closes: number[], row: number, settings: TurnSettings): NaiveTurn[] {
  return naiveReport(closes, row, settings, rounded)
}

function decode(codes: number[]): NaiveTurn[] {
  return codes.map((code) => ({ kind: (code & 1) === PEAK ? 'peak' : 'trough', row: code >> 1 }))
}

function whole(closes: number[], row: number, settings: TurnSettings): NaiveTurn[] {
  const left = Math.max(0, row - settings.bars + 1)
  const turns = findTurns(Float64Array.from(closes.slice(left, row + 1)), settings)
  return Array.from({ length: turns.count }, (_, i) => ({
    kind: kindOf(turns, i) === PEAK ? 'peak' : 'trough',
    row: turns.rows[i] + left,
  }))
}

describe('peaks and troughs against the contract written out plainly', () => {
  it('the whole-series path reports the turns of the definition, for the series cut at every bar', () => {
    fc.assert(
      fc.property(closesOf, settingsOf, (closes, settings) => {
        for (let row = 0; row < closes.length; row++) expect(whole(closes, row, settings)).toEqual(naive(closes, row, settings))
      }),
      { numRuns: 150 },
    )
  })

  it('the causal path reports at every bar what the series cut there gives', () => {
    fc.assert(
      fc.property(closesOf, settingsOf, (closes, settings) => {
        const tracker = new TurnTracker(settings)
        const column = Float64Array.from(closes)
        for (let row = 0; row < closes.length; row++) {
          tracker.advance(column, row + 1)
          const turns = whole(closes, row, settings)
          expect(decode(tracker.reported())).toEqual(turns)
          for (const [kind, name] of [
            [PEAK, 'peak'],
            [TROUGH, 'trough'],
          ] as const) {
            expect(tracker.latest(kind)).toBe(turns.findLast((turn) => turn.kind === name)?.row ?? -1)
          }
        }
      }),
      { numRuns: 600 },
    )
  })

  it('the signal at every bar is the one computed from the series cut there', () => {
    fc.assert(
      fc.property(closesOf, settingsOf, (closes, settings) => {
        const tracker = new TurnTracker(settings)
        const column = Float64Array.from(closes)
        for (let row = 0; row < closes.length; row++) {
          tracker.advance(column, row + 1)
          const known = turnSignal(column, row, tracker.latest(PEAK), tracker.latest(TROUGH), settings)
          const turns = naive(closes, row, settings)
          const newest = (kind: NaiveTurn['kind']) => turns.findLast((turn) => turn.kind === kind)?.row ?? -1
          const cut = turnSignal(column.slice(0, row + 1), row, newest('peak'), newest('trough'), settings)
          expect(known).toEqual(cut)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('smoothed values of the causal path are those of the computation at the last bar, bit for bit', () => {
    fc.assert(
      fc.property(closesOf, settingsOf, (closes, settings) => {
        const tracker = new TurnTracker(settings)
        tracker.advance(Float64Array.from(closes), closes.length)
        const left = Math.max(0, closes.length - settings.bars)
        const { smoothed } = findTurns(Float64Array.from(closes.slice(left)), settings)
        expect(Array.from(smoothed, (_, i) => tracker.smoothed(left + i))).toEqual([...smoothed])
      }),
      { numRuns: 200 },
    )
  })

  it('knownAt is right by brute force: every computation from there on reports the turn, the one before does not', () => {
    fc.assert(
      fc.property(closesOf, settingsOf, (closes, settings) => {
        const tracker = new TurnTracker(settings)
        const column = Float64Array.from(closes)
        const reports: NaiveTurn[][] = []
        for (let row = 0; row < closes.length; row++) {
          tracker.advance(column, row + 1)
          reports.push(naive(closes, row, settings))
          for (const turn of reports[row]) {
            const kind = turn.kind === 'peak' ? PEAK : TROUGH
            expect(tracker.reportedSince(kind, turn.row)).toBe(naiveKnownAt(reports, turn, row))
            expect(tracker.reportedSince((1 - kind) as 0 | 1, turn.row)).toBe(-1)
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  it('survival counts what was reported while provisional and was still there when settled', () => {
    fc.assert(
      fc.property(closesOf, settingsOf, (closes, settings) => {
        const tracker = new TurnTracker(settings)
        tracker.advance(Float64Array.from(closes), closes.length)
        const reports = closes.map((_, row) => naive(closes, row, settings))
        expect(tracker.survival()).toEqual(naiveSurvival(reports, settings, settlingBars(settings), closes.length - 1))
      }),
      { numRuns: 100 },
    )
  })

  it('one long series with a window that slides far past its start', () => {
    let seed = 7
    const random = () => {
      seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
      return seed / 2 ** 32
    }
    let price = 40
    const closes = Array.from({ length: 1500 }, () => {
      price = Math.max(0.5, price + Math.round((random() - 0.5) * 8) / 100)
      return price
    })
    for (const settings of [
      turnSettings({ bars: 200 }),
      turnSettings({ bars: 150, sensitivity: 'conservative' }),
      turnSettings({ bars: 300, window: 31, lookahead: 25, delta: 0.4 }),
    ]) {
      const tracker = new TurnTracker(settings)
      const column = Float64Array.from(closes)
      for (let row = 0; row < closes.length; row++) {
        tracker.advance(column, row + 1)
        if (row % 3 === 0) expect(decode(tracker.reported())).toEqual(whole(closes, row, settings))
      }
    }
  })
})
