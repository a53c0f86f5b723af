import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimeMerge } from '../../../src/market/time-merge.ts'

interface Tape {
  name: number
  times: number[]
  length: number
  time(row: number): number
}

const tapeOf = (times: number[], name: number): Tape => ({ name, times, length: times.length, time: (row) => times[row] })
const sorted = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }).map((list) => list.sort((a, b) => a - b))
const tapes = fc.array(sorted, { maxLength: 8 }).map((all) => all.map(tapeOf))

function taken(merge: TimeMerge<Tape>, to: number): string[] {
  const rows: string[] = []
  const count = merge.take(to, (tape, row) => void rows.push(`${tape.time(row)} ${tape.name} ${row}`))
  expect(count).toBe(rows.length)
  return rows
}

/** The order by definition: time, then rank (here the name), then row. */
function byDefinition(all: Tape[]): string[] {
  const rows = all.flatMap((tape) => tape.times.map((at, row) => ({ at, name: tape.name, row })))
  return rows.sort((a, b) => a.at - b.at || a.name - b.name || a.row - b.row).map(({ at, name, row }) => `${at} ${name} ${row}`)
}

describe('tapes merged by time', () => {
  it('come in order of time, rank and row, every row once', () => {
    fc.assert(
      fc.property(tapes, (all) => {
        const merge = new TimeMerge<Tape>()
        merge.add(all.map((rows) => ({ rows, rank: rows.name })))
        expect(taken(merge, Number.POSITIVE_INFINITY)).toEqual(byDefinition(all))
        expect(merge.next).toBe(Number.POSITIVE_INFINITY)
      }),
    )
  })

  it('come the same in pieces, each up to and with its end', () => {
    fc.assert(
      fc.property(tapes, fc.array(fc.integer({ min: -1, max: 21 })), (all, cuts) => {
        const merge = new TimeMerge<Tape>()
        merge.add(all.map((rows) => ({ rows, rank: rows.name })))
        const pieces = [...cuts.sort((a, b) => a - b), 30].flatMap((to) => {
          const rows = taken(merge, to)
          expect(merge.next).toBeGreaterThan(to)
          return rows
        })
        expect(pieces).toEqual(byDefinition(all))
      }),
    )
  })

  it('can be left out, and others can join, while the rest goes on', () => {
    fc.assert(
      fc.property(tapes, sorted, (all, more) => {
        const merge = new TimeMerge<Tape>()
        merge.add(all.map((rows) => ({ rows, rank: rows.name })))
        const before = taken(merge, 9)
        merge.drop(({ name }) => name === 1)
        const joined = tapeOf(
          more.filter((at) => at > 9),
          100,
        )
        merge.add([{ rows: joined, rank: 100 }])
        const left = byDefinition([...all.filter(({ name }) => name !== 1), joined])
        const after = left.filter((row) => Number(row.split(' ')[0]) > 9)
        expect(before.concat(taken(merge, 30))).toEqual([
          ...byDefinition(all).filter((row) => Number(row.split(' ')[0]) <= 9),
          ...after,
        ])
      }),
    )
  })
})
