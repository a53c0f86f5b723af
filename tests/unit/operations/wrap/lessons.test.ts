import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../src/core/time.ts'
import type { LiveRoundTrip } from '../../../../src/engine/orders/books.ts'
import { type LessonFacts, lessonsOf } from '../../../../src/operations/wrap/lessons.ts'

const OPEN = Date.UTC(2026, 2, 20, 13, 30)

/** A round trip: profit, minutes after the open at which it was entered, minutes held. */
function trip(profit: number, entered = 60, held = 5, symbol = 'SIMALL', fees = 0): LiveRoundTrip {
  const entryTime = OPEN + entered * MINUTE
  const prices = { entryPrice: 100, exitPrice: 100 + profit / 10 }
  return { symbol, side: 'long', shares: 10, entryTime, exitTime: entryTime + held * MINUTE, ...prices, profit, fees }
}

const told = (trips: LiveRoundTrip[], more: Partial<LessonFacts> = {}) =>
  lessonsOf({ trips, open: OPEN, denials: [], data: null, ...more }).map(({ text, n, of }) => `${text} [${n}/${of}]`)

describe('facts of a day', () => {
  it('a handful says nothing', () => {
    expect(told([])).toEqual([])
    expect(told([trip(-5, 3), trip(-5, 4)])).toEqual([])
  })

  it('losses that were entered early', () => {
    const trips = [trip(-5, 3), trip(5, 40), trip(-5, 29.9), trip(-5, 30), trip(5, 90)]
    expect(told(trips)).toEqual(['2 of 3 losses were entered in the first 30 minutes [2/3]'])
    expect(told(trips, { open: null })).toEqual([])
  })

  it('losses that were held longer than gains', () => {
    const trips = [...[30, 40, 50].map((held) => trip(-5, 60, held)), ...[4, 8, 9, 10].map((held) => trip(6, 200, held))]
    expect(told(trips)).toContain('losses were held 40 min, gains 8.5 min (medians of 3 and 4) [3/7]')
  })

  it('one loss that took many gains, and fees that took a share of them', () => {
    const trips = [trip(10), trip(10), trip(10), trip(-45)]
    expect(told(trips)).toEqual(['the worst loss (SIMALL -45.00) took what 4.5 mean gains made (3 gains) [1/4]'])
    expect(told([trip(3, 60, 5, 'A', 1), trip(3, 60, 5, 'A', 1), trip(3, 60, 5, 'B', 1)])).toEqual([
      'fees took 25% of what 3 gains brought before them [3/3]',
    ])
  })

  it('a symbol that lost, unless it was the only one', () => {
    const bad = [-5, -5, -5, 4].map((profit, i) => trip(profit, 60 + i, 5, 'SIMTEC'))
    expect(told([...bad, trip(40)])).toContain('SIMTEC lost 3 of 4 round trips [3/4]')
    expect(told(bad).join()).not.toContain('SIMTEC lost')
  })

  it('losses in a row, and a day that one round trip made', () => {
    expect(told([trip(50), trip(-5), trip(-5), trip(-5), trip(2)])).toEqual([
      '3 losses came in a row, of 5 round trips [3/5]',
      'without its best round trip (SIMALL 50.00) the day made -13.00 [1/5]',
    ])
  })

  it('limits that denied often, and faults of the data', () => {
    const denials = [
      { rule: 'spread', denied: 3 },
      { rule: 'collar', denied: 2 },
    ]
    const data = { symbols: 2, stale: 4, gaps: 2, repaired: 1, restarts: 0, duplicates: 9, outOfOrder: 9 }
    expect(told([], { denials, data })).toEqual([
      '3 intents were denied by spread [3/3]',
      'data of 2 symbols: stale 4 times, 2 gaps, 1 of them closed [6/2]',
    ])
    expect(told([], { data: { ...data, stale: 0, gaps: 0 } })).toEqual([])
  })
})
