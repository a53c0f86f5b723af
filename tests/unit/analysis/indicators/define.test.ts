import { describe, expect, test } from 'vitest'
import { indicatorStream } from '../../../../src/analysis/indicators/bound-stream.ts'
import { type CustomIndicator, customSpec, defineIndicator } from '../../../../src/analysis/indicators/define.ts'
import { parseIndicator } from '../../../../src/analysis/indicators/ref.ts'
import { builtInIndicators } from '../../../../src/analysis/indicators/registry.ts'
import { indicatorColumns, settleOf, warmUpOf } from '../../../../src/analysis/indicators/resolve.ts'
import { withCustom } from '../../../../src/analysis/indicators/set.ts'
import { barsOf, seededCandles, usCalendar } from '../../../support/indicator-bars.ts'

/** The simple mean as a user would write it. */
const plainMean = defineIndicator({
  name: 'plain_mean',
  summary: 'Mean of the last bars',
  params: { n: { default: 3, min: 1, max: 50 } },
  overlay: true,
  warmUp: ({ n }) => n,
  start: () => ({ last: [] as number[] }),
  step(bar, state, { n }) {
    state.last.push(bar.value)
    if (state.last.length > n) state.last.shift()
    return state.last.reduce((sum, value) => sum + value, 0) / n
  },
})

const twoSided = defineIndicator({
  name: 'span',
  summary: 'High and low, and the rows so far',
  input: null,
  outputs: ['high', 'low', 'rows'],
  warmUp: () => 1,
  start: () => ({ rows: 0 }),
  step: (bar, state) => [bar.high, bar.low, ++state.rows],
})

const set = withCustom(builtInIndicators, [customSpec(plainMean), customSpec(twoSided)])
const bars = barsOf(seededCandles(80))
const source = { bars, calendar: usCalendar, other: () => null }
const of = (spelling: string) => indicatorColumns(parseIndicator(spelling, set), source, null, set).map((column) => [...column])

describe("a user's own indicator", () => {
  test('is spelled, computed and nested as one of the house', () => {
    const [own] = of('plain_mean:5')
    const [house] = of('sma:5')
    own.forEach((value, i) => {
      if (Number.isNaN(house[i])) expect(value).toBeNaN()
      else expect(value).toBeCloseTo(house[i], 9)
    })
    expect(of('plain_mean_5')).toEqual([own])
    expect(of('plain_mean:4@volume')[0].at(-1)).toBeCloseTo(of('sma:4@volume')[0].at(-1)!, 6)
    expect(of('plain_mean:4(rsi:5)')[0].at(-1)).toBeCloseTo(of('sma:4(rsi:5)')[0].at(-1)!, 9)
    expect(of('ema:3(plain_mean:4)')[0].at(-1)).toBeCloseTo(of('ema:3(sma:4)')[0].at(-1)!, 9)
    expect(warmUpOf(parseIndicator('ema:3(plain_mean:4)', set), set)).toBe(6)
    expect(of('span')[2]).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
  })

  test('steps to its column, the last bar taken again any number of times', () => {
    for (const spelling of ['plain_mean:5', 'span', 'plain_mean:3(rsi:4)']) {
      const whole = of(spelling)
      const stream = indicatorStream(parseIndicator(spelling, set), source, set)
      for (let row = 0; row < bars.length; row++) {
        stream.step(row)
        for (let k = 0; k < row % 3; k++) stream.replace(row)
        whole.forEach((values, k) => {
          expect(stream.out[k]).toEqual(values[row])
        })
      }
    }
  })

  test('sees one bar at a time and no other', () => {
    const seen: string[][] = []
    const curious = customSpec({ ...plainMean, step: (bar) => seen.push(Object.keys(bar)) })
    curious.kernel({ ...source, input: bars.close, other: null }, [1], [new Float64Array(80)])
    expect(new Set(seen.flat())).toEqual(new Set(['time', 'open', 'high', 'low', 'close', 'volume', 'value']))
  })

  test('a set without it does not know it, and a taken name is refused', () => {
    expect(() => parseIndicator('plain_mean:5')).toThrow(expect.objectContaining({ kind: 'usage' }))
    expect(() => withCustom(builtInIndicators, [customSpec({ ...plainMean, name: 'sma' })])).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining("'sma'") }),
    )
  })

  test.each<[string, Partial<Record<keyof CustomIndicator, unknown>>]>([
    ['its name', { name: 'My Mean' }],
    ['does not end in a number', { name: 'mean_20' }],
    ['no summary', { summary: '' }],
    ['step is missing', { step: undefined }],
    ['min <= default <= max', { params: { n: { default: 5, min: 6, max: 9 } } }],
    ['whole numbers', { params: { n: { default: 1.5, min: 1, max: 9 } } }],
    ['outputs need a name each', { outputs: ['a', 'a'] }],
    ['outputs need a name each', { outputs: 'value' }],
    ['settle is no function', { settle: 3 }],
    ['input is one of', { input: 'typical' }],
    ['n needs whole numbers', { params: { n: null } }],
  ])('a definition is refused: %s', (message, change) => {
    const wrong = { ...plainMean, ...change } as typeof plainMean
    expect(() => customSpec(wrong)).toThrow(expect.objectContaining({ kind: 'usage', message: expect.stringContaining(message) }))
  })

  test.each<[string, Partial<Record<keyof CustomIndicator, unknown>>]>([
    ['step answered NaN on bar 3 (', { step: () => Number.NaN }],
    ['answered Infinity', { step: () => Number.POSITIVE_INFINITY }],
    ['step answers a number, not undefined', { step: () => undefined }],
    ['step answers a number, not 1,2', { step: () => [1, 2] }],
    ['step answers a promise', { step: () => Promise.reject(new Error('late')) }],
    ['step answers a promise', { step: async () => 1, warmUp: () => 50 }],
    ['step answers a promise', { step: () => [Promise.reject(new Error('late'))] }],
    [
      'step failed on bar 1 (',
      {
        step: () => {
          throw new Error('no luck')
        },
      },
    ],
    [
      'start failed: no luck',
      {
        start: () => {
          throw 'no luck'
        },
      },
    ],
    ['step answers a number, not an object without a text', { step: () => Object.create(null) }],
    ['start answers a promise', { start: async () => ({}) }],
    ['warmUp answers a promise', { warmUp: async () => 3 }],
    ['not plain data', { start: () => ({ read: () => 1 }) }],
    ['start answers an object', { start: () => 3 }],
    ['warmUp answers a whole number', { warmUp: () => 0 }],
  ])('a step that cannot be trusted is refused when it runs: %s', (message, change) => {
    const wrong = withCustom(builtInIndicators, [customSpec({ ...plainMean, ...change } as typeof plainMean)])
    expect(() => indicatorColumns(parseIndicator('plain_mean', wrong), source, null, wrong)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining(message) }),
    )
  })
  test('a settling time that is none is refused when it is asked for', () => {
    const wrong = withCustom(builtInIndicators, [customSpec({ ...plainMean, settle: () => Number.NaN })])
    expect(() => settleOf(parseIndicator('plain_mean', wrong), wrong)).toThrow(
      /settle answers a whole number of bars from 0 on, not NaN/,
    )
  })
})
