import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Frame } from '../../../../src/adapters/sandbox/inside/frame.ts'
import { frameOf, view } from '../../../../src/adapters/sandbox/inside/frame-view.ts'
import { rolling } from '../../../../src/adapters/sandbox/inside/rolling.ts'
import { OutputFault, Writer } from '../../../../src/adapters/sandbox/inside/writer.ts'

const from = { name: 'table', timeframe: null, source: 'csv', feed: null }

function frame(columns: Record<string, number[] | string[]>): Frame {
  const made = Object.entries(columns).map(([name, values]) =>
    typeof values[0] === 'string'
      ? { name, type: 'text' as const, values: values as string[] }
      : { name, type: 'number' as const, values: Float64Array.from(values as number[]) },
  )
  return view(new Frame(made, from, view))
}

const value = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
)

describe('frames', () => {
  it('rolling figures are those of each window alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (values, count) => {
          const column = Float64Array.from(values)
          const windows = values.map((_, i) => (i + 1 < count ? null : values.slice(i + 1 - count, i + 1)))
          const near = (got: number, wanted: number) => expect(Math.abs(got - wanted)).toBeLessThan(1e-6)
          for (const [i, window] of windows.entries()) {
            if (!window) {
              expect(rolling(column, count, 'sum')[i]).toBeNaN()
              continue
            }
            const sum = window.reduce((a, b) => a + b, 0)
            near(rolling(column, count, 'sum')[i], sum)
            near(rolling(column, count, 'mean')[i], sum / count)
            expect(rolling(column, count, 'max')[i]).toBe(Math.max(...window))
            expect(rolling(column, count, 'min')[i]).toBe(Math.min(...window))
            if (count < 2) continue
            const squares = window.reduce((a, b) => a + (b - sum / count) ** 2, 0)
            near(rolling(column, count, 'std')[i] ** 2, squares / (count - 1))
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('sorting is stable, loses nothing and puts what is missing last', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), fc.boolean(), (values, descending) => {
        const sorted = frame({ x: values, row: values.map((_, i) => i) }).sortBy('x', descending)
        const xs = [...(sorted.col('x') as Float64Array)]
        expect([...(sorted.col('row') as Float64Array)].map((row) => values[row])).toEqual(xs)
        expect(xs.slice(xs.findIndex(Number.isNaN)).every(Number.isNaN) || !xs.some(Number.isNaN)).toBe(true)
        const known = xs.filter((x) => !Number.isNaN(x))
        expect(known).toEqual(known.toSorted((a, b) => (descending ? b - a : a - b)))
      }),
    )
  })

  it('groups hold every row once, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 30 }), (symbols) => {
        const groups = frame({ symbol: symbols, row: symbols.map((_, i) => i) }).groupBy()
        const rows = [...groups].flatMap(([symbol, one]) => [...(one.col('row') as Float64Array)].map((row) => [symbol, row]))
        expect(rows.length).toBe(symbols.length)
        for (const [symbol, row] of rows) expect(symbols[row as number]).toBe(symbol)
      }),
    )
  })

  it('figures leave out what is missing', () => {
    const df = frame({ x: [1, Number.NaN, 3, 2] })
    expect([df.sum('x'), df.mean('x'), df.std('x'), df.min('x'), df.max('x'), df.median('x'), df.quantile('x', 0.25)]).toEqual([
      ...[6, 2, 1, 1, 3, 2, 1.5],
    ])
    expect(df.describe()).toEqual({ x: { count: 3, mean: 2, std: 1, min: 1, p25: 1.5, median: 2, p75: 2.5, max: 3 } })
    const none = frame({ x: [Number.NaN] })
    expect([none.mean('x'), none.min('x'), none.quantile('x', 0.5)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })

  it('differences and returns look back within a symbol, however the rows are mixed', () => {
    const df = frame({ symbol: ['A', 'B', 'A', 'B', 'A'], close: [1, 10, 2, 20, 4] })
    expect([...df.diff('close')]).toEqual([Number.NaN, Number.NaN, 1, 10, 2])
    expect([...df.returns()]).toEqual([Number.NaN, Number.NaN, 1, 1, 1])
  })

  it('a view shows columns, knows its frame, and lets nobody write', () => {
    const df = frame({ close: [1, 2] }) as Frame & { close: unknown; clos: unknown }
    expect(Object.keys(df)).toEqual(['close'])
    expect('close' in df && !('clos' in df)).toBe(true)
    expect(frameOf(df)).toBeInstanceOf(Frame)
    expect(frameOf({ close: [1] })).toBeNull()
    expect(() => df.clos).toThrow('df has no clos (did you mean close?): its columns are close')
    expect(() => {
      df.close = 1
    }).toThrow(/cannot be changed/)
    expect(() => Object.defineProperty(df, 'x', { value: 1 })).toThrow(/cannot be changed/)
    expect(() => df.row(2)).toThrow('there is no row 2: rows go from 0 to 1')
    expect(() => df.with('x', [1])).toThrow(/2 rows, not 1/)
    expect(() => df.rolling('close', 0)).toThrow(RangeError)
    expect(() => df.rolling('close', 2, 'avg' as never)).toThrow(/mean, sum, min, max, std/)
    expect(() => df.rolling('close', 2, 'constructor' as never)).toThrow(/mean, sum, min, max, std/)
  })
})

describe('the writer', () => {
  it('writes what JSON writes, for plain data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (plain) => {
        expect(JSON.parse(new Writer(1e6).write(plain))).toEqual(JSON.parse(JSON.stringify(plain)))
      }),
    )
  })

  it('never keeps more than its room', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 60 }), (plain, most) => {
        const whole = JSON.stringify(plain)
        const write = () => new Writer(most).write(plain)
        if (JSON.stringify(JSON.parse(whole)).length > most) expect(write).toThrow(OutputFault)
        else expect(write().length).toBeLessThanOrEqual(most)
      }),
    )
  })

  it('names the place of what is no data', () => {
    expect(() => new Writer(1e4).write({ a: [0, { b: () => 1 }] })).toThrow('the result.a[1].b is a function')
    const round: Record<string, unknown> = {}
    round.self = [round]
    expect(() => new Writer(1e4).write(round)).toThrow('the result.self[0] holds itself')
  })
})
