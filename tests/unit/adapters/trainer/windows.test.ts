import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRanges, WindowCutter, WindowSet } from '../../../../src/adapters/trainer/windows.ts'
import type { SeriesSet } from '../../../../src/ports/trainer.ts'

const ranges = fc.array(
  fc.record({ series: fc.nat(3), from: fc.nat(50), to: fc.nat(120), step: fc.integer({ min: 1, max: 9 }) }),
  { maxLength: 6 },
)

describe('a set of windows', () => {
  it('numbers the origins of its ranges in their order', () => {
    fc.assert(
      fc.property(ranges, (given) => {
        const origins = given.flatMap(({ series, from, to, step }) => {
          const all = []
          for (let origin = from; origin < to; origin += step) all.push({ series, origin })
          return all
        })
        const set = new WindowSet(given)
        expect(Array.from({ length: set.length }, (_, i) => set.at(i))).toEqual(origins)
      }),
    )
  })

  it('is refused exactly where a window reaches out of its series', () => {
    const data: SeriesSet = { columns: [new Float64Array(60)], scales: [null], anchor: 'last' }
    fc.assert(
      fc.property(fc.nat(70), fc.nat(70), fc.integer({ min: 1, max: 9 }), fc.nat(10), (from, length, step, ahead) => {
        const range = { series: 0, from, to: from + length, step }
        const set = new WindowSet([range])
        const all = Array.from({ length: set.length }, (_, i) => set.at(i).origin)
        const fits = all.every((origin) => origin - 12 + 1 >= 0 && origin + ahead < 60)
        const check = () => checkRanges(data, [range], 12, ahead)
        if (fits) check()
        else expect(check).toThrow(expect.objectContaining({ kind: 'internal' }))
      }),
    )
  })
})

describe('a window that is cut', () => {
  const column = Float64Array.from({ length: 30 }, (_, row) => 100 + row * row)
  const scale = column.map((_, row) => 1 + row)

  it.each([
    ['last', 100 + 15 * 15],
    ['mean', 100 + (144 + 169 + 196 + 225) / 4],
    ['none', 0],
  ] as const)('holds distances from the anchor %s in units of the scale at its origin', (anchor, value) => {
    const cutter = new WindowCutter({ columns: [column], scales: [scale], anchor }, 4, 3, 2)
    cutter.cut(1, 0, 15, true)
    const told = (row: number) => Math.fround((column[row] - value) / 16)
    expect([...cutter.x.slice(4)]).toEqual([12, 13, 14, 15].map(told))
    expect([...cutter.y.slice(3)]).toEqual([16, 17, 18].map(told))
    expect([...cutter.x.slice(0, 4)]).toEqual([0, 0, 0, 0])
  })

  it('holds nothing that came after its origin where it is only asked', () => {
    const cutter = new WindowCutter({ columns: [column], scales: [null], anchor: 'last' }, 4, 3, 1)
    cutter.cut(0, 0, 29, false)
    expect([...cutter.y]).toEqual([0, 0, 0])
    expect(cutter.x[3]).toBe(0)
  })
})
