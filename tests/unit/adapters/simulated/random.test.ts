import { expect, test } from 'vitest'
import { keyOf, Stream } from '../../../../src/adapters/simulated/random.ts'
import { inverseNormal } from '../../../../src/analysis/statistics/normal.ts'
import { kurtosis } from '../../../support/stylised-facts.ts'

const stream = (index = 0, purpose = 0, seed = 1) => new Stream().restart(keyOf(seed, 'TEST'), index, purpose)

test('a stream is a function of seed, name, index and purpose; each of them matters', () => {
  const first = (one: Stream) => [one.bits(), one.bits(), one.bits()].join()
  const streams = [
    stream(),
    stream(1),
    stream(0, 1),
    stream(0, 0, 2),
    stream(0, 0, 1 + 2 ** 33),
    new Stream().restart(keyOf(1, 'TESU'), 0, 0),
  ]
  expect(first(stream())).toBe(first(stream()))
  expect(new Set(streams.map(first)).size).toBe(streams.length)
})

test('quantiles of the normal law (tables)', () => {
  expect(inverseNormal(0.975)).toBeCloseTo(1.959963985, 7)
  expect(inverseNormal(0.001)).toBeCloseTo(-3.090232306, 7)
  expect(inverseNormal(0.5)).toBe(0)
})

test('uniform, normal and exponential draws have the moments of their laws', () => {
  const source = stream(5)
  const draw = (of: () => number) => Float64Array.from({ length: 400_000 }, of)
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const uniform = draw(() => source.uniform())
  const normal = draw(() => source.normal())
  const exponential = draw(() => source.exponential())
  expect(mean(uniform)).toBeCloseTo(0.5, 2)
  expect(mean(normal)).toBeCloseTo(0, 1.7)
  expect(mean(normal.map((value) => value * value))).toBeCloseTo(1, 1.7)
  expect(kurtosis(normal)).toBeCloseTo(3, 1)
  expect(mean(exponential)).toBeCloseTo(1, 1.7)
  expect(mean(exponential.map((value) => value * value))).toBeCloseTo(2, 1)
})

test('streams of neighbouring indexes are unrelated', () => {
  const first = Float64Array.from({ length: 20_000 }, (_, i) => stream(i).normal())
  let covariance = 0
  for (let i = 1; i < first.length; i++) covariance += first[i] * first[i - 1]
  expect(Math.abs(covariance / first.length)).toBeLessThan(0.03)
})

test('below() reaches every number and no other', () => {
  const source = stream(9)
  const seen = new Set(Array.from({ length: 500 }, () => source.below(6)))
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5])
})
