import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitLinear, momentsOf, tellLinear } from '../../../../src/analysis/forecast/linear.ts'
import { combineMoments, type LagMoments } from '../../../../src/analysis/forecast/moments.ts'
import { meanSquaredLoss, solveRidge } from '../../../../src/analysis/forecast/ridge.ts'
import { Random } from '../../../../src/analysis/random.ts'

/** A level far from zero, a trend, a season and noise: what loses digits where squares are taken too early. */
function hardSeries(rows: number, seed: number, level = 5_000): Float64Array {
  const random = new Random(seed, 'hard')
  return Float64Array.from({ length: rows }, (_, row) => level + 0.7 * row + 5 * Math.sin(row / 3) + random.normal())
}

interface Table {
  x: number[][]
  y: number[][]
}

/** Every window written out. */
function tableOf(z: ArrayLike<number>, from: number, to: number, input: number, horizon: number): Table {
  const table: Table = { x: [], y: [] }
  for (let origin = from + input - 1; origin + horizon < to; origin++) {
    table.x.push(Array.from({ length: input - 1 }, (_, i) => z[origin - 1 - i] - z[origin]))
    table.y.push(Array.from({ length: horizon }, (_, h) => z[origin + 1 + h] - z[origin]))
  }
  return table
}

const meanOf = (rows: number[][], k: number) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length

function expectMoments(moments: LagMoments, { x, y }: Table): void {
  const lags = moments.input - 1
  const sumOf = (a: number[][], i: number, b: number[][], j: number) => {
    const [first, second] = [meanOf(a, i), meanOf(b, j)]
    return a.reduce((sum, row, k) => sum + (row[i] - first) * (b[k][j] - second), 0)
  }
  const near = (value: number, exact: number, unit: number) => expect(Math.abs(value - exact)).toBeLessThan(1e-9 * unit)
  const unitX = 1 + sumOf(x, 0, x, 0)
  expect(moments.count).toBe(x.length)
  for (let i = 0; i < lags; i++) {
    near(moments.meanX[i], meanOf(x, i), 1 + Math.abs(meanOf(x, i)))
    for (let j = 0; j < lags; j++) near(moments.xx[i * lags + j], sumOf(x, i, x, j), unitX * (1 + i + j))
    for (let h = 0; h < moments.horizon; h++) near(moments.yx[h * lags + i], sumOf(y, h, x, i), unitX * (1 + i + h))
  }
  for (let h = 0; h < moments.horizon; h++) near(moments.yy[h], sumOf(y, h, y, h), unitX * (1 + h))
}

/** The normal equations by Gauss elimination with pivots: another way to the same numbers. */
function gauss(matrix: number[][], right: number[]): number[] {
  const n = right.length
  const rows = matrix.map((row, i) => [...row, right[i]])
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i
    ;[rows[k], rows[pivot]] = [rows[pivot], rows[k]]
    for (let i = 0; i < n; i++) {
      if (i === k) continue
      const factor = rows[i][k] / rows[k][k]
      for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j]
    }
  }
  return rows.map((row, i) => row[n] / row[i])
}

describe('moments of lagged windows', () => {
  it('are those of the windows written out, far from zero and on a trend', () => {
    for (const level of [0, 1e6]) {
      const z = hardSeries(300, 1, level)
      expectMoments(momentsOf(z, { from: 7, to: 290 }, { input: 14, horizon: 6 }), tableOf(z, 7, 290, 14, 6))
    }
  })

  it('hold for any sizes, and add up over sets of windows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 20 }),
        fc.nat(99),
        (...args) => {
          const [input, horizon, more, seed] = args
          const rows = input + horizon + more
          const [one, other] = [hardSeries(rows, seed, 10), hardSeries(rows + 5, seed + 1, 10)]
          const size = { input, horizon }
          const parts = [momentsOf(one, { from: 0, to: rows }, size), momentsOf(other, { from: 3, to: rows + 4 }, size)]
          const tables = [tableOf(one, 0, rows, input, horizon), tableOf(other, 3, rows + 4, input, horizon)]
          expectMoments(parts[0], tables[0])
          expectMoments(combineMoments(parts), { x: tables.flatMap(({ x }) => x), y: tables.flatMap(({ y }) => y) })
        },
      ),
      { numRuns: 40 },
    )
  })

  it('are of nothing where no window fits', () => {
    expect(momentsOf([1, 2, 3], { from: 0, to: 3 }, { input: 3, horizon: 2 }).count).toBe(0)
  })
})

describe('ridge from moments', () => {
  const size = { input: 8, horizon: 4 }
  const z = hardSeries(200, 3)
  const table = tableOf(z, 0, 200, 8, 4)
  const moments = momentsOf(z, { from: 0, to: 200 }, size)

  it('solves the normal equations, with a constant and without', () => {
    for (const constant of [true, false]) {
      for (const ridge of [1e-3, 0.5]) {
        const centre = (row: number[], rows: number[][]) => row.map((value, k) => value - (constant ? meanOf(rows, k) : 0))
        const x = table.x.map((row) => centre(row, table.x))
        const square = (i: number, j: number) => x.reduce((sum, row) => sum + row[i] * row[j], 0)
        const trace = Array.from({ length: 7 }, (_, i) => square(i, i)).reduce((a, b) => a + b, 0)
        const matrix = Array.from({ length: 7 }, (_, i) =>
          Array.from({ length: 7 }, (_, j) => square(i, j) + (i === j ? (ridge * trace) / 7 : 0)),
        )
        const solved = solveRidge(moments, ridge, { constant })
        for (let h = 0; h < 4; h++) {
          const right = Array.from({ length: 7 }, (_, i) => x.reduce((sum, row, k) => sum + row[i] * table.y[k][h], 0))
          const exact = gauss(matrix, right)
          for (let i = 0; i < 7; i++) expect(solved.weights[h * 7 + i]).toBeCloseTo(exact[i], 8)
        }
      }
    }
  })

  it('knows its error without looking at a window', () => {
    const solved = solveRidge(moments, 0.01, { constant: true })
    const squares = table.y.flatMap((row, k) =>
      row.map((value, h) => {
        const told = table.x[k].reduce((sum, one, i) => sum + one * solved.weights[h * 7 + i], solved.constants[h])
        return (value - told) ** 2
      }),
    )
    const mean = squares.reduce((a, b) => a + b, 0) / squares.length
    expect(meanSquaredLoss(moments, solved, solved.steps)).toBeCloseTo(mean, 8)
    const naive = table.y.flat().reduce((sum, value) => sum + value ** 2, 0) / table.y.flat().length
    expect(meanSquaredLoss(moments, null, [0, 1, 2, 3])).toBeCloseTo(naive, 8)
  })
})

describe('the least-squares line', () => {
  const tell = (line: ArrayLike<number> | null, z: ArrayLike<number>, origin: number, input: number, horizon: number) => {
    const out = new Float64Array(horizon)
    tellLinear(line, z, origin, input, horizon, out, 0)
    return out
  }

  it('goes on with a season that it has seen', () => {
    const z = Float64Array.from({ length: 500 }, (_, row) => 30 + 4 * Math.sin((2 * Math.PI * row) / 12))
    const line = fitLinear(z, { from: 0, to: 460, input: 24, horizon: 12 })
    expect(line).toHaveLength(12 * 25)
    const told = tell(line, z, 470, 24, 12)
    for (let h = 0; h < 12; h++) expect(told[h] + z[470]).toBeCloseTo(z[471 + h], 1)
  })

  it('goes on with a trend, and pulls a mean-reverting series to its mean', () => {
    const random = new Random(4, 'line')
    const trend = Float64Array.from({ length: 400 }, (_, row) => 0.5 * row + 0.1 * random.normal())
    const told = tell(fitLinear(trend, { from: 0, to: 400, input: 20, horizon: 5 }), trend, 399, 20, 5)
    expect(told[4]).toBeGreaterThan(2)
    expect(told[4]).toBeLessThan(3)
    let x = 0
    const reverting = Float64Array.from({ length: 2000 }, () => (x = 0.8 * x + random.normal()))
    reverting[1999] = 5
    const back = tell(fitLinear(reverting, { from: 0, to: 1999, input: 20, horizon: 20 }), reverting, 1999, 20, 20)
    expect(back[0]).toBeCloseTo(-1, 0)
    expect(Math.abs(back[19] + 5)).toBeLessThan(1)
  })

  it('is none where the last value does better, or there are too few rows', () => {
    const walks = Array.from({ length: 40 }, (_, seed) => {
      const random = new Random(seed, 'walk')
      let z = 0
      return Float64Array.from({ length: 300 }, () => (z += random.normal()))
    })
    const none = walks.filter((z) => fitLinear(z, { from: 0, to: 300, input: 20, horizon: 10 }) === null)
    expect(none.length).toBeGreaterThan(20)
    expect(fitLinear(hardSeries(40, 1), { from: 0, to: 40, input: 20, horizon: 10 })).toBeNull()
    expect([...tell(null, walks[0], 100, 20, 3)]).toEqual([0, 0, 0])
  })

  it('reads no row from `to` on when it is fitted, and none after the origin when it tells', () => {
    fc.assert(
      fc.property(fc.integer({ min: 80, max: 150 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), (to, other) => {
        const z = Float64Array.from({ length: 160 }, (_, row) => 3 * Math.sin(row / 4) + (row % 7))
        const altered = z.slice()
        altered.fill(other, to)
        const line = fitLinear(z, { from: 0, to, input: 10, horizon: 5 })
        expect(fitLinear(altered, { from: 0, to, input: 10, horizon: 5 })).toEqual(line)
        expect(fitLinear(z.subarray(0, to), { from: 0, to, input: 10, horizon: 5 })).toEqual(line)
        expect(tell(line, altered, to - 1, 10, 5)).toEqual(tell(line, z.subarray(0, to), to - 1, 10, 5))
      }),
      { numRuns: 20 },
    )
  })

  it('reads no row before `from`', () => {
    const z = hardSeries(200, 5)
    const altered = z.slice()
    altered.fill(0, 0, 50)
    const rows = { from: 50, to: 200, input: 10, horizon: 5 }
    expect(fitLinear(altered, rows)).toEqual(fitLinear(z, rows))
  })
})
