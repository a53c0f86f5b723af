import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SignalInput, signalOf, wilson } from '../../../../src/analysis/forecast/signal.ts'

const tail = Array.from({ length: 201 }, (_, i) => (i - 100) / 100)

const input = (changes: Partial<SignalInput> = {}): SignalInput => ({
  median: 0.1,
  tail,
  scale: 0.01,
  originValue: 200,
  transform: 'log',
  beatsNaive: true,
  threshold: 0.05,
  effectiveWindows: 40,
  ...changes,
})

describe('Wilson intervals', () => {
  it('are those of the tables', () => {
    const [low, high] = wilson(0.8, 10)
    expect(low).toBeCloseTo(0.4902, 4)
    expect(high).toBeCloseTo(0.9433, 4)
    expect(wilson(0, 10)[0]).toBe(0)
    expect(wilson(0, 10)[1]).toBeCloseTo(0.2775, 4)
    expect(wilson(0.5, 0)).toEqual([0, 1])
  })
})

describe('signals', () => {
  it('buy and sell where skill, size and odds agree', () => {
    const up = signalOf(input())
    expect(up).toMatchObject({
      action: 'BUY',
      probabilityUp: expect.closeTo(1, 1),
      expectedMove: expect.closeTo(Math.exp(0.1) - 1, 9),
    })
    const down = signalOf(input({ median: -0.1 }))
    expect(down).toMatchObject({ action: 'SELL', confidence: expect.closeTo(1, 1) })
    expect(down.probabilityUp).toBeLessThan(0.05)
  })

  it('hold with the reason', () => {
    const reason = (changes: Partial<SignalInput>) => {
      const signal = signalOf(input(changes))
      expect(signal.action).toBe('HOLD')
      return signal.reason
    }
    expect(reason({ beatsNaive: false })).toBe('no skill shown over the last value')
    expect(reason({ median: 0.03 })).toBe('expected move 3.0%, not beyond the threshold of 5.0%')
    expect(reason({ median: 0.0008, threshold: 0 })).toBe('expected move 0.08%, not beyond the costs of 0.10%')
    expect(reason({ median: 0.08, scale: 1 })).toMatch(/^expected move 8.3%, but probability up .*: either way is possible$/)
    expect(reason({ effectiveWindows: 1 })).toMatch(/either way is possible/)
    expect(reason({ originValue: 0, transform: 'level' })).toMatch(/last value is zero/)
  })

  it('leans to no side where nothing moves, and counts half of what stays', () => {
    const still = (ends: number[]) => signalOf(input({ median: 0, tail: ends })).probabilityUp
    expect(still(new Array(201).fill(0))).toBeCloseTo(0.5, 9)
    expect(signalOf(input({ median: 0, tail: new Array(201).fill(0) })).confidence).toBeCloseTo(0.5, 9)
    expect(still([...new Array(150).fill(0), ...new Array(51).fill(1)])).toBeCloseTo((51 + 75) / 201, 2)
    expect(still([...new Array(51).fill(-1), ...new Array(150).fill(0)])).toBeCloseTo(75 / 201, 2)
  })

  it('tells no size of a move that is beyond all numbers', () => {
    const signal = signalOf(input({ tail: tail.map((value) => value * 1e6) }))
    expect(signal.expectedAbsoluteMove).toBeNull()
    expect(signalOf(input({ median: 1e6 }))).toMatchObject({ action: 'HOLD', expectedMove: null })
  })

  it('is even odds of a symmetric tail around the last value', () => {
    const signal = signalOf(input({ median: 0 }))
    expect(signal.probabilityUp).toBeCloseTo(0.5, 9)
    expect(signal.expectedMove).toBe(0)
    const ends = tail.map((residual) => Math.abs(Math.exp(0.1 * residual) - 1))
    expect(signal.expectedAbsoluteMove).toBeCloseTo(ends.reduce((a, b) => a + b) / 201, 12)
    expect(signalOf(input({ tail: [] }))).toMatchObject({ probabilityUp: 0.5, expectedAbsoluteMove: null })
  })

  it('counts moves of values that are not prices by their size', () => {
    const signal = signalOf(input({ originValue: -50, transform: 'level', median: 5, scale: 1 }))
    expect(signal.expectedMove).toBeCloseTo(0.1, 12)
    expect(signal).toMatchObject({ action: 'BUY' })
  })

  it('never says more than HOLD without skill, and keeps its figures in their bounds', () => {
    const numbers = fc.record({
      median: fc.double({ min: -2, max: 2, noNaN: true }),
      tail: fc
        .array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 30 })
        .map((values) => values.sort((a, b) => a - b)),
      scale: fc.double({ min: 1e-6, max: 4, noNaN: true }),
      originValue: fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
      threshold: fc.double({ min: 0, max: 0.5, noNaN: true }),
      effectiveWindows: fc.nat(300),
      beatsNaive: fc.boolean(),
      transform: fc.constantFrom('log' as const, 'level' as const),
    })
    fc.assert(
      fc.property(numbers, (changes) => {
        const signal = signalOf(input(changes))
        const { action, confidence, probabilityUp, probabilityUpLow, probabilityUpHigh, expectedMove } = signal
        if (!changes.beatsNaive) expect(action).toBe('HOLD')
        if (action !== 'HOLD') expect(Math.abs(expectedMove as number)).toBeGreaterThan(changes.threshold)
        expect(confidence).toBeGreaterThanOrEqual(0.5)
        expect(confidence).toBeLessThanOrEqual(1)
        expect(probabilityUpLow).toBeLessThanOrEqual(probabilityUp + 1e-12)
        expect(probabilityUpHigh).toBeGreaterThanOrEqual(probabilityUp - 1e-12)
        for (const value of [probabilityUpLow, probabilityUpHigh]) expect(value >= 0 && value <= 1).toBe(true)
      }),
    )
  })
})
