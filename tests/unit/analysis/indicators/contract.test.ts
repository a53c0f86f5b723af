import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtInIndicators } from '../../../../src/analysis/indicators/registry.ts'
import type { IndicatorSource, IndicatorSpec } from '../../../../src/analysis/indicators/spec.ts'
import { type Bars, type Column, column } from '../../../../src/market/bars.ts'
import { columnsOf, cutSource, firstRows, KIND_NAMES, KINDS, sessionBars, smallParams, sourceFor } from './series.ts'

const TIMEFRAMES = ['1d', '15m'] as const
const cases = fc.record({
  kind: fc.constantFrom(...KIND_NAMES),
  timeframe: fc.constantFrom(...TIMEFRAMES),
  count: fc.integer({ min: 0, max: 160 }),
  seed: fc.integer({ min: 1, max: 1000 }),
  picks: fc.array(
    fc.nat(100).map((percent) => percent / 100),
    { minLength: 9, maxLength: 9 },
  ),
})
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

function made(spec: IndicatorSpec, { kind, timeframe, count, seed, picks }: Case) {
  const bars = sessionBars(KINDS[kind](count, seed), timeframe)
  return { source: sourceFor(spec, bars), params: smallParams(spec, picks) }
}

const RUNS = { numRuns: 40 }
const defaults = (spec: IndicatorSpec) => spec.params.map((param) => param.default)

/** Silent before, a number after; one that may miss values never says Infinity. */
function checkSilence(spec: IndicatorSpec, params: number[], columns: number[][]): void {
  firstRows(spec, params).forEach((rows, k) => {
    columns[k].forEach((value, row) => {
      const where = `${spec.name}:${params} ${spec.outputs[k]} row ${row} of ${columns[k].length}, warm-up ${rows}: ${value}`
      if (row < rows - 1) expect(value, where).toBeNaN()
      else if (spec.sparse) expect(Math.abs(value), where).not.toBe(Number.POSITIVE_INFINITY)
      else expect(Number.isFinite(value), where).toBe(true)
    })
  })
}

/** Largest difference between stream and column, in units of 1e-9 of the values' size. */
function checkSame(spec: IndicatorSpec, row: number, got: ArrayLike<number>, wanted: number[][], size: number): void {
  wanted.forEach((values, k) => {
    const where = `${spec.name} ${spec.outputs[k]} row ${row}: column ${values[row]}, stream ${got[k]}`
    if (Number.isNaN(values[row])) expect(got[k], where).toBeNaN()
    else expect(Math.abs(got[k] - values[row]), where).toBeLessThanOrEqual(1e-9 * Math.abs(values[row]) + 1e-13 * size)
  })
}

const largest = (columns: number[][]) =>
  Math.max(0, ...columns.flat().map((value) => (Number.isNaN(value) ? 0 : Math.abs(value))))

/** A copy of a source whose bars appear one at a time: what is not there yet reads NaN. */
function growing(source: IndicatorSource) {
  const { bars } = source
  const live: Bars = { ...bars, length: 0 }
  const keys = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
  for (const key of keys) live[key] = column(bars.length).fill(Number.NaN)
  const other = source.other ? column(bars.length).fill(Number.NaN) : null
  const input = keys.find((key) => bars[key] === source.input)!
  const show = (row: number, by: number) => {
    live.length = row + 1
    for (const key of keys) live[key][row] = bars[key][row] * (key === 'time' ? 1 : by)
    if (other) other[row] = source.other![row] * by
  }
  return { source: { ...source, bars: live, input: live[input], other }, show }
}

describe.each([...builtInIndicators.values()])('$name', (spec) => {
  test('is silent until warmed up and a number after, whatever the bars', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { source, params } = made(spec, one)
        checkSilence(spec, params, columnsOf(spec, source, params))
      }),
      RUNS,
    )
  })

  test('steps to the same values, however often the last bar is taken again', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }), (one, agains) => {
        const { source, params } = made(spec, one)
        const whole = columnsOf(spec, source, params)
        const size = largest(whole)
        const { source: live, show } = growing(source)
        const stream = spec.stream(params)
        for (let row = 0; row < source.bars.length; row++) {
          const times = agains[row % agains.length]
          show(row, times === 0 ? 1 : 1.07)
          stream.step(live, row)
          for (let k = times - 1; k >= 0; k--) {
            show(row, k === 0 ? 1 : 1 - k / 20)
            stream.replace(live, row)
          }
          checkSame(spec, row, stream.out, whole, size)
        }
      }),
      RUNS,
    )
  })

  test('a cut series has the same values up to the cut, bit for bit', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), (one, share) => {
        const { source, params } = made(spec, one)
        const cut = Math.floor(share * source.bars.length)
        const whole = columnsOf(spec, source, params)
        expect(columnsOf(spec, cutSource(source, cut), params)).toEqual(whole.map((values) => values.slice(0, cut)))
      }),
      RUNS,
    )
  })

  test('writes every row of its columns, whatever was in them, no row beyond, and leaves the bars alone', () => {
    const bars = sessionBars(KINDS.walk(160, 3), '15m')
    const source = cutSource(sourceFor(spec, bars), 120)
    const before = snapshot(bars)
    const params = smallParams(spec, [0.3])
    const fresh = columnsOf(spec, source, params)
    const spare = cutSpare(source, bars)
    const dirty = spec.outputs.map(() => column(160).fill(-12_345))
    spec.kernel(spare, params, dirty)
    dirty.forEach((one, k) => {
      expect([...one.subarray(0, 120)]).toEqual(fresh[k])
      expect([...one.subarray(120)]).toEqual(Array(40).fill(-12_345))
    })
    expect(snapshot(bars)).toEqual(before)
  })

  test('stands its numbers at both ends of their limits', () => {
    const ends = spec.params.flatMap((param, i) => [param.min, param.max].map((value) => defaults(spec).with(i, value)))
    for (const params of [defaults(spec), spec.params.map((param) => param.min), ...ends]) {
      const source = sourceFor(spec, sessionBars(KINDS.walk(spec.warmUp(params) + 30, 5), '15m'))
      const columns = columnsOf(spec, source, params)
      checkSilence(spec, params, columns)
      if (!spec.sparse) expect(columns.every((values) => Number.isFinite(values.at(-1)))).toBe(true)
    }
  })

  test('says what it is', () => {
    expect(spec.name).toMatch(/^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*$/)
    expect(spec.summary).not.toBe('')
    expect(new Set(spec.outputs).size).toBe(spec.outputs.length)
    expect(new Set(spec.params.map((param) => param.name)).size).toBe(spec.params.length)
    for (const { min, max, default: usual } of spec.params) expect(min <= usual && usual <= max).toBe(true)
    const outputs = firstRows(spec, defaults(spec))
    expect(outputs).toHaveLength(spec.outputs.length)
    expect(spec.warmUp(defaults(spec))).toBe(Math.max(...outputs))
    expect(spec.settle(defaults(spec))).toBeGreaterThanOrEqual(0)
  })
})

/** The same rows in arrays with spare room, which holds other numbers. */
function cutSpare(source: IndicatorSource, bars: Bars): IndicatorSource {
  const key = (['open', 'high', 'low', 'close', 'volume'] as const).find((one) => bars[one].buffer === source.input.buffer)!
  return { ...source, bars: { ...bars, length: source.bars.length }, input: bars[key] }
}

function snapshot(bars: Bars): Column[] {
  return [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume].map((one) => one.slice())
}

test('there are at least sixty', () => expect(builtInIndicators.size).toBeGreaterThanOrEqual(60))

/** Values after the settling rows do not remember what came before. */
test.each([...builtInIndicators.values()].filter((spec) => Number.isFinite(spec.settle(defaults(spec)))))(
  '$name forgets the start of the series after its settling rows',
  (spec) => {
    const params = smallParams(spec, [0.4])
    const rows = spec.warmUp(params) + spec.settle(params)
    const late = sessionBars(KINDS.walk(rows + 200, 11), '15m')
    const other = KINDS.walk(200, 12)
    const changed = sessionBars(
      KINDS.walk(rows + 200, 11).map((one, i) => other[i] ?? one),
      '15m',
    )
    const tails = [late, changed].map((bars) => columnsOf(spec, sourceFor(spec, bars), params).map((values) => values.at(-1)!))
    tails[0].forEach((value, k) => {
      if (Number.isNaN(value)) expect(tails[1][k]).toBeNaN()
      else expect(Math.abs(tails[1][k] - value)).toBeLessThan(1e-7 * Math.max(1, Math.abs(value)))
    })
  },
)

test.each([...builtInIndicators.values()].filter((spec) => spec.input !== null))('$name stands a column of zeros', (spec) => {
  const source = sourceFor(spec, sessionBars(KINDS['volume now and then'](150, 2), '1d'))
  const params = smallParams(spec, [0.5])
  for (const input of [source.bars.volume, column(150)]) checkSilence(spec, params, columnsOf(spec, { ...source, input }, params))
})
