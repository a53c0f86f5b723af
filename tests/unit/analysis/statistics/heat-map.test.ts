import { describe, expect, it } from 'vitest'
import { heatMap, heatMapAxes } from '../../../../src/analysis/statistics/heat-map.ts'

const trials = [
  { params: { fast: 10, slow: 50, stop: 2 }, objective: 1.5 },
  { params: { fast: 5, slow: 50, stop: 2 }, objective: 0.5 },
  { params: { fast: 5, slow: 50, stop: 3 }, objective: 0.7 },
  { params: { fast: 5, slow: 100, stop: 3 }, objective: null },
  { params: { fast: 20, slow: 100, stop: 3 }, objective: -1 },
]

describe('heat map', () => {
  it('has a cell for each pair of values, ascending, the best of what else varies, null where nothing is known', () => {
    expect(heatMap(trials, 'fast', 'slow')).toEqual({
      across: 'fast',
      down: 'slow',
      acrossValues: [5, 10, 20],
      downValues: [50, 100],
      cells: [
        [0.7, 1.5, null],
        [null, null, -1],
      ],
    })
    expect(heatMap(trials, 'fast', 'slow', 'lower').cells[0][0]).toBe(0.5)
  })

  it('shows the two parameters with most values', () => {
    expect(heatMapAxes(trials)).toEqual(['fast', 'slow'])
    expect(heatMapAxes(trials.slice(1, 3))).toBeNull()
    expect(heatMapAxes([])).toBeNull()
  })

  it('is empty without trials', () => {
    expect(heatMap([], 'a', 'b').cells).toEqual([])
  })
})
