import { describe, expect, it } from 'vitest'
import { plainExperts } from '../../../../src/engine/forecast/models.ts'
import { type SeriesWalk, walkSeries } from '../../../../src/engine/forecast/walk.ts'
import { verdictsAt } from '../../../../src/engine/forecast-columns/judge.ts'
import { cutAt, randomWalk, season } from '../../../support/forecast.ts'

const SIZE = { input: 16, horizon: 5 }
const KNOWN = [150, 150]
const options = { horizon: SIZE.horizon, levels: [0.8], seed: 1, forced: null }

/** Walks with one training date, whose bars above it may be other ones. */
function walks(factor: number, from: number): SeriesWalk[] {
  return [season('WAVE', 300, 1), randomWalk('WALK', 300, 2)].map((series, i) => {
    const values = series.values.map((value, row) => (row >= from ? factor * value : value))
    const stretches = [{ known: 80, from: 80, to: 300, step: 1 }]
    return walkSeries({ ...series, values, transform: i === 0 ? 'level' : 'log' }, [], {
      ...SIZE,
      final: false,
      experts: plainExperts('linear'),
      stretches,
    })
  })
}

describe('what is known of forecasts at a training date', () => {
  it('rests on forecasts that were complete by then, and on no bar after it', () => {
    const told = verdictsAt(walks(1, 300), KNOWN, options)
    expect(told.map(({ beatsNaive }) => beatsNaive)).toEqual([true, false])
    expect(told.every(({ band }) => band !== null && band.high[4] > 0)).toBe(true)
    expect(verdictsAt(walks(3, KNOWN[0]), KNOWN, options)).toEqual(told)
    expect(verdictsAt(walks(3, KNOWN[0] - 1), KNOWN, options)).not.toEqual(told)
  })

  it('says how many of them lie apart', () => {
    const [{ effectiveWindows }] = verdictsAt(walks(1, 300), KNOWN, { ...options, forced: 'drift' })
    // Origins 80 to 144 are complete.
    expect(effectiveWindows).toBe(Math.floor((144 - 80) / 5) + 1)
  })

  it('shows no skill above zero where it may not speak: too few forecasts lie apart', () => {
    const [few] = verdictsAt(walks(1, 300), [100, 100], { ...options, forced: 'linear' })
    const [many] = verdictsAt(walks(1, 300), [200, 200], { ...options, forced: 'linear' })
    expect(few).toMatchObject({ beatsNaive: false, skillLow: 0, effectiveWindows: 3 })
    expect(many.beatsNaive).toBe(true)
    expect(many.skillLow).toBeGreaterThan(0)
  })

  it('is nothing where nothing was complete', () => {
    const short = cutAt(randomWalk('WALK', 300, 2), 20)
    const walk = walkSeries(short, [], { ...SIZE, final: false, experts: plainExperts('naive'), stretches: [] })
    const [verdict] = verdictsAt([walk], [20], options)
    expect(verdict).toMatchObject({
      shown: 'naive',
      beatsNaive: false,
      skillLow: null,
      band: null,
      tail: [],
      effectiveWindows: 0,
    })
  })
})
