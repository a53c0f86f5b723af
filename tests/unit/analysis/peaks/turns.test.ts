import { describe, expect, it } from 'vitest'
import { nextTurn, PEAK, startWalk } from '../../../../src/analysis/peaks/turns.ts'

/** Turns of a series that is taken as it is (no smoothing): `P3` = peak at row 3. */
function turns(values: number[], lookahead = 1, delta = 0): string {
  const walk = startWalk(0)
  const column = Float64Array.from(values)
  const found: string[] = []
  while (nextTurn(walk, column, column.length, column.length, lookahead, delta)) {
    found.push(`${walk.kind === PEAK ? 'P' : 'T'}${walk.bar}`)
  }
  return found.join(' ')
}

describe('turns, clause by clause', () => {
  it('either kind may come first, and the first bar may be it', () => {
    expect(turns([1, 2, 3, 2])).toBe('T0 P2')
    expect(turns([3, 2, 1, 2])).toBe('P0 T2')
    expect(turns([2, 2, 2])).toBe('')
    expect(turns([2])).toBe('')
    expect(turns([])).toBe('')
  })

  it('of equal values the first bar', () => {
    expect(turns([1, 5, 5, 5, 2, 2, 3])).toBe('T0 P1 T4')
  })

  it('a fall must be more than delta', () => {
    expect(turns([1, 5, 4, 6, 3], 1, 1)).toBe('T0 P3')
    expect(turns([1, 5, 3.9, 6, 3], 1, 1)).toBe('T0 P1 T2 P3')
    expect(turns([2.3, 1.99], 1, 0.31)).toBe('')
    expect(turns([2.3, 1.98], 1, 0.31)).toBe('P0')
  })

  it('a higher value within the lookahead refuses a peak; the running maximum goes on from there', () => {
    const values = [1, 5, 4, 6, 3, 2]
    expect(turns(values, 1)).toBe('T0 P1 T2 P3')
    expect(turns(values, 2)).toBe('T0 P3')
  })

  it('the lookahead counts from the extremum, not from the bar that confirms it', () => {
    expect(turns([1, 5, 5, 4, 6, 5], 2)).toBe('T0 P1 T3 P4')
    expect(turns([1, 5, 5, 4, 6, 5], 3)).toBe('T0 P4')
  })

  it('bars that do not exist yet are not higher: a turn is reported at once, and may be refused later', () => {
    expect(turns([1, 5, 4], 3)).toBe('T0 P1')
    expect(turns([1, 5, 4, 6], 3)).toBe('T0')
  })

  it('after a turn the search for the other kind includes the bar that confirmed it', () => {
    expect(turns([1, 5, 1, 5, 1])).toBe('T0 P1 T2 P3')
  })
})
